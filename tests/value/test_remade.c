/* Customers made up by a model are customers of that model. */
#include "value/remade.h"

#include "support/check_main.h"

#include <math.h>
#include <string.h>

#include "cev.h"
#include "value/bg_purchases.h"
#include "value/bgbb_kind.h"
#include "value/cnbd_kind.h"
#include "value/contract_remake.h"
#include "value/ggom_nbd_kind.h"
#include "value/pareto_ggg_kind.h"
#include "value/pareto_nbd_kind.h"

enum { MANY = 20000, COUNTED = 4 };

typedef struct {
    const cev__purchase_kind *kind;
    double params[CEV__PARAMS], longest;
} truth;

static const truth truths[] = {
    {&cev__bgnbd_purchases, {0.243, 4.414, 0.793, 2.426}, 39.0},
    {&cev__mbgnbd_purchases, {0.525, 6.183, 0.891, 1.614}, 39.0},
    {&cev__bg_cnbd_k_purchases, {3.0, 0.6, 2.0, 0.8, 2.0}, 39.0},
    {&cev__mbg_cnbd_k_purchases, {2.0, 0.6, 2.0, 0.8, 2.0}, 39.0},
    {&cev__pareto_nbd_purchases, {0.553, 10.578, 0.606, 11.669}, 39.0},
    {&cev__ggom_nbd_purchases, {1.0, 2.0, 0.2, 1.0, 20.0}, 39.0},
    {&cev__pareto_ggg_purchases, {4.0, 1.0, 1.2, 3.0, 0.8, 12.0}, 12.0},
    {&cev__bgbb_purchases, {1.204, 0.75, 0.657, 2.783}, 12.0},
};

enum { TRUTHS = sizeof truths / sizeof truths[0] };

/* Of those whose likelihood takes long, few. */
static int how_many(const truth *t)
{
    return t->kind->pace == CEV__SLOW ? 3000 : MANY;
}

static int in_opportunities(const truth *t)
{
    return cev__purchase_is_discrete(t->kind);
}

static cev__history draw_one(const truth *t, const cev__params *p,
                             cev__rng *rng, double T)
{
    cev__history h = {0.0, 0.0, T, 0.0};
    t->kind->draw(p, T, rng, &h);
    ck_assert(h.x >= 0.0 && floor(h.x) >= h.x);
    ck_assert(h.t_x <= T && (h.x > 0.0) == (h.t_x > 0.0));
    ck_assert(!in_opportunities(t) || (floor(h.t_x) >= h.t_x && h.x <= h.t_x));
    return h;
}

/* As many of them buy 0, 1, 2 ... times as the model says, within 5 standard
 * errors. */
START_TEST(counts_are_as_likely_as_the_model_says)
{
    const truth *t = &truths[_i];
    double seen[COUNTED] = {0.0};
    cev__params p;
    cev__rng rng;
    cev__rng_start(&rng, 3, (uint64_t)_i);
    ck_assert_int_eq(t->kind->fit.prepare(t->params, &p), CEV_OK);
    for (int i = 0; i < MANY; i++) {
        cev__history h = draw_one(t, &p, &rng, t->longest);
        if (h.x < COUNTED)
            seen[(int)h.x] += 1.0;
    }
    for (int x = 0; x < COUNTED; x++) {
        double chance = t->kind->pmf(&p, x, t->longest);
        ck_assert_msg(fabs(seen[x] / MANY - chance)
                          < 5.0 * sqrt(chance * (1.0 - chance) / MANY),
                      "%s: %g of %d buy %d times, not %g", t->kind->name,
                      seen[x] / MANY, MANY, x, chance);
    }
}
END_TEST

/* At the true parameters the slopes of the likelihood are 0 but for chance:
 * with the curvature for a metric their square is chi-square distributed, and
 * beyond 40 with 5 degrees of freedom or fewer once in a million cases. It
 * knows when purchases came, of customers of all ages. */
static void check_slopes(const char *name, const cev__pool *pool,
                         const double *logs)
{
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL];
    double information[CEV__SMALL_PACKED], square = 0.0;
    int n = pool->model->n;
    cev__local local;
    ck_assert_int_eq(
        cev__pool_evaluate((void *)(uintptr_t)pool, logs, &local), CEV_OK);
    for (int i = 0; i < n * (n + 1) / 2; i++)
        information[i] = -local.hessian[i];
    cev__eigen(n, information, values, vectors);
    for (int k = 0; k < n; k++) {
        double along = 0.0;
        for (int i = 0; i < n; i++)
            along += vectors[k][i] * local.gradient[i];
        ck_assert(values[k] > 0.0);
        square += along * along / values[k];
    }
    ck_assert_msg(square < 40.0, "%s: chi-square %g", name, square);
}

