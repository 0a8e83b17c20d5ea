/*
 * What predictions are asked for: by which models, how far ahead, which
 * quantities, how sure.
 */
#ifndef CEV_OUTLOOK_H
#define CEV_OUTLOOK_H

#include "purchase.h"
#include "spend.h"

/* What predict tells of a customer; the purchase model's own come first. */
enum {
    CEV__P_ALIVE,
    CEV__PURCHASES,
    CEV__P_ANY,
    CEV__NEXT,
    CEV__SPEND,
    CEV__CLV,
    CEV__NEAR, /* up to here of the horizon; from here on for ever */
    CEV__DERT = CEV__NEAR,
    CEV__RLV,
    CEV__QUANTITIES
};

typedef struct cev__outlook {
    const cev__purchases *purchases; /* or NULL */
    const cev__spend *spend;         /* or NULL; both: clv */
    int quantities;                  /* 1 << CEV__P_ALIVE and so on */
    double horizon;                  /* [time] */
    double delta;                    /* continuous discount rate [1/time] */
    double margin;
    int own_mean; /* CEV__MEAN_WEIGHED and so on */
    double z; /* of the intervals; 0: none, and no errors are worked out */
    int is_ever; /* the horizon is infinite, all purchases are discounted */
} cev__outlook;

extern const char cev__quantity_names[CEV__QUANTITIES][20];

/* The options horizon, discount, margin, interval and time_unit in force; the
 * quantities are the usual ones. */
cev__outlook cev__outlook_of(const cev__purchases *purchases,
                             const cev__spend *spend,
                             const cev_options *options);

/* The quantities that the option names instead; CEV_ERR_OPTION with a message
 * when the models do not tell one of them, or not so far ahead. */
int32_t cev__outlook_choose(cev_ctx *ctx, const cev_options *options,
                            cev__outlook *outlook);

/* The outlook whose purchases and clv are the dert and rlv that this one asks
 * for; without quantities where it asks for none. */
cev__outlook cev__outlook_ever(const cev__outlook *outlook);

static inline int cev__outlook_asks(const cev__outlook *outlook, int quantity)
{
    return (outlook->quantities >> quantity) & 1;
}

/* The columns of customers that the models read. */
int cev__outlook_wants(const cev__outlook *outlook);

#endif
