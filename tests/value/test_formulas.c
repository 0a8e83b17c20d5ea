/* Formulas: published figures, 50-digit values, what must hold, bad input. */
#include <math.h>
#include <string.h>

#include "cev/formulas.h"
#include "support/check_main.h"

#define REFERENCE "tests/reference/formulas.csv"
#define ACCURACY 1e-12

static double one(int32_t status, const double *out)
{
    ck_assert_int_eq(status, CEV_OK);
    return *out;
}

static double rhythm(const char *name, const double *params, double GC,
                     double M, double r, double years)
{
    double out = NAN;
    if (strcmp(name, "case1") == 0)
        return one(
            cev_berger_nasr_case1(params, 1, &GC, &M, &r, years, &out), &out);
    if (strcmp(name, "case2a") == 0)
        return one(
            cev_berger_nasr_case2a(params, 1, &GC, &M, &r, years, &out), &out);
    return one(cev_berger_nasr_case2b(params, 1, &GC, &M, &r, years, &out),
               &out);
}

static double assets(double i, double g, double m, double r, double horizon)
{
    const double params[2] = {i, g};
    double out = NAN;
    return one(cev_gupta_lehmann_value(params, 1, &m, &r, horizon, &out),
               &out);
}

/** A line of the reference, worked out. */
static double answer(const char *name, const double *p, const double *row,
                     double horizon)
{
    double out[3] = {NAN, NAN, NAN};
    if (strncmp(name, "case1", 5) == 0 || strncmp(name, "case2", 5) == 0)
        return rhythm(name, p, row[0], row[1], row[2], horizon);
    if (strcmp(name, "case3") == 0)
        return one(cev_berger_nasr_case3(p, 1, row, horizon, out), out);
    if (strcmp(name, "case4") == 0)
        return one(cev_berger_nasr_case4(p, 1, row, horizon, out), out);
    if (strcmp(name, "case5") == 0)
        return p[1] + one(cev_berger_nasr_case5(p, 3, row, horizon, out), out);
    if (strcmp(name, "value") == 0)
        return one(cev_gupta_lehmann_value(p, 1, row, row + 1, horizon, out),
                   out);
    ck_assert_str_eq(name, "improving");
    return one(cev_gupta_lehmann_improving(p, 1, row, row + 1, row + 2,
                                           horizon, out),
               out);
}

/* FORMULA-ACC-1 */
START_TEST(reference_values_are_met)
{
    static const char *const columns[] = {"p1", "p2", "p3", "p4", "p5",
                                          "a",  "b",  "c",  "horizon",
                                          "value", "scale"};
    sheet *file = sheet_open(REFERENCE);

    for (size_t i = 0; i < sheet_rows(file); i++) {
        const char *name = sheet_text(file, i, sheet_column(file, "quantity"));
        double at[11];
        for (size_t k = 0; k < 11; k++)
            at[k] = sheet_double(file, i, sheet_column(file, columns[k]));
        double out = answer(name, at, at + 5, at[8]);
        if (!(fabs(out - at[9]) <= ACCURACY * at[10]))
            ck_abort_msg("line %zu, %s: %.17g, wanted %.17g", i + 2, name, out,
                         at[9]);
    }
    ck_assert_uint_ge(sheet_rows(file), 400);
    sheet_close(file);
}
END_TEST

START_TEST(berger_and_nasr_s_examples_are_met)
{
    static const double yearly[1] = {0.2}, third[2] = {0.2, 3.0};
    ck_assert_near(rhythm("case1", yearly, 260.0, 50.0, 0.75, 10.0), 568.78,
                   0.005 / 568.0);
    ck_assert_near(rhythm("case2b", third, 7000.0, 95.0, 0.3, 12.0), 8273.0,
                   0.5 / 8273.0);
}
END_TEST

/* Gupta & Lehmann (2003): the margin multiple by retention and discount rate,
 * and with growing margins at r = 80 %, i = 12 %. */
