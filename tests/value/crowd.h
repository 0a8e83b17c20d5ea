/** Customers with traits, for the tests of covariates. */
#ifndef TESTS_VALUE_CROWD_H
#define TESTS_VALUE_CROWD_H

#include "value/market.h"

#define SPAN 52.0

/** Customers with a channel, an age and a flag. */
typedef struct {
    market m;
    const char **channel;
    double *age, *vip;
} crowd;

static const char *const channels[3] = {"app", "shop", "web"};
/* What shop, web, a year and the flag do to buying and to leaving. */
static const double buying[4] = {0.4, -0.5, 0.02, 0.3};
static const double leaving[4] = {-0.3, 0.6, -0.01, 0.5};
static const double shop_params[4] = {0.9, 8.0, 0.8, 2.5};

static inline int channel_of(const crowd *c, int64_t i)
{
    return c->channel[i] == channels[1] ? 1 : c->channel[i] == channels[2] ? 2
                                                                           : 0;
}

static inline double effect_on(const crowd *c, int64_t i, const double *effects)
{
    int channel = channel_of(c, i);
    return (channel == 0 ? 0.0 : effects[channel - 1])
           + effects[2] * (c->age[i] - 45.0) + effects[3] * c->vip[i];
}

static inline void own_params(const crowd *c, int64_t i, double params[4])
{
    memcpy(params, shop_params, sizeof shop_params);
    params[1] *= exp(-effect_on(c, i, buying));
    params[3] *= exp(-effect_on(c, i, leaving));
}

/* One customer of Pareto/NBD {r, alpha, s, beta} observed until T. */
static inline void throw_pareto(dice *d, const double *params, double T, double *x,
                         double *t_x)
{
    double rate = throw_gamma(d, params[0]) / params[1], time = 0.0;
    double risk = throw_gamma(d, params[2]) / params[3];
    double end = fmin(T, -log(throw_share(d)) / risk);
    *x = *t_x = 0.0;
    while ((time -= log(throw_share(d)) / rate) <= end) {
        *x += 1.0;
        *t_x = time;
    }
}

static inline crowd draw_crowd(dice *d, int64_t n, int is_pareto)
{
    crowd c = {new_market(n), NULL, NULL, NULL};
    c.channel = calloc((size_t)n, sizeof *c.channel);
    c.age = calloc((size_t)n, sizeof *c.age);
    c.vip = calloc((size_t)n, sizeof *c.vip);
    ck_assert(c.channel && c.age && c.vip);
    for (int64_t i = 0; i < n; i++) {
        double params[4];
        c.channel[i] = channels[throw_bits(d) % 3];
        c.age[i] = floor(45.0 + 12.0 * throw_normal(d));
        c.vip[i] = (double)(throw_bits(d) % 2);
        own_params(&c, i, params);
        c.m.T[i] = SPAN * (0.5 + 0.5 * throw_share(d));
        (is_pareto ? throw_pareto : throw_history)(d, params, c.m.T[i],
                                                   &c.m.x[i], &c.m.t_x[i]);
        c.m.m_x[i] = c.m.x[i] > 0.0 ? 10.0 + throw_share(d) : 0.0;
    }
    return c;
}

static inline const cev_table *crowd_table(cev_ctx *ctx, crowd *c)
{
    market_table(ctx, &c->m);
    must(ctx, cev_table_set_column(c->m.table, "channel", CEV_TEXT, c->channel,
                                   (int64_t)sizeof(char *), NULL));
    must(ctx, cev_table_set_column(c->m.table, "age", CEV_DOUBLE, c->age, 8,
                                   NULL));
    must(ctx, cev_table_set_column(c->m.table, "vip", CEV_DOUBLE, c->vip, 8,
                                   NULL));
    return c->m.table;
}

static inline void free_crowd(crowd *c)
{
    free_market(&c->m);
    free(c->channel);
    free(c->age);
    free(c->vip);
}

static inline cev_options *ask_covariates(cev_ctx *ctx, const char *of_buying,
                                   const char *of_leaving)
{
    cev_options *options = NULL;
    must(ctx, cev_options_new(ctx, &options));
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASE_COVARIATES,
                                  of_buying));
    must(ctx, cev_options_set_str(options, CEV_OPT_DROPOUT_COVARIATES,
                                  of_leaving));
    return options;
}

static inline cev_estimator *fit_covariates(cev_ctx *ctx, const char *kind,
                                     crowd *c, const char *of_buying,
                                     const char *of_leaving)
{
    cev_options *options = ask_covariates(ctx, of_buying, of_leaving);
    cev_estimator *fit = fit_kind(ctx, kind, options, crowd_table(ctx, c));
    cev_options_free(options);
    return fit;
}

static inline cev_table *summary_of(cev_ctx *ctx, const cev_estimator *fit)
{
    cev_table *summary = NULL;
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    return summary;
}

#endif
