/* Contract models: the kernels against 50-digit values, their promises and
 * their refusals, and the derivatives that the fits use. */
#include <math.h>
#include <string.h>

#include "cev/contracts.h"
#include "support/check_main.h"
#include "value/contract.h"

#define REFERENCE "tests/reference/contracts.csv"
#define ACCURACY 1e-12

/** A model by its kernels. */
typedef struct {
    const char *name;
    int params;
    double usual[3];
    int32_t (*log_likelihood)(const double *, int64_t, const double *,
                              const double *, double *);
    int32_t (*survival)(const double *, int64_t, const double *, double *);
    int32_t (*retention)(const double *, int64_t, const double *, double *);
    int32_t (*expected)(const double *, int64_t, const double *, double,
                        double *);
    int32_t (*derl)(const double *, int64_t, const double *, double,
                    double *);
} kernels;

static const kernels models[] = {
    {"sbg", 2, {0.668, 3.806, 0.0}, cev_sbg_log_likelihood, cev_sbg_survival,
     cev_sbg_retention, cev_sbg_expected, cev_sbg_derl},
    {"bdw", 3, {0.214, 1.427, 1.724}, cev_bdw_log_likelihood,
     cev_bdw_survival, cev_bdw_retention, cev_bdw_expected, cev_bdw_derl},
};

enum { MODELS = sizeof models / sizeof models[0] };

/** Their parts in the fit, in the same order. */
static const cev__pool_model *const fits[] = {&cev__sbg_contracts.fit,
                                              &cev__bdw_contracts.fit};

/** One line of the reference. */
typedef struct {
    double params[3], T, u, value;
} point;

static point point_at(const sheet *file, size_t row)
{
    point p;

    p.params[0] = sheet_double(file, row, sheet_column(file, "p1"));
    p.params[1] = sheet_double(file, row, sheet_column(file, "p2"));
    p.params[2] = sheet_double(file, row, sheet_column(file, "p3"));
    p.T = sheet_double(file, row, sheet_column(file, "T"));
    p.u = sheet_double(file, row, sheet_column(file, "u"));
    p.value = sheet_double(file, row, sheet_column(file, "value"));
    return p;
}

static double answer(const kernels *model, const char *quantity,
                     const point *p)
{
    double out = NAN;
    int32_t status = CEV_ERR_KIND;

    if (strcmp(quantity, "ll") == 0)
        status = model->log_likelihood(p->params, 1, &p->T, &p->u, &out);
    else if (strcmp(quantity, "survival") == 0)
        status = model->survival(p->params, 1, &p->T, &out);
    else if (strcmp(quantity, "expected") == 0)
        status = model->expected(p->params, 1, &p->T, p->u, &out);
    else if (strcmp(quantity, "derl") == 0)
        status = model->derl(p->params, 1, &p->T, p->u, &out);
    ck_assert_int_eq(status, CEV_OK);
    return out;
}

/* KERNEL-ACC-1 */
START_TEST(reference_values_are_met)
{
    static const char *const quantities[] = {"ll", "survival", "expected",
                                             "derl"};
    const kernels *model = &models[_i];
    sheet *file = sheet_open(REFERENCE);
    size_t name = sheet_column(file, "quantity"), length = strlen(model->name);

    for (size_t q = 0; q < 4; q++) {
        size_t seen = 0;

        for (size_t i = 0; i < sheet_rows(file); i++) {
            const char *text = sheet_text(file, i, name);

            if (strncmp(text, model->name, length) != 0
                || strcmp(text + length + 1, quantities[q]) != 0)
                continue;
            point p = point_at(file, i);
            double out = answer(model, quantities[q], &p);

            if (!(near_error(out, p.value, 0.0) <= ACCURACY))
                ck_abort_msg("%s {%g, %g, %g}, T %g, u %g: %.17g, wanted "
                             "%.17g",
                             text, p.params[0], p.params[1], p.params[2], p.T,
                             p.u, out, p.value);
            seen++;
        }
        ck_assert_uint_ge(seen, 40);
    }
    sheet_close(file);
}
END_TEST

/* What the fit sums up for one who left at T. */
START_TEST(derivatives_are_those_of_the_log_likelihood)
{
    const cev__pool_model *fit = fits[_i];
    int n = fit->n;
    sheet *file = sheet_open(REFERENCE);
    size_t name = sheet_column(file, "quantity"), seen = 0;

    for (size_t i = 0; i < sheet_rows(file); i++) {
        const char *text = sheet_text(file, i, name);

        if (strncmp(text, models[_i].name, 3) != 0
            || strcmp(text + 3, "_grad") != 0)
            continue;
        point p = point_at(file, i);
        cev__group group = {{p.T, 1.0, 0.0}, 1.0};
        cev__terms terms;
        cev__params params;
        cev__sums sums;
        int place = (int)p.u;

        memset(&terms, 0, sizeof terms);
        memset(&sums, 0, sizeof sums);
        ck_assert_int_eq(CEV_OK, fit->prepare(p.params, &params));
        terms.x = p.T;
        fit->terms(&params, p.T, &terms);
        fit->add(&params, &terms, &group, 1, &sums);
        double out = place < n ? cev__sum_value(&sums.gradient[place])
                               : sums.hessian[place - n];
        double renew = NAN;

        models[_i].retention(p.params, 1, &p.T, &renew);
        /* Second derivatives are differences of parts of some ten at most,
           over the chance to leave; they only steer, and give the errors. */
        ck_assert_near(out, p.value,
                       place < n ? 1e-12 : 1e-13 / (1.0 - renew));
        seen++;
    }
    ck_assert_uint_ge(seen, 100);
    sheet_close(file);
}
END_TEST

