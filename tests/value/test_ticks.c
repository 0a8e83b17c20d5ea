/* The distribution of ticks, where there are too many of them to be summed. */
#include "value/ticks.h"

#include "cev/kernels.h"
#include "support/check_main.h"
#include "support/near.h"
#include "support/shared.h"

/* What is promised of many ticks, and what rounding leaves of few. */
#define MANY_BOUND 1e-9
#define AMONG_BOUND 3e-11

START_TEST(many_ticks_are_met)
{
    sheet *file = sheet_open("tests/reference/ticks.csv");
    ck_assert_uint_ge(sheet_rows(file), 90);
    for (size_t i = 0; i < sheet_rows(file); i++) {
        static const char *const names[] = {"size", "alpha", "T",
                                            "m", "least", "among"};
        double at[6];
        for (int k = 0; k < 6; k++)
            at[k] = sheet_double(file, i, sheet_column(file, names[k]));
        cev__ticks ticks = cev__ticks_by(at[0], at[1], at[2]);
        ck_assert_rel(cev__ticks_from(&ticks, at[3]), at[4], MANY_BOUND);
        ck_assert_rel(cev__ticks_among(&ticks, at[3], 3), at[5],
                      AMONG_BOUND);
    }
    sheet_close(file);
}
END_TEST

/* From the last that are summed to the first that are not. */
START_TEST(sums_and_the_beta_distribution_meet)
{
    static const double sizes[] = {0.24, 5.0, 500.0};
    for (int i = 0; i < 3; i++)
        for (double T = 1e-3; T < 1e30; T *= 10.0) {
            cev__ticks ticks = cev__ticks_by(sizes[i], 2.0, T);
            double last = cev__ticks_from(&ticks, 1e4);
            double next = cev__ticks_from(&ticks, 1e4 + 1.0);
            double only = cev__ticks_among(&ticks, 1e4, 1);
            /* below 2.3e-308 there are fewer digits */
            ck_assert_near(last - next, only, 1e-11 * last + 1e-308);
        }
}
END_TEST

typedef int32_t count_kernel(const double *params, int64_t n, const double *x,
                             const double *T, double *out);

/* Each loops no more than for a few, or refuses: it took for ever. */
START_TEST(a_count_that_is_one_more_than_itself_ends)
{
    static const struct {
        count_kernel *pmf;
        double params[5];
    } models[] = {
        {cev_bgnbd_pmf, {0.24, 4.4, 0.79, 2.4}},
        {cev_mbgnbd_pmf, {0.5, 6.2, 0.9, 1.6}},
        {cev_bg_cnbd_k_pmf, {7.0, 7.375, 1.0625, 1e300, 1e300}},
        {cev_bg_cnbd_k_pmf, {12.0, 0.24, 4.4, 0.79, 2.4}},
        {cev_mbg_cnbd_k_pmf, {2.0, 0.5, 6.2, 0.9, 1.6}},
    };
    static const double ages[] = {30.0, 1e9, 1e16, 1e300};
    static const double counts[] = {1e5, 1e9, 999999999999999.0, 1e15};
    static const double refused[] = {1e15 + 1.0, 9007199254740992.0, 1e300};
    for (size_t m = 0; m < sizeof models / sizeof *models; m++)
        for (int t = 0; t < 4; t++) {
            double out = 42.0;
            for (int i = 0; i < 3; i++)
                ck_assert_int_eq(models[m].pmf(models[m].params, 1,
                                               &refused[i], &ages[t], &out),
                                 CEV_ERR_DOMAIN);
            ck_assert(out == 42.0);
            for (int i = 0; i < 4; i++) {
                ck_assert_int_eq(models[m].pmf(models[m].params, 1,
                                               &counts[i], &ages[t], &out),
                                 CEV_OK);
                ck_assert(out >= 0.0 && out <= 1.0);
            }
        }
}
END_TEST

/* A clock that has ticked for ever: alpha / (alpha + T) is nothing, but not its
   power of a small size. */
START_TEST(a_share_that_is_nothing_counts)
{
    cev__ticks ticks = cev__ticks_by(1e-2, 1e-200, 1e200);
    /* 1 - 1e-4 Gamma(1e5 + .01) / (Gamma(1e5) Gamma(1.01)), by mpmath */
    ck_assert_rel(cev__ticks_from(&ticks, 1e5), 0.999887157877126755, 1e-13);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("ticks");
    tcase_add_test(cases, many_ticks_are_met);
    tcase_add_test(cases, sums_and_the_beta_distribution_meet);
    tcase_add_test(cases, a_count_that_is_one_more_than_itself_ends);
    tcase_add_test(cases, a_share_that_is_nothing_counts);
    Suite *s = suite_create("value/ticks");
    suite_add_tcase(s, cases);
    return s;
}
