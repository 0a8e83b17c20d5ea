/*
 * Every evaluation of every kind of customer value: each allocation may fail,
 * and each progress call may stop it, where customers stand for several.
 */
#include "core/any_kind.h"

static const char *const evaluations[] = {
    CEV_EVAL_HOLDOUT,   CEV_EVAL_FREQUENCY, CEV_EVAL_TRACKING,
    CEV_EVAL_CONDITIONAL, CEV_EVAL_DECILES, CEV_EVAL_RETENTION,
    CEV_EVAL_TOTALS,    CEV_EVAL_CURVE,     CEV_EVAL_COMPARISON,
    CEV_EVAL_PIT,       CEV_EVAL_COVERAGE,  CEV_EVAL_AHEAD};

enum { EVALUATIONS = sizeof evaluations / sizeof evaluations[0] };

/* A fitted estimator's bytes, the customers, and how many answers it gave. */
typedef struct {
    char bytes[1 << 17];
    int64_t size;
    cev_table *customers;
    int answers;
} to_evaluate;

static int32_t evaluate_all(cev_ctx *of, void *state)
{
    to_evaluate *t = state;
    cev_estimator *loaded = NULL;
    int32_t status = cev_estimator_load(of, t->bytes, t->size, &loaded);
    t->answers = 0;
    for (int e = 0; status == CEV_OK && e < EVALUATIONS; e++) {
        cev_table *said = NULL;
        status = any_answer(cev_estimator_evaluate(
            loaded, t->customers, evaluations[e], NULL, &said));
        ck_assert(status == CEV_OK || said == NULL);
        t->answers += said != NULL;
        cev_table_free(said);
    }
    cev_estimator_free(loaded);
    return status;
}

/* Every other customer stands for two, and what orders were worth is known. */
static void weigh(cev_table *customers)
{
    static double weights[ANY_ROWS], worth[ANY_ROWS];
    for (int i = 0; i < ANY_ROWS; i++) {
        weights[i] = 1.0 + i % 2;
        worth[i] = i % 3 == 0 ? (double)NAN : 15.0 + i;
    }
    put_numbers(customers, "customers", weights);
    put_numbers(customers, "m_x_holdout", worth);
}

/* Kinds that differ in how they are evaluated, and how many evaluations these
 * customers are enough for. */
static const struct {
    const char *kind;
    int answers;
} tried[] = {{CEV_BG_CNBD_K, 8},          {CEV_BGBB, 9},
             {CEV_PARETO_NBD_DYNAMIC, 5}, {CEV_CLV, 10},
             {CEV_GAMMA_GAMMA, 2},        {CEV_HISTORIC, 3},
             {CEV_COHORT_AVERAGE, 4},     {CEV_SBG, 2},
             {CEV_BDW, 2}};

static int place_of(const char *kind)
{
    int k = 0;
    while (strcmp(any_kinds[k].name, kind) != 0)
        k++;
    return k;
}

START_TEST(evaluations_survive_failing_memory_and_stops)
{
    static to_evaluate t;
    int k = place_of(tried[_i].kind);
    void *fitted = NULL;
    t.customers = any_customers(ctx);
    weigh(t.customers);
    expect_ok(any_fit(ctx, k, t.customers, &fitted));
    expect_ok(any_save(k, fitted, t.bytes, sizeof t.bytes, &t.size));
    any_free(k, fitted);
    expect_ok(evaluate_all(ctx, &t));
    ck_assert_int_eq(t.answers, tried[_i].answers);
    fail_each_allocation(evaluate_all, &t);
    stop_each_call(evaluate_all, &t);
    free_any_customers(t.customers);
}
END_TEST

Suite *suite(void)
{
    list_any_kinds();
    TCase *cases = case_with_ctx("trouble");
    tcase_add_loop_test(cases, evaluations_survive_failing_memory_and_stops, 0,
                        sizeof tried / sizeof tried[0]);
    Suite *s = suite_create("value/trouble");
    suite_add_tcase(s, cases);
    return s;
}