/* SBG-SURV-1, BDW-SURV-1 */
START_TEST(survival_falls_and_retention_is_its_quotient)
{
    const kernels *model = &models[_i];
    double before = 1.0, last = 0.0, t, survival, retention;

    t = 0.0;
    ck_assert_int_eq(CEV_OK, model->survival(model->usual, 1, &t, &survival));
    ck_assert(survival == 1.0);
    for (t = 1.0; t < 500.0; t += 1.0) {
        model->survival(model->usual, 1, &t, &survival);
        model->retention(model->usual, 1, &t, &retention);
        ck_assert(survival < before && survival > 0.0);
        ck_assert_rel(retention, survival / before, 1e-13);
        /* SBG-RET-1 */
        ck_assert(strcmp(model->name, "sbg") != 0 || retention > last);
        before = survival;
        last = retention;
    }
}
END_TEST

START_TEST(everybody_leaves_at_some_renewal_or_stays)
{
    const kernels *model = &models[_i];
    double sum = 0.0, T, out, one = 1.0, zero = 0.0;

    for (T = 1.0; T <= 60.0; T += 1.0) {
        model->log_likelihood(model->usual, 1, &T, &one, &out);
        sum += exp(out);
    }
    T = 60.0;
    model->log_likelihood(model->usual, 1, &T, &zero, &out);
    ck_assert_near(sum + exp(out), 1.0, 1e-14);
}
END_TEST

START_TEST(lifetimes_are_sums_of_survival)
{
    const kernels *model = &models[_i];

    for (double T = 0.0; T < 9.0; T += 4.0) {
        double here, sum = 0.0, discounted = 0.0, out;

        model->survival(model->usual, 1, &T, &here);
        for (double k = 1.0; k <= 400.0; k += 1.0) {
            double t = T + k, there;

            model->survival(model->usual, 1, &t, &there);
            sum += there / here;
            discounted += there / here * pow(1.25, 1.0 - k);
            if (k > 6.0)
                continue;
            model->expected(model->usual, 1, &T, k, &out);
            ck_assert_rel(out, sum, 1e-13);
        }
        model->derl(model->usual, 1, &T, 0.25, &out);
        ck_assert_rel(out, discounted, 1e-13);
        model->expected(model->usual, 1, &T, 400.0, &out);
        ck_assert_rel(out, sum, 1e-13);
        model->expected(model->usual, 1, &T, 0.0, &out);
        ck_assert(out == 0.0 && !signbit(out));
    }
}
END_TEST

START_TEST(a_steady_clock_makes_bdw_the_sbg)
{
    double params[3] = {0.7, 1.2, 1.0}, T, out, wanted;

    for (T = 0.0; T < 2000.0; T = 2.0 * T + 1.0) {
        cev_bdw_survival(params, 1, &T, &out);
        cev_sbg_survival(params, 1, &T, &wanted);
        ck_assert_rel(out, wanted, 1e-14);
        for (double h = 1.0; h < 1e15; h *= 9.0) {
            cev_bdw_expected(params, 1, &T, h, &out);
            cev_sbg_expected(params, 1, &T, h, &wanted);
            ck_assert_rel(out, wanted, 2e-13);
        }
        for (double d = 1e-6; d < 10.0; d *= 9.0) {
            cev_bdw_derl(params, 1, &T, d, &out);
            cev_sbg_derl(params, 1, &T, d, &wanted);
            ck_assert_rel(out, wanted, 2e-13);
        }
    }
}
END_TEST

/* Customers of huge alpha and beta all leave at one rate: in doubles these are
 * a point. Rounding once took their density beyond them, and no number came. */
START_TEST(customers_all_alike_leave_at_one_rate)
{
    const double T = 2.0, d = 0.0625, stay = 0.25;
    double out = 42.0;

    for (double a = 1e20; a < 1e300; a *= 1e10) {
        const double params[3] = {a, a / 3.0, 1.0};
        models[_i].derl(params, 1, &T, d, &out);
        ck_assert_rel(out, stay * (1.0 + d) / (1.0 + d - stay), 1e-12);
    }
}
END_TEST