START_TEST(gupta_and_lehmann_s_tables_are_met)
{
    static const double multiples[4][4] = {{1.200, 1.154, 1.111, 1.071},
                                           {1.750, 1.667, 1.591, 1.522},
                                           {2.667, 2.500, 2.353, 2.222},
                                           {4.500, 4.091, 3.750, 3.462}};
    static const double growing[5] = {2.500, 2.632, 2.778, 2.941, 3.125};
    for (int k = 0; k < 4; k++)
        for (int j = 0; j < 4; j++)
            ck_assert_near(assets(0.10 + 0.02 * j, 0.0, 1.0, 0.6 + 0.1 * k,
                                  INFINITY),
                           multiples[k][j], 0.000501);
    for (int j = 0; j < 5; j++)
        ck_assert_near(assets(0.12, 0.02 * j, 1.0, 0.8, INFINITY), growing[j],
                       0.000501);
}
END_TEST

START_TEST(cases_are_special_cases_of_each_other)
{
    static const double plain[1] = {0.1}, once[2] = {0.1, 1.0};
    static const double flat[5] = {0.1, 0.0, 30.0, 0.0, 0.0};
    double r = 0.8, out = NAN, steady = NAN;
    double a = rhythm("case1", plain, 90.0, 7.0, r, 12.0);
    ck_assert_rel(rhythm("case2a", once, 90.0, 7.0, r, 12.0), a, 1e-14);
    ck_assert_rel(rhythm("case2b", once, 90.0, 7.0, r, 12.0), a, 1e-14);
    /* a constant profit, and its steady flow */
    ck_assert_rel(one(cev_berger_nasr_case3(flat, 1, &r, 12.0, &out), &out),
                  rhythm("case1", plain, 30.0, 0.0, r, 12.0), 1e-13);
    double fall = log(1.1 / 0.8);
    ck_assert_rel(
        one(cev_berger_nasr_case4(flat, 1, &r, 12.0, &steady), &steady),
        30.0 * (1.0 - exp(-12.0 * fall)) / fall, 1e-13);
    /* one chance to buy, and given up after it: retention by r = P */
    double P = r, migration = NAN;
    const double money[3] = {0.1, 90.0, 7.0};
    ck_assert_rel(90.0
                      + one(cev_berger_nasr_case5(money, 1, &P, 12.0,
                                                  &migration),
                            &migration),
                  a, 1e-13);
}
END_TEST

START_TEST(long_horizons_reach_for_ever)
{
    static const double third[2] = {0.1, 3.0}, path[3] = {0.1, 0.03, 0.4};
    double m = 25.0, r = 0.7, r_max = 0.9, far = NAN, ever = NAN;
    ck_assert_rel(assets(0.1, 0.03, m, r, 500.0),
                  assets(0.1, 0.03, m, r, INFINITY), 1e-14);
    ck_assert_rel(rhythm("case2b", third, 70.0, 5.0, 0.5, 3000.0),
                  rhythm("case2b", third, 70.0, 5.0, 0.5, INFINITY), 1e-14);
    one(cev_gupta_lehmann_improving(path, 1, &m, &r, &r_max, 900.0, &far),
        &far);
    one(cev_gupta_lehmann_improving(path, 1, &m, &r, &r_max, INFINITY, &ever),
        &ever);
    ck_assert_rel(far, ever, 1e-14);
    ck_assert(ever > assets(0.1, 0.03, m, r, INFINITY));
    ck_assert(ever < assets(0.1, 0.03, m, r_max, INFINITY));
}
END_TEST

