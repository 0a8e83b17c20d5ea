/* Draws by the no-U-turn sampler from densities that are known. */
#include "math/nuts.h"

#include "support/check_main.h"

#include <math.h>
#include <string.h>

#include "cev/base.h"
#include "math/mixing.h"

enum { CHAINS = 4, LENGTH = 1000, DRAWS = CHAINS * LENGTH, MOST = 6 };

static double draws[MOST][DRAWS], normal[DRAWS], plain[DRAWS];
static cev__keyed keyed[DRAWS], spare[DRAWS];
static const cev__mixing_room room = {normal, plain, keyed, spare};

/* Four chains from axes of length 1. */
static void draw_chains(int n,
                        int32_t (*evaluate)(void *, const double *,
                                            double *, double *))
{
    for (int c = 0; c < CHAINS; c++) {
        cev__nuts chain;
        memset(&chain, 0, sizeof chain);
        chain.n = n;
        chain.evaluate = evaluate;
        for (int k = 0; k < n; k++)
            chain.axes[k][k] = 1.0;
        cev__rng_start(&chain.rng, 5, (uint64_t)c);
        ck_assert_int_eq(cev__nuts_warm_up(&chain), CEV_OK);
        for (int i = 0; i < LENGTH; i++) {
            double at[CEV__MANY];
            ck_assert_int_eq(cev__nuts_draw(&chain, at), CEV_OK);
            for (int k = 0; k < n; k++)
                draws[k][c * LENGTH + i] = at[k];
        }
        ck_assert_int_eq(chain.divergent, 0);
    }
}

/* Mean and standard deviation within 5 standard errors by the effective size,
 * which is at least `least`; R-hat below `most`. */
static void check_margin(const double *values, double mean, double sd,
                         double kurtosis, double most, double least)
{
    cev__mixing mixing;
    double sum = 0.0, squares = 0.0;
    cev__mixing_of(values, CHAINS, LENGTH, &room, &mixing);
    ck_assert_msg(mixing.r_hat < most, "R-hat %g", mixing.r_hat);
    ck_assert_msg(mixing.bulk > least && mixing.tail > least,
                  "sizes %g and %g", mixing.bulk, mixing.tail);
    for (int i = 0; i < DRAWS; i++)
        sum += values[i];
    for (int i = 0; i < DRAWS; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    ck_assert(fabs(sum / DRAWS - mean) < 5.0 * sd / sqrt(mixing.bulk));
    ck_assert(fabs(sqrt(squares / DRAWS) / sd - 1.0)
              < 5.0 * sqrt((kurtosis - 1.0) / (4.0 * mixing.bulk)));
}

/* Three normal variables, of widths from 0.3 to 3, two that go together. */
static int32_t normal_density(void *state, const double *at, double *value,
                              double *slopes)
{
    double a = at[0] / 3.0, b = at[1] / 0.3, c = at[2] - 5.0;
    const double rho = 0.9, part = 1.0 / (1.0 - rho * rho);
    (void)state;
    *value = -0.5 * (part * (a * a - 2.0 * rho * a * c + c * c) + b * b);
    slopes[0] = -part * (a - rho * c) / 3.0;
    slopes[1] = -b / 0.3;
    slopes[2] = -part * (c - rho * a);
    return CEV_OK;
}

START_TEST(normal_densities_are_drawn_from)
{
    draw_chains(3, normal_density);
    check_margin(draws[0], 0.0, 3.0, 3.0, 1.01, 2000.0);
    check_margin(draws[1], 0.0, 0.3, 3.0, 1.01, 2000.0);
    check_margin(draws[2], 5.0, 1.0, 3.0, 1.01, 2000.0);
}
END_TEST

/* The log of a gamma variate of shape 0.7: skew, with a long tail. */
static int32_t log_gamma_density(void *state, const double *at,
                                 double *value, double *slopes)
{
    (void)state;
    *value = 0.7 * at[0] - exp(at[0]);
    slopes[0] = 0.7 - exp(at[0]);
    return CEV_OK;
}

START_TEST(skew_densities_are_drawn_from)
{
    draw_chains(1, log_gamma_density);
    check_margin(draws[0], -1.2200235536979350876, 1.6834634408547788, 6.0,
                 1.01, 400.0);
}
END_TEST

/* A crescent: x normal, and y around x^2. */
static int32_t crescent_density(void *state, const double *at,
                                double *value, double *slopes)
{
    double away = at[1] - at[0] * at[0];
    (void)state;
    *value = -0.5 * at[0] * at[0] - 2.0 * away * away;
    slopes[0] = -at[0] + 8.0 * away * at[0];
    slopes[1] = -4.0 * away;
    return CEV_OK;
}

START_TEST(bent_densities_are_drawn_from)
{
    draw_chains(2, crescent_density);
    check_margin(draws[0], 0.0, 1.0, 3.0, 1.03, 200.0);
    check_margin(draws[1], 1.0, 1.5, 12.5, 1.03, 200.0);
}
END_TEST

/* Nothing below 0: half of a normal density. */
static int32_t half_density(void *state, const double *at, double *value,
                            double *slopes)
{
    (void)state;
    *value = at[0] < 0.0 ? -INFINITY : -0.5 * at[0] * at[0];
    slopes[0] = at[0] < 0.0 ? NAN : -at[0];
    return CEV_OK;
}

START_TEST(walls_hold)
{
    cev__nuts chain;
    memset(&chain, 0, sizeof chain);
    chain.n = 1;
    chain.evaluate = half_density;
    chain.axes[0][0] = 1.0;
    cev__rng_start(&chain.rng, 5, 9);
    ck_assert_int_eq(cev__nuts_warm_up(&chain), CEV_OK);
    double sum = 0.0;
    for (int i = 0; i < 4000; i++) {
        double at[CEV__MANY];
        ck_assert_int_eq(cev__nuts_draw(&chain, at), CEV_OK);
        ck_assert(at[0] >= 0.0);
        sum += at[0];
    }
    ck_assert_near(sum / 4000.0, sqrt(2.0 / 3.14159265358979), 0.08);
}
END_TEST

static int32_t stopped_density(void *state, const double *at, double *value,
                               double *slopes)
{
    int *left = state;
    normal_density(NULL, at, value, slopes);
    return (*left)-- > 0 ? CEV_OK : CEV_ERR_CANCELLED;
}

START_TEST(a_failure_ends_the_chain)
{
    for (int allowed = 0; allowed < 900; allowed += 100) {
        int left = allowed;
        double at[CEV__MANY];
        cev__nuts chain;
        memset(&chain, 0, sizeof chain);
        chain.n = 3;
        chain.evaluate = stopped_density;
        chain.state = &left;
        for (int k = 0; k < 3; k++)
            chain.axes[k][k] = 1.0;
        cev__rng_start(&chain.rng, 1, 1);
        int32_t status = cev__nuts_warm_up(&chain);
        for (int i = 0; i < 1000 && status == CEV_OK; i++)
            status = cev__nuts_draw(&chain, at);
        ck_assert_int_eq(status, CEV_ERR_CANCELLED);
        ck_assert_int_ge(left, -1100); /* one path at most goes on */
    }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("math/nuts");
    TCase *cases = tcase_create("nuts");
    tcase_add_test(cases, normal_densities_are_drawn_from);
    tcase_add_test(cases, skew_densities_are_drawn_from);
    tcase_add_test(cases, bent_densities_are_drawn_from);
    tcase_add_test(cases, walls_hold);
    tcase_add_test(cases, a_failure_ends_the_chain);
    suite_add_tcase(s, cases);
    return s;
}
