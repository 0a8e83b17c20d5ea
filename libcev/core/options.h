/* Options inside: one dictionary, values by number. */
#ifndef CEV__OPTIONS_H
#define CEV__OPTIONS_H

#include "cev/options.h"
#include "ctx.h"

enum {
    CEV__OPT_BIN,
    CEV__OPT_TIME_UNIT,
    CEV__OPT_HOLDOUT,
    CEV__OPT_LOOKBACK,
    CEV__OPT_PERIOD,
    CEV__OPT_STEP,
    CEV__OPT_HORIZON,
    CEV__OPT_INTERVAL,
    CEV__OPT_UNCERTAINTY,
    CEV__OPT_MARGIN,
    CEV__OPT_DISCOUNT,
    CEV__OPT_PURCHASES,
    CEV__OPT_SPEND,
    CEV__OPT_PENALTY,
    CEV__OPT_PURCHASE_COVARIATES,
    CEV__OPT_DROPOUT_COVARIATES,
    CEV__OPT_TOL,
    CEV__OPT_MAX_ITER,
    CEV__OPT_QUANTITIES,
    CEV__OPT_SCORES,
    CEV__OPT_STATES,
    CEV__OPTIONS
};

/* Text values are names out of a short list, several of them, or names of
 * columns: no memory of their own. */
#define CEV__OPT_TEXT_SIZE 512

typedef struct cev__option_value {
    int is_set;
    int64_t i;
    double d;
    char text[CEV__OPT_TEXT_SIZE];
} cev__option_value;

/* Plain data: copies by assignment (the copy's ctx is not retained). */
struct cev_options {
    cev_ctx *ctx;
    cev__option_value values[CEV__OPTIONS];
};

/*
 * Every option that is set must be among `takes` (names joined by single
 * blanks); else CEV_ERR_OPTION: option "scores" means nothing to bgnbd; it
 * takes: …. NULL options pass.
 */
int32_t cev__options_check(cev_ctx *ctx, const cev_options *options,
                           const char *takes, const char *who);

/* What is set in `over` replaces what stands in `base`; either may be NULL. */
cev_options cev__options_merge(const cev_options *base,
                               const cev_options *over);

/* Key and type ("int", "double", "text") of an option. */
const char *cev__option_key(int option);
const char *cev__option_type(int option);

/* The value set, else the dictionary's default. options may be NULL. */
int64_t cev__options_int(const cev_options *options, int option);
double cev__options_double(const cev_options *options, int option);
const char *cev__options_str(const cev_options *options, int option);

#endif