/* FORMULA-1: the second row is wrong; the first stays unwritten. */
START_TEST(bad_input_is_refused_and_nothing_written)
{
    double GC[2] = {10.0, 10.0}, M[2] = {1.0, 1.0}, r[2] = {0.5, 1.5};
    double good[2] = {0.5, 0.5}, sure[2] = {0.5, 1.0}, out[2] = {-7.0, -7.0};
    double d[5] = {0.1, 2.0, 1.0, 1.0, 1.0}, free_money[1] = {0.0};
    double half[2] = {0.1, 1.5}, growth[3] = {0.05, 0.1, 0.1};
    double lost[2] = {0.1, -1.0}, slow[3] = {0.1, 0.0, 1e-4};
    double gap[2] = {NAN, 1.0}, below[2] = {0.4, 0.4};

#define REFUSED(call, status) ck_assert_int_eq((call), CEV_ERR_##status)
    REFUSED(cev_berger_nasr_case1(d, 2, GC, M, r, 5.0, out), DOMAIN);
    REFUSED(cev_berger_nasr_case1(d, 2, gap, M, good, 5.0, out), DOMAIN);
    REFUSED(cev_berger_nasr_case1(d, 2, GC, M, good, 5.5, out), DOMAIN);
    REFUSED(cev_berger_nasr_case1(d, 2, GC, M, good, NAN, out), DOMAIN);
    REFUSED(cev_berger_nasr_case1(free_money, 2, GC, M, sure, INFINITY, out),
            DOMAIN);
    REFUSED(cev_berger_nasr_case1(lost + 1, 2, GC, M, good, 5.0, out), DOMAIN);
    REFUSED(cev_berger_nasr_case1(NULL, 2, GC, M, good, 5.0, out), ARGUMENT);
    REFUSED(cev_berger_nasr_case1(d, -1, GC, M, good, 5.0, out), ARGUMENT);
    REFUSED(cev_berger_nasr_case1(d, 2, GC, NULL, good, 5.0, out), ARGUMENT);
    REFUSED(cev_berger_nasr_case1(d, 2, GC, M, good, 5.0, NULL), ARGUMENT);
    REFUSED(cev_berger_nasr_case2a(half, 2, GC, M, good, 5.0, out), DOMAIN);
    REFUSED(cev_berger_nasr_case2b(half, 2, GC, M, good, 5.0, out), DOMAIN);
    REFUSED(cev_berger_nasr_case3(d, 2, r, 5.0, out), DOMAIN);
    REFUSED(cev_berger_nasr_case3(d, 2, good, 1e6, out), DOMAIN);
    REFUSED(cev_berger_nasr_case4(d, 2, good, -1.0, out), DOMAIN);
    d[3] = -1.0;
    REFUSED(cev_berger_nasr_case4(d, 2, good, 1.0, out), DOMAIN);
    REFUSED(cev_berger_nasr_case5(d, 2, r, 5.0, out), DOMAIN);
    REFUSED(cev_berger_nasr_case5(d, 2, good, 0.5, out), DOMAIN);
    REFUSED(cev_berger_nasr_case5(d, 2, NULL, 1.0, out), ARGUMENT);
    /* r (1 + g) = 1.1 is beyond 1 + i = 1.05 */
    REFUSED(cev_gupta_lehmann_value(growth, 2, GC, sure, INFINITY, out),
            DOMAIN);
    REFUSED(cev_gupta_lehmann_value(lost, 2, GC, good, 9.0, out), DOMAIN);
    REFUSED(cev_gupta_lehmann_improving(growth, 2, GC, good, sure, INFINITY,
                                        out),
            DOMAIN);
    REFUSED(cev_gupta_lehmann_improving(growth, 2, GC, good, below, 9.0, out),
            DOMAIN);
    REFUSED(cev_gupta_lehmann_improving(slow, 2, GC, good, sure, 9.0, out),
            DOMAIN);
#undef REFUSED
    ck_assert(out[0] == -7.0 && out[1] == -7.0);
    ck_assert_int_eq(CEV_OK, cev_gupta_lehmann_value(growth, 0, NULL, NULL,
                                                     9.0, NULL));
    ck_assert_int_eq(CEV_OK,
                     cev_gupta_lehmann_value(growth, 2, GC, sure, 9.0, out));
}
END_TEST