START_TEST(values_outside_the_domain_are_refused)
{
    static const double bad[] = {-1.0, 0.5, NAN, INFINITY, 2e15};
    const kernels *m = &models[_i];
    double out = 42.0, two = 2.0, zero = 0.0, one = 1.0, half = 0.5;

    for (size_t i = 0; i < 5; i++) {
        ck_assert_int_eq(CEV_ERR_DOMAIN,
                         m->log_likelihood(m->usual, 1, &bad[i], &zero, &out));
        ck_assert_int_eq(CEV_ERR_DOMAIN,
                         m->survival(m->usual, 1, &bad[i], &out));
        ck_assert_int_eq(CEV_ERR_DOMAIN,
                         m->expected(m->usual, 1, &two, bad[i], &out));
        ck_assert_int_eq(CEV_ERR_DOMAIN,
                         m->derl(m->usual, 1, &bad[i], 0.1, &out));
    }
    ck_assert_int_eq(CEV_ERR_DOMAIN, m->retention(m->usual, 1, &zero, &out));
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     m->log_likelihood(m->usual, 1, &zero, &one, &out));
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     m->log_likelihood(m->usual, 1, &two, &half, &out));
    ck_assert_int_eq(CEV_ERR_DOMAIN, m->derl(m->usual, 1, &two, 0.0, &out));
    ck_assert_int_eq(CEV_ERR_DOMAIN, m->derl(m->usual, 1, &two, 9e-301, &out));
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     m->derl(m->usual, 1, &two, INFINITY, &out));
    for (int k = 0; k < m->params; k++) {
        double params[3];

        memcpy(params, m->usual, sizeof params);
        params[k] = 0.0;
        ck_assert_int_eq(CEV_ERR_DOMAIN, m->survival(params, 1, &two, &out));
        params[k] = NAN;
        ck_assert_int_eq(CEV_ERR_DOMAIN, m->survival(params, 1, &two, &out));
    }
    ck_assert(out == 42.0);
}
END_TEST

START_TEST(missing_arrays_and_negative_counts_are_refused)
{
    const kernels *m = &models[_i];
    double two = 2.0, out = 42.0;

    ck_assert_int_eq(CEV_OK, m->survival(m->usual, 0, NULL, NULL));
    ck_assert_int_eq(CEV_OK, m->log_likelihood(m->usual, 0, NULL, NULL, NULL));
    ck_assert_int_eq(CEV_ERR_ARGUMENT, m->survival(NULL, 1, &two, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT, m->survival(m->usual, -1, &two, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT, m->survival(m->usual, 1, NULL, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT, m->survival(m->usual, 1, &two, NULL));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     m->log_likelihood(m->usual, 1, &two, NULL, &out));
    ck_assert(out == 42.0);
}
END_TEST

START_TEST(no_size_of_input_gives_a_nan)
{
    static const double sizes[] = {1e-8, 1e-4, 0.3, 1.0, 50.0, 1e6, 1e12};
    static const double ages[] = {0.0, 1.0, 2.0, 70.0, 1e6, 1e15};
    const kernels *m = &models[_i];

    for (int i = 0; i < 7 * 7 * 7 * 6; i++) {
        double params[3] = {sizes[i % 7], sizes[i / 7 % 7],
                            sizes[i / 49 % 7]};
        double T = ages[i / 343], churned = T > 0.0, out[4] = {0};

        m->log_likelihood(params, 1, &T, &churned, &out[0]);
        m->survival(params, 1, &T, &out[1]);
        m->expected(params, 1, &T, 12.0, &out[2]);
        m->derl(params, 1, &T, 0.01, &out[3]);
        if (!(isfinite(out[0]) && out[0] <= 0.0 && out[1] >= 0.0
              && out[1] <= 1.0 && out[2] >= 0.0 && out[2] <= 12.0 + 1e-9
              && out[3] >= 0.0 && out[3] <= 101.0 + 1e-9))
            ck_abort_msg("{%g, %g, %g}, T %g: %g %g %g %g", params[0],
                         params[1], params[2], T, out[0], out[1], out[2],
                         out[3]);
    }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/contract_kernels");
    TCase *cases = tcase_create("contract_kernels");

    tcase_add_loop_test(cases, reference_values_are_met, 0, MODELS);
    tcase_add_loop_test(cases, derivatives_are_those_of_the_log_likelihood, 0,
                        MODELS);
    tcase_add_loop_test(cases, survival_falls_and_retention_is_its_quotient, 0,
                        MODELS);
    tcase_add_loop_test(cases, everybody_leaves_at_some_renewal_or_stays, 0,
                        MODELS);
    tcase_add_loop_test(cases, lifetimes_are_sums_of_survival, 0, MODELS);
    tcase_add_test(cases, a_steady_clock_makes_bdw_the_sbg);
    tcase_add_loop_test(cases, customers_all_alike_leave_at_one_rate, 0, 2);
    tcase_add_loop_test(cases, values_outside_the_domain_are_refused, 0,
                        MODELS);
    tcase_add_loop_test(cases, missing_arrays_and_negative_counts_are_refused,
                        0, MODELS);
    tcase_add_loop_test(cases, no_size_of_input_gives_a_nan, 0, MODELS);
    suite_add_tcase(s, cases);
    return s;
}
