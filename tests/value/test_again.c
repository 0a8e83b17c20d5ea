/* Fits after another: they begin where that ended, and end where they would
   have without. */
#include "value/every_kind.h"

enum { BEFORE = 5500, ALL = 6000, ROOM = 65536 };

/* The estimator as it is after saving and loading. */
static cev_estimator *through_bytes(cev_ctx *ctx, const cev_estimator *fit)
{
    static char bytes[ROOM];
    int64_t size = 0;
    cev_estimator *loaded = NULL;
    must(ctx, cev_estimator_save(fit, bytes, ROOM, &size));
    must(ctx, cev_estimator_load(ctx, bytes, size, &loaded));
    return loaded;
}

/* New customers have come since; of a saved estimator it is the same, to the
   bit. (EST-AGAIN-1) */
START_TEST(refit_ends_where_a_first_fit_does_but_sooner)
{
    const char *kind = every_kind[_i];
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(kind, 21, ALL);
    cev_estimator *cold = fit_kind(ctx, kind, NULL, wide_table(ctx, &w, ALL));
    cev_estimator *warm =
        fit_kind(ctx, kind, NULL, wide_table(ctx, &w, BEFORE));
    cev_estimator *loaded = through_bytes(ctx, warm);
    must(ctx, cev_estimator_fit(warm, wide_table(ctx, &w, ALL)));
    must(ctx, cev_estimator_fit(loaded, w.m.table));
    cev_table *first = summary_of_fit(ctx, cold);
    cev_table *again = summary_of_fit(ctx, warm);
    cev_table *later = summary_of_fit(ctx, loaded);
    same_parameters(again, first, 1e-9);
    same_results(again, later);
    ck_assert(!has_verdict(first, "flat_likelihood"));
    ck_assert(iterations_of(again) < iterations_of(first));
    cev_table_free(first);
    cev_table_free(again);
    cev_table_free(later);
    cev_estimator_free(cold);
    cev_estimator_free(warm);
    cev_estimator_free(loaded);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

/* Where the data settle nothing, and where times are in another unit: the
   last fit does not lead astray. */
START_TEST(refit_to_other_customers_forgets_the_first)
{
    const char *kind = every_kind[_i];
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(kind, 22, ALL), few = draw_wide(kind, 23, 15);
    for (int64_t i = 0; i < few.m.n && !is_contract_kind(kind); i++) {
        double unit = strcmp(kind, CEV_BGBB) == 0 ? 1.0 : 7.0;
        few.m.T[i] *= unit;
        few.m.t_x[i] *= unit;
        few.litt[i] += few.m.x[i] * log(unit);
    }
    cev_estimator *warm = fit_kind(ctx, kind, NULL, wide_table(ctx, &w, ALL));
    must(ctx, cev_estimator_fit(warm, wide_table(ctx, &few, few.m.n)));
    cev_estimator *cold = fit_kind(ctx, kind, NULL, few.m.table);
    cev_table *again = summary_of_fit(ctx, warm);
    cev_table *first = summary_of_fit(ctx, cold);
    same_parameters(again, first, 1e-9);
    cev_table_free(first);
    cev_table_free(again);
    cev_estimator_free(cold);
    cev_estimator_free(warm);
    free_wide(&few);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("again");
    tcase_add_loop_test(cases, refit_ends_where_a_first_fit_does_but_sooner,
                        0, SETTLED_KINDS);
    tcase_add_loop_test(cases, refit_to_other_customers_forgets_the_first, 0,
                        SETTLED_KINDS);
    Suite *s = suite_create("value/again");
    suite_add_tcase(s, cases);
    return s;
}
