/* The walk that every answer takes: a customer's orders as visits, bin by bin,
 * up to a time. */
#ifndef CEV__WALK_H
#define CEV__WALK_H

#include "../core/options.h"
#include "../math/sum.h"
#include "histories.h"

/* How far to look, in bins and in seconds. */
typedef struct cev__cut {
    int64_t bin;       /* [s] */
    int64_t last_bin;  /* that counts */
    int64_t end;       /* first second that does not */
    int64_t later_bin; /* last of the holdout; last_bin without one */
    int64_t later_end;
    int64_t past_bin; /* last of what was known before the lookback */
} cev__cut;

/* The bin of a time; bins before 1970 are negative. */
int64_t cev__bin_of(int64_t time, int64_t bin);

/* The length of some bins in units of time: whole numbers stay whole where they
 * can, hence not bins * (bin / time_unit). */
double cev__bins_length(const cev__cut *cut, int64_t bins, double time_unit);

/* Checks as_of and reads bin, and holdout, time_unit and lookback where the
 * call takes them. */
int32_t cev__cut_make(const cev_portfolio *portfolio, int64_t as_of,
                      const cev_options *options, cev__cut *cut);

/*
 * All a customer did in one bin. It is a purchase when something was bought,
 * and, where something was given back too, money was left over or an amount
 * is unknown.
 */
typedef struct cev__visit {
    int64_t bin;
    int is_purchase;
    int is_known; /* no amount is unknown */
    int has_amount; /* one is known */
    cev__sum money;   /* kept: known amounts, refunds taken off */
    cev__sum refunds; /* given back, >= 0 */
} cev__visit;

typedef struct cev__walk {
    const cev__entry *at;
    const cev__entry *end;
    int64_t bin; /* [s] */
} cev__walk;

/* The walk over the entries before the second `before`. */
cev__walk cev__walk_make(const cev__entry *entries, const cev__entry *end,
                         int64_t bin, int64_t before);

/* The next visit; 0 when there is none. */
int cev__walk_next(cev__walk *walk, cev__visit *visit);

#endif
