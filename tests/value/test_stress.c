/* Random and adversarial shops: every fit ends in a stationary point or a
   stated verdict, and no random start finds a higher likelihood. Quick as it
   is; STRESS=1000 fits that many shops of each kind, STRESS_KIND=bgbb of that
   kind alone, STRESS_FIRST=320 those from that number on. */
#include "value/bg_purchases.h"
#include "value/bgbb_kind.h"
#include "value/cnbd_kind.h"
#include "value/contract.h"
#include "value/ggom_nbd_kind.h"
#include "value/market.h"
#include "value/pareto_ggg_kind.h"
#include "value/pareto_nbd_kind.h"
#include "value/spend_terms.h"

#include <stdio.h>

#define STARTS 50
/* A start may lead this much higher, and rounding this share of the value. */
#define HIGHER 1e-6
#define ROUNDED 1e-12

static const cev__pool_model spend_pool = {3, "fitting spend",
                                           cev__spend_params, cev__spend_terms,
                                           cev__spend_add};

/* A kind of shops: which fit, and what its customers are. */
enum { OF_PURCHASES, OF_RHYTHMS, OF_GIFTS, OF_SPEND, OF_CONTRACTS };

typedef struct {
    const char *kind;
    int of;
    const cev__pool_model *model;
    const cev__whole *whole; /* or NULL */
    int quick; /* shops without STRESS */
    const char *columns[CEV__KEYS];
} trial;

/* What the columns of a trial are; the fourth is read for rhythms alone. */
#define OF_TIMES {"x", "T", "t_x", "litt"}
#define OF_AMOUNTS {"x", "m_x", "unused", "unused too"}
#define OF_TERMS {"T", "churned", "unused", "unused too"}

static trial trial_of(int i)
{
    const trial trials[] = {
        {CEV_BGNBD, OF_PURCHASES, &cev__bgnbd_purchases.fit, NULL, 12,
         OF_TIMES},
        {CEV_MBGNBD, OF_PURCHASES, &cev__mbgnbd_purchases.fit, NULL, 12,
         OF_TIMES},
        {CEV_PARETO_NBD, OF_PURCHASES, &cev__pareto_nbd_purchases.fit, NULL, 8,
         OF_TIMES},
        {CEV_BGBB, OF_GIFTS, &cev__bgbb_purchases.fit, NULL, 12, OF_TIMES},
        {CEV_GAMMA_GAMMA, OF_SPEND, &spend_pool, NULL, 12, OF_AMOUNTS},
        {CEV_SBG, OF_CONTRACTS, &cev__sbg_contracts.fit, NULL, 12, OF_TERMS},
        {CEV_BDW, OF_CONTRACTS, &cev__bdw_contracts.fit, NULL, 12, OF_TERMS},
        {CEV_GGOM_NBD, OF_PURCHASES, &cev__ggom_nbd_purchases.fit, NULL, 2,
         OF_TIMES},
        {CEV_BG_CNBD_K, OF_RHYTHMS, &cev__bg_cnbd_k_purchases.fit,
         cev__bg_cnbd_k_purchases.whole, 4, OF_TIMES},
        {CEV_MBG_CNBD_K, OF_RHYTHMS, &cev__mbg_cnbd_k_purchases.fit,
         cev__mbg_cnbd_k_purchases.whole, 4, OF_TIMES},
        {CEV_PARETO_GGG, OF_RHYTHMS, &cev__pareto_ggg_purchases.fit, NULL, 0,
         OF_TIMES},
    };
    return trials[i];
}

enum { TRIALS = 11, CUSTOMERS_MOST = 400 };

/* Rows as the keys of groups, in the units of the shop. */
typedef struct {
    int64_t n;
    double key[CEV__KEYS][CUSTOMERS_MOST];
} crowd;

