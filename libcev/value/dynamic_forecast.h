/* What lies ahead of customers whose rates change in time, with its
 * uncertainty. */
#ifndef CEV_DYNAMIC_FORECAST_H
#define CEV_DYNAMIC_FORECAST_H

#include "dynamic_path.h"
#include "purchase.h"
#include "turn.h"

/* A model aside: at a place of turn.h. */
typedef struct cev__dynamic_aside {
    cev__pareto_params p;
    cev__regression regression;
} cev__dynamic_aside;

typedef struct cev__dynamic_view {
    const cev__purchases *model;
    double delta; /* continuous discount rate [1/time] */
    int count;    /* of those aside; 0: uncertainty is not asked for */
    cev__dynamic_aside *aside;
} cev__dynamic_view;

/* CEV_ERR_MEMORY with a message; _close in any case. */
int32_t cev__dynamic_open(cev_ctx *ctx, const cev__purchases *model,
                          double delta, int is_uncertain,
                          cev__dynamic_view *view);
void cev__dynamic_close(cev_ctx *ctx, cev__dynamic_view *view);

/* The two kinds of purchases ahead: plain, and discounted. */
enum { CEV__AHEAD_PLAIN, CEV__AHEAD_DISCOUNTED, CEV__AHEAD_KINDS };

/* Of one customer: spreads are 0 where they are not asked for. */
typedef struct cev__dynamic_prospect {
    cev__path_standing standing;
    cev__spread odds_spread, likelihood_spread;
    cev__forecast expected, discounted;
    /* What they are aside, in logs; spreads of draws point here. */
    double odds[CEV__TURNS], likelihood[CEV__TURNS];
    double active[CEV__AHEAD_KINDS][CEV__TURNS];
    double all[CEV__AHEAD_KINDS][CEV__TURNS];
} cev__dynamic_prospect;

void cev__dynamic_forecast(const cev__dynamic_view *view,
                           const cev__path *path,
                           cev__dynamic_prospect *out);

#endif