/* Each number of the formulas that is not in its domain. */
START_TEST(numbers_out_of_their_domain_are_refused)
{
    static const double usual[5] = {0.1, 2.0, 1.0, 1.0, 1.0};
    double GC = 10.0, M = 1.0, r = 0.5, out = -7.0, low = -0.1, gap = NAN;
    double high = 1.5, huge = INFINITY;
    double d[5], i[3] = {0.1, 0.03, 0.4};

#define REFUSED(call) ck_assert_int_eq((call), CEV_ERR_DOMAIN)
    for (int k = 0; k < 5; k++) {
        memcpy(d, usual, sizeof d);
        d[k] = INFINITY;
        REFUSED(cev_berger_nasr_case3(d, 1, &r, 5.0, &out));
        REFUSED(cev_berger_nasr_case4(d, 1, &r, 5.0, &out));
        if (k < 2)
            REFUSED(cev_berger_nasr_case2a(d, 1, &GC, &M, &r, 5.0, &out));
        if (k < 1)
            REFUSED(cev_berger_nasr_case1(d, 1, &GC, &M, &r, 5.0, &out));
    }
    memcpy(d, usual, sizeof d);
    d[0] = -0.1;
    REFUSED(cev_berger_nasr_case2b(d, 1, &GC, &M, &r, 5.0, &out));
    REFUSED(cev_berger_nasr_case3(d, 1, &r, 5.0, &out));
    REFUSED(cev_berger_nasr_case5(d, 1, &r, 5.0, &out));
    d[0] = 0.1;
    REFUSED(cev_berger_nasr_case1(d, 1, &GC, &gap, &r, 5.0, &out));
    REFUSED(cev_berger_nasr_case1(d, 1, &GC, &M, &low, 5.0, &out));
    REFUSED(cev_berger_nasr_case3(d, 1, &r, 2.5, &out));
    REFUSED(cev_berger_nasr_case3(d, 1, &low, 5.0, &out));
    REFUSED(cev_berger_nasr_case4(d, 1, &high, 5.0, &out));
    REFUSED(cev_berger_nasr_case5(d, 1, &low, 5.0, &out));
    REFUSED(cev_berger_nasr_case5(d, 1, &r, 1e6, &out));
    d[1] = 1e307; /* 100 of which are beyond a double */
    REFUSED(cev_berger_nasr_case5(d, 1, &r, 100.0, &out));
    ck_assert_int_eq(cev_berger_nasr_case5(NULL, 1, &r, 5.0, &out),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_berger_nasr_case5(d, -1, &r, 5.0, &out),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_berger_nasr_case5(d, 1, &r, 5.0, NULL),
                     CEV_ERR_ARGUMENT);
    REFUSED(cev_gupta_lehmann_value(i, 1, &gap, &r, 5.0, &out));
    REFUSED(cev_gupta_lehmann_value(i, 1, &M, &low, 5.0, &out));
    REFUSED(cev_gupta_lehmann_value(i, 1, &M, &r, 2.5, &out));
    REFUSED(cev_gupta_lehmann_improving(i, 1, &gap, &r, &r, 5.0, &out));
    REFUSED(cev_gupta_lehmann_improving(i, 1, &M, &r, &high, 5.0, &out));
    for (int k = 0; k < 3; k++) {
        double kept = i[k];
        i[k] = huge;
        REFUSED(cev_gupta_lehmann_improving(i, 1, &M, &r, &r, 5.0, &out));
        i[k] = kept;
    }
    i[0] = -0.1;
    REFUSED(cev_gupta_lehmann_value(i, 1, &M, &r, 5.0, &out));
#undef REFUSED
    ck_assert(out == -7.0);
}
END_TEST

START_TEST(who_stays_for_ever_or_not_at_all_has_a_value)
{
    static const double d[5] = {0.1, 2.0, 1.0, 1.0, 1.0};
    double none = 0.0, few = 0.1, out = NAN, later = NAN;
    /* 1 + 1/1.1 + ... = 11, and a promotion half a year before each but one */
    ck_assert_rel(rhythm("case1", d, 20.0, 3.0, 1.0, INFINITY),
                  20.0 * 11.0 - 3.0 * 11.0 / sqrt(1.1), 1e-14);
    ck_assert(one(cev_berger_nasr_case4(d, 1, &none, 9.0, &out), &out) == 0.0);
    /* nothing is left after 400 years */
    (void)one(cev_berger_nasr_case4(d, 1, &few, 1000.0, &later), &later);
    ck_assert_rel(one(cev_berger_nasr_case4(d, 1, &few, 400.0, &out), &out),
                  later, 1e-15);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("formulas");
    tcase_add_test(cases, reference_values_are_met);
    tcase_add_test(cases, berger_and_nasr_s_examples_are_met);
    tcase_add_test(cases, gupta_and_lehmann_s_tables_are_met);
    tcase_add_test(cases, cases_are_special_cases_of_each_other);
    tcase_add_test(cases, long_horizons_reach_for_ever);
    tcase_add_test(cases, bad_input_is_refused_and_nothing_written);
    tcase_add_test(cases, numbers_out_of_their_domain_are_refused);
    tcase_add_test(cases, who_stays_for_ever_or_not_at_all_has_a_value);
    Suite *s = suite_create("value/formulas");
    suite_add_tcase(s, cases);
    return s;
}