/* A purchase history: by the BG/NBD, or without any sense. */
static void draw_purchases(dice *d, crowd *c, double span)
{
    double params[4] = {exp(2.0 * throw_normal(d)),
                        span * exp(2.0 * throw_normal(d) - 1.0),
                        exp(2.0 * throw_normal(d) - 1.0),
                        exp(2.0 * throw_normal(d))};
    int style = (int)(throw_bits(d) % 8);
    double most = exp(11.5 * throw_share(d));
    for (int64_t i = 0; i < c->n; i++) {
        double x = 0.0, t_x = 0.0;
        double T = span * (style == 1 ? 1.0 : throw_share(d));
        if (style < 5) {
            params[1] = fmax(params[1], 2e-4 * span * params[0]);
            throw_history(d, params, T, &x, &t_x);
        } else if (style < 7) {
            x = floor(most * throw_share(d));
            t_x = x > 0.0 ? T * (style == 5 ? 1.0 : throw_share(d)) : 0.0;
        } else if (i % 3 > 0) { /* all alike but for those who never came */
            x = floor(most);
            T = span;
            t_x = x > 0.0 ? 0.5 * span : 0.0;
        }
        c->key[0][i] = x;
        c->key[1][i] = T;
        c->key[2][i] = t_x;
    }
}

/* The same with the times between purchases, all alike to all at random. */
static void draw_rhythms(dice *d, crowd *c, double span)
{
    double scatter = exp(throw_normal(d) - 1.0);
    draw_purchases(d, c, span);
    for (int64_t i = 0; i < c->n; i++) {
        double x = c->key[0][i], *t_x = &c->key[2][i], *litt = &c->key[3][i];
        *litt = 0.0;
        if (!(x > 0.0))
            continue;
        *t_x = fmax(*t_x, 1e-6 * c->key[1][i]);
        *litt = x * (log(*t_x / x) - scatter * throw_share(d));
    }
}

static void draw_gifts(dice *d, crowd *c)
{
    double most = floor(exp(5.0 * throw_share(d)));
    double often = throw_share(d), leave = 0.5 * throw_share(d);
    double scatter = exp(2.0 * throw_normal(d));
    for (int64_t i = 0; i < c->n; i++) {
        double x = 0.0, t_x = 0.0, T = floor(1.0 + most * throw_share(d));
        double one = throw_gamma(d, scatter * often + 0.01);
        double other = throw_gamma(d, scatter * (1.0 - often) + 0.01);
        double buy = one / (one + other + 1e-300);
        for (double t = 1.0; t <= T && throw_share(d) >= leave; t += 1.0)
            if (throw_share(d) < buy) {
                x += 1.0;
                t_x = t;
            }
        c->key[0][i] = x;
        c->key[1][i] = T;
        c->key[2][i] = t_x;
    }
}

static void draw_spend(dice *d, crowd *c)
{
    double usual = exp(16.0 * throw_share(d) - 8.0);
    double between = exp(4.0 * throw_share(d) - 3.0);
    double within = exp(4.0 * throw_share(d) - 3.0);
    int style = (int)(throw_bits(d) % 5);
    for (int64_t i = 0; i < c->n; i++) {
        double x = floor(1.0 - 4.0 * log(throw_share(d)));
        double log_m = between * throw_normal(d)
                       + within * throw_normal(d) / sqrt(x);
        c->key[0][i] = x;
        c->key[1][i] = usual * (style == 0 ? 1.0 : exp(log_m));
        c->key[2][i] = 0.0;
    }
}

static void draw_contracts(dice *d, crowd *c)
{
    double oldest = floor(1.0 + exp(5.0 * throw_share(d)));
    double scatter = exp(3.0 * throw_normal(d)), often = throw_share(d);
    double aging = throw_bits(d) % 2 ? 1.0 : exp(0.5 * throw_normal(d));
    for (int64_t i = 0; i < c->n; i++) {
        double seen = floor(1.0 + oldest * throw_share(d)), T = 1.0;
        double one = throw_gamma(d, scatter * often + 0.01);
        double other = throw_gamma(d, scatter * (1.0 - often) + 0.01);
        double stay = other / (one + other + 1e-300);
        while (T <= seen
               && throw_share(d) < pow(stay, pow(T, aging)
                                                 - pow(T - 1.0, aging)))
            T += 1.0;
        c->key[0][i] = fmin(T, seen);
        c->key[1][i] = T <= seen;
        c->key[2][i] = 0.0;
    }
}

