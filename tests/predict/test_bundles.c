/* Histograms by bundles are those by predictors. */
#include "predict/bundles.h"
#include "core/expect.h"

#include <string.h>

enum { ROWS = 6400, PREDICTORS = 9, ASKED = 1500 };

/* Bins of each predictor, the first alike in all rows, the last beyond what
 * goes together with others. */
static const int32_t bin_counts[PREDICTORS] = {4, 2, 3, 3, 5, 2, 9, 40, 257};
static uint16_t bin_codes[PREDICTORS * ROWS];

static cev__bins invent_bins(cev__binned *list)
{
    uint64_t state = 7;
    memset(list, 0, PREDICTORS * sizeof *list);
    for (int k = 0; k < PREDICTORS; k++) {
        list[k].count = bin_counts[k];
        for (int i = 0; i < ROWS; i++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
            /* The last but one bin of a predictor is nobody's. */
            int code = (int)((state >> 33) % (uint64_t)bin_counts[k]);
            bin_codes[k * ROWS + i] = (uint16_t)(
                k == 0 ? 2 : code == bin_counts[k] - 2 && code > 0 ? 0 : code);
        }
    }
    return (cev__bins){ROWS, PREDICTORS, list, bin_codes};
}

/* Whole numbers, whose sums are exact in any order. */
START_TEST(bundles_sum_what_predictors_do)
{
    static cev__binned list[PREDICTORS];
    static double gathered[3 * ASKED], told[3 * 400], seen[3 * 400];
    static int32_t rows[ASKED];
    cev__bins bins = invent_bins(list);
    cev__bundles bundles;
    expect_ok(cev__bundles_make(ctx, &bins, &bundles));
    ck_assert_int_eq(bundles.count, 4);
    for (int i = 0; i < ASKED; i++) {
        rows[i] = 4 * i + i % 3;
        for (int n = 0; n < 3; n++)
            gathered[3 * i + n] = 1 + (7 * i + n) % 11;
        for (int k = 1; k < PREDICTORS; k++)
            for (int n = 0; n < 3; n++)
                seen[bundles.begins[k] + 3 * bin_codes[k * ROWS + rows[i]]
                     + n] += gathered[3 * i + n];
    }
    cev__bundles_fill(&bundles, rows, ASKED, gathered, told);
    for (int64_t i = 0; i < bundles.numbers; i++)
        ck_assert_msg(told[i] == seen[i], "%d", (int)i);
    cev__bundles_free(ctx, &bundles);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("bundles");
    tcase_add_test(cases, bundles_sum_what_predictors_do);
    Suite *s = suite_create("predict/bundles");
    suite_add_tcase(s, cases);
    return s;
}