START_TEST(likelihood_is_level_at_the_truth)
{
    const truth *t = &truths[_i];
    int first = cev__purchase_wholes(t->kind);
    double logs[CEV__PARAMS];
    cev__pool pool;
    cev__params p;
    cev__rng rng;
    cev_ctx *ctx;
    memset(&pool, 0, sizeof pool);
    ck_assert_int_eq(cev_ctx_new(NULL, NULL, &ctx), CEV_OK);
    pool.ctx = ctx;
    pool.model = &t->kind->fit;
    pool.whole = first > 0 ? (int)t->params[0] : 0;
    pool.grouping.limit = MANY;
    cev__rng_start(&rng, 4, (uint64_t)_i);
    ck_assert_int_eq(t->kind->fit.prepare(t->params, &p), CEV_OK);
    for (int i = 0; i < how_many(t); i++) {
        double T = t->longest * (0.5 + 0.5 * cev__rng_uniform(&rng));
        if (in_opportunities(t))
            T = ceil(T);
        cev__history h = draw_one(t, &p, &rng, T);
        cev__group row = {{h.x, h.T, h.t_x, h.litt}, 1.0};
        ck_assert_int_eq(cev__grouping_add(ctx, &pool.grouping, &row, 1),
                         CEV_OK);
    }
    cev__grouping_sort(ctx, &pool.grouping);
    ck_assert_int_eq(cev__pool_lay_out(&pool), CEV_OK);
    for (int k = 0; k < t->kind->fit.n; k++)
        logs[k] = log(t->params[first + k]);
    check_slopes(t->kind->name, &pool, logs);
    cev__pool_free(&pool);
    cev_ctx_free(ctx);
}
END_TEST

/* Contracts begun over 8 periods, half of them looked at to the end; and the
 * same made up again from what was seen. */
START_TEST(contracts_made_up_are_of_their_model)
{
    static const cev__contract_kind *const kinds[2] = {&cev__sbg_contracts,
                                                       &cev__bdw_contracts};
    static const double params[3] = {0.7, 3.8, 1.4};
    const cev__contract_kind *kind = kinds[_i];
    double logs[3], customers = 0.0, again = 0.0, left[2] = {0.0, 0.0};
    cev__grouping groups;
    cev__params p;
    cev__pool pool;
    cev__rng rng;
    cev_ctx *ctx;
    memset(&groups, 0, sizeof groups);
    memset(&pool, 0, sizeof pool);
    ck_assert_int_eq(cev_ctx_new(NULL, NULL, &ctx), CEV_OK);
    ck_assert_int_eq(kind->fit.prepare(params, &p), CEV_OK);
    cev__rng_start(&rng, 5, (uint64_t)_i);
    groups.limit = MANY;
    for (int i = 0; i < MANY; i++) {
        double seen = (double)cev__rng_below(&rng, 9);
        double last = kind->draw(&p, &rng);
        cev__group row = {{fmin(last, seen), last <= seen, 0.0, 0.0}, 1.0};
        ck_assert_int_eq(cev__grouping_add(ctx, &groups, &row, 1), CEV_OK);
    }
    cev__grouping_sort(ctx, &groups);
    pool.ctx = ctx;
    pool.model = &kind->fit;
    ck_assert_int_eq(cev__contracts_remake(ctx, kind, &p, &groups, &rng,
                                           &pool.grouping),
                     CEV_OK);
    for (int64_t i = 0; i < groups.count; i++) {
        customers += groups.groups[i].weight;
        left[0] += groups.groups[i].weight * groups.groups[i].key[1];
    }
    for (int64_t i = 0; i < pool.grouping.count; i++) {
        again += pool.grouping.groups[i].weight;
        left[1] += pool.grouping.groups[i].weight
                   * pool.grouping.groups[i].key[1];
        ck_assert(pool.grouping.groups[i].key[0] <= 8.0);
    }
    ck_assert(customers == again);
    ck_assert(fabs(left[0] - left[1]) < 5.0 * sqrt(2.0 * left[0]));
    ck_assert_int_eq(cev__pool_lay_out(&pool), CEV_OK);
    for (int k = 0; k < kind->fit.n; k++)
        logs[k] = log(params[k]);
    check_slopes(kind->name, &pool, logs);
    cev__grouping_free(ctx, &groups);
    cev__pool_free(&pool);
    cev_ctx_free(ctx);
}
END_TEST

/* Rows that stand for many and for parts of one. */
START_TEST(crowds_come_whole_and_then_in_part)
{
    cev__remade crowd;
    double total = 0.0;
    int64_t calls = 0;
    cev__remade_begin(1100.25, &crowd);
    while (cev__remade_next(&crowd)) {
        total += crowd.weight * (double)crowd.count;
        ck_assert(crowd.count <= CEV__GROUPING_ROWS);
        calls++;
    }
    ck_assert_near(total, 1100.25, 1e-12);
    ck_assert_int_eq(calls, 4);
    cev__remade_begin(0.0, &crowd);
    ck_assert(!cev__remade_next(&crowd));
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/remade");
    TCase *cases = tcase_create("remade");
    tcase_add_loop_test(cases, counts_are_as_likely_as_the_model_says, 0,
                        TRUTHS);
    tcase_add_loop_test(cases, likelihood_is_level_at_the_truth, 0, TRUTHS);
    tcase_add_loop_test(cases, contracts_made_up_are_of_their_model, 0, 2);
    tcase_add_test(cases, crowds_come_whole_and_then_in_part);
    suite_add_tcase(s, cases);
    return s;
}