static void draw_crowd(dice *d, int of, crowd *c)
{
    static const int64_t sizes[] = {1, 2, 5, 30, 100, 250, CUSTOMERS_MOST};
    c->n = sizes[throw_bits(d) % 7];
    memset(c->key, 0, sizeof c->key);
    if (of <= OF_RHYTHMS) { /* a second to a century, in whatever unit */
        double span = exp(22.0 * throw_share(d) - 7.0);
        (of == OF_PURCHASES ? draw_purchases : draw_rhythms)(d, c, span);
    } else if (of == OF_GIFTS)
        draw_gifts(d, c);
    else if (of == OF_SPEND)
        draw_spend(d, c);
    else
        draw_contracts(d, c);
}

/* The pool that the fit climbs, and its unit for the second key. */
static double fill_pool(cev_ctx *ctx, const trial *t, const crowd *c,
                        cev__pool *pool)
{
    double unit = 0.0;
    memset(pool, 0, sizeof *pool);
    pool->ctx = ctx;
    pool->model = t->model;
    pool->grouping.limit = c->n;
    for (int64_t i = 0; i < c->n; i++)
        unit += t->of == OF_SPEND ? log(c->key[1][i]) : c->key[1][i];
    unit /= (double)c->n;
    unit = t->of == OF_SPEND ? exp(unit) : t->of <= OF_RHYTHMS ? unit : 1.0;
    for (int64_t i = 0; i < c->n; i++) {
        cev__group row = {
            {c->key[0][i], c->key[1][i], c->key[2][i], c->key[3][i]}, 1.0};
        if (t->of != OF_CONTRACTS)
            row.key[1] /= unit;
        if (t->of <= OF_RHYTHMS)
            row.key[2] /= unit;
        row.key[3] -= t->of == OF_RHYTHMS ? row.key[0] * log(unit) : 0.0;
        if (t->of == OF_SPEND)
            row.key[2] = log(row.key[0] * row.key[1]);
        must(ctx, cev__grouping_add(ctx, &pool->grouping, &row, 1));
    }
    cev__grouping_sort(ctx, &pool->grouping);
    must(ctx, cev__pool_lay_out(pool));
    return unit;
}

/* The part of the log-likelihood that a whole number k has to itself. */
static double apart_of(const trial *t, const cev__pool *pool)
{
    double x = 0.0, litt = 0.0;
    for (int64_t i = 0; i < pool->grouping.count; i++) {
        const cev__group *group = &pool->grouping.groups[i];
        x += group->weight * group->key[0];
        litt += group->weight * group->key[3];
    }
    return t->whole == NULL ? 0.0 : t->whole->apart(pool->whole, x, litt);
}

/* The highest of many climbs, each from a place of its own, in the units of
   the shop. */
static double best_of_starts(cev_ctx *ctx, const trial *t, const crowd *c,
                             dice *d)
{
    cev__pool pool;
    cev__likelihood likelihood;
    double best = -INFINITY, unit = fill_pool(ctx, t, c, &pool);
    memset(&likelihood, 0, sizeof likelihood);
    likelihood.n = t->model->n;
    likelihood.evaluate = cev__pool_evaluate;
    likelihood.state = &pool;
    likelihood.tol = 1e-10 * (double)c->n;
    likelihood.max_iter = 200;
    for (int s = 0; s < STARTS; s++) {
        cev__optimum end;
        memset(&end, 0, sizeof end);
        for (int k = 0; k < likelihood.n; k++)
            end.at[k] = 3.0 * throw_normal(d);
        if (t->whole != NULL)
            pool.whole = 1 + (int)(throw_bits(d) % (uint64_t)t->whole->most);
        must(ctx, cev__likelihood_climb(&likelihood, 0, &end));
        best = fmax(best, end.local.value + apart_of(t, &pool));
    }
    cev__pool_free(&pool);
    for (int64_t i = 0; i < c->n; i++) {
        if (t->of <= OF_RHYTHMS)
            best -= c->key[0][i] * log(unit);
        else if (t->of == OF_SPEND)
            best -= log(unit);
    }
    return best;
}

static cev_table *crowd_table(cev_ctx *ctx, const trial *t, crowd *c)
{
    cev_table *table = NULL;
    must(ctx, cev_table_new(ctx, c->n, &table));
    for (int k = 0; k < CEV__KEYS; k++)
        must(ctx, cev_table_set_column(table, t->columns[k], CEV_DOUBLE,
                                       c->key[k], 8, NULL));
    return table;
}

