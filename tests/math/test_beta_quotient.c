/* Quotients of beta functions against 50-digit values. */
#include "math/beta_quotient.h"
#include "support/check_main.h"

#include <math.h>
#include <string.h>

static double field(const sheet *file, size_t row, const char *name)
{
    return sheet_double(file, row, sheet_column(file, name));
}

START_TEST(quotients_of_beta_functions_are_met)
{
    sheet *file = sheet_open("tests/reference/contracts.csv");
    size_t name = sheet_column(file, "quantity"), seen = 0;

    for (size_t i = 0; i < sheet_rows(file); i++) {
        if (strcmp(sheet_text(file, i, name), "quotient") != 0)
            continue;
        ck_assert_rel(cev__log_beta_quotient(field(file, i, "p1"),
                                             field(file, i, "p2"),
                                             field(file, i, "u")),
                      field(file, i, "value"), 2e-14);
        seen++;
    }
    ck_assert_uint_ge(seen, 80);
    sheet_close(file);
}
END_TEST

START_TEST(nothing_is_left_out_where_nobody_is_asked)
{
    ck_assert(cev__log_beta_quotient(2.0, 3.0, 0.0) == 0.0);
}
END_TEST

/* log B(a, b + n) - log B(a, b) sees a and n alike. */
START_TEST(the_first_and_the_last_can_be_exchanged)
{
    for (double a = 0.01; a < 1e9; a *= 7.0)
        for (double n = 0.3; n < 1e9; n *= 5.0)
            ck_assert_rel(cev__log_beta_quotient(a, 2.5, n),
                          cev__log_beta_quotient(n, 2.5, a), 1e-14);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("math/beta_quotient");
    TCase *cases = tcase_create("beta_quotient");
    tcase_add_test(cases, quotients_of_beta_functions_are_met);
    tcase_add_test(cases, nothing_is_left_out_where_nobody_is_asked);
    tcase_add_test(cases, the_first_and_the_last_can_be_exchanged);
    suite_add_tcase(s, cases);
    return s;
}