/* What came of the shops of one kind. */
typedef struct {
    int ridges, priors, stopped, lower;
} tally;

/* The seed of a shop of the kind in trial i. */
static uint64_t seed_of(int i, int shop)
{
    return 1000 * (uint64_t)i + 100000 * (uint64_t)shop;
}

static void check_shop(const trial *t, uint64_t seed, tally *seen)
{
    static crowd c;
    dice d = {seed};
    cev_ctx *ctx = new_ctx();
    draw_crowd(&d, t->of, &c);
    cev_table *summary = NULL, *table = crowd_table(ctx, t, &c);
    cev_estimator *fit = fit_kind(ctx, t->kind, NULL, table);
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    double found = figure(summary, "log_likelihood");
    ck_assert(isfinite(found));
    seen->ridges += has_verdict(summary, "flat_likelihood");
    if (has_verdict(summary, "not_converged")) {
        seen->stopped++;
        printf("%s, seed %" PRIu64 ", %" PRId64 " customers: stopped\n",
               t->kind, seed, c.n);
    }
    if (has_verdict(summary, "prior_used")) {
        seen->priors++;
    } else {
        double best = best_of_starts(ctx, t, &c, &d);
        if (!(found >= best - HIGHER - ROUNDED * fabs(best))) {
            seen->lower++;
            printf("%s, seed %" PRIu64 ", %" PRId64
                   " customers: %.9g, but there is %.9g\n",
                   t->kind, seed, c.n, found, best);
        }
    }
    cev_table_free(summary);
    cev_table_free(table);
    cev_estimator_free(fit);
    cev_ctx_free(ctx);
}

START_TEST(no_start_finds_more_in_any_shop)
{
    const char *asked = getenv("STRESS"), *kind = getenv("STRESS_KIND");
    const char *from = getenv("STRESS_FIRST");
    trial t = trial_of(_i);
    int shops = asked == NULL ? t.quick : atoi(asked);
    int first = from == NULL ? 0 : atoi(from);
    tally seen = {0, 0, 0, 0};
    if (kind != NULL && strcmp(kind, t.kind) != 0)
        return;
    for (int s = first; s < first + shops; s++)
        check_shop(&t, seed_of(_i, s), &seen);
    printf("%s: %d shops, %d on ridges, %d with the prior, %d stopped\n",
           t.kind, shops, seen.ridges, seen.priors, seen.stopped);
    fflush(stdout); /* what was seen is told where an assertion fails, too */
    ck_assert_int_eq(seen.lower, 0);
    ck_assert_int_eq(seen.stopped, 0);
}
END_TEST

/* Of ggom_nbd the highest may be where customers leave at one pace from some
   age on, b large and s small; in these shops that is 7.4, 0.16 and 0.06 above
   the rest, as 50 random starts have it. */
START_TEST(a_pace_from_some_age_on_is_found)
{
    enum { GGOM = 7 };
    static const struct {
        int shop;
        double highest;
    } known[3] = {{57, -653.5303383159}, {333, 256577.52289365},
                  {429, -7301.62942}};
    static crowd c;
    trial t = trial_of(GGOM);
    dice d = {seed_of(GGOM, known[_i].shop)};
    cev_ctx *ctx = new_ctx();
    cev_table *summary = NULL, *table;
    ck_assert_str_eq(t.kind, CEV_GGOM_NBD);
    draw_crowd(&d, t.of, &c);
    table = crowd_table(ctx, &t, &c);
    cev_estimator *fit = fit_kind(ctx, t.kind, NULL, table);
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    ck_assert_near(figure(summary, "log_likelihood"), known[_i].highest,
                   HIGHER);
    cev_table_free(summary);
    cev_table_free(table);
    cev_estimator_free(fit);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("stress");
    tcase_set_timeout(cases, 100000.0);
    tcase_add_loop_test(cases, no_start_finds_more_in_any_shop, 0, TRIALS);
    tcase_add_loop_test(cases, a_pace_from_some_age_on_is_found, 0, 3);
    Suite *s = suite_create("value/stress");
    suite_add_tcase(s, cases);
    return s;
}
