/**
 * Kernels of the purchase models: whatever the parameters and histories are,
 * a kernel refuses them and leaves the answers as they were, or answers each
 * row by a number, a probability where that is asked, the same as if the row
 * were alone.
 */
#ifndef TESTS_FUZZ_FORMULAS_H
#define TESTS_FUZZ_FORMULAS_H

#include "fuzz/input.h"

enum { FORMULA_ROWS = 2, FORMULA_PARAMS = 6 };

typedef int32_t (*plain_kernel)(const double *, int64_t, const double *,
                                const double *, const double *, double *);
typedef int32_t (*ahead_kernel)(const double *, int64_t, const double *,
                                const double *, const double *, double,
                                double *);
typedef int32_t (*dect_kernel)(const double *, int64_t, const double *,
                               const double *, const double *, double, double,
                               double *);
typedef int32_t (*pmf_kernel)(const double *, int64_t, const double *,
                              const double *, double *);
typedef int32_t (*pmf_ahead_kernel)(const double *, int64_t, const double *,
                                    const double *, const double *, double,
                                    const double *, double *);

/* What a model has; NULL where it does not. */
typedef struct formulas {
    plain_kernel log_likelihood, p_alive;
    ahead_kernel expected, dert, p_any, next_purchase;
    dect_kernel dect;
    pmf_kernel pmf;
    pmf_ahead_kernel pmf_ahead;
} formulas;

/* The kernels that know the times between purchases, told those that are all
 * alike. */
#define WITHOUT_LITT(model) \
    static int32_t model##_of_even_times( \
        const double *params, int64_t n, const double *x, const double *t_x, \
        const double *T, double *out) \
    { \
        double litt[FORMULA_ROWS]; \
        for (int64_t i = 0; i < n; i++) \
            litt[i] = x[i] > 0.0 ? x[i] * log(t_x[i] / x[i]) : 0.0; \
        return cev_##model##_log_likelihood(params, n, x, t_x, T, litt, out); \
    }
WITHOUT_LITT(bg_cnbd_k)
WITHOUT_LITT(mbg_cnbd_k)

#define FORMULAS_OF(model, likelihood, any, next) \
    {likelihood, cev_##model##_p_alive, \
     cev_##model##_expected, cev_##model##_dert, any, next, \
     cev_##model##_dect, cev_##model##_pmf, cev_##model##_pmf_ahead}
#define FORMULAS_WITH_NEXT(model, likelihood) \
    FORMULAS_OF(model, likelihood, cev_##model##_p_any, \
                cev_##model##_next_purchase)
#define FORMULAS(model) FORMULAS_WITH_NEXT(model, cev_##model##_log_likelihood)

static const formulas formula_models[] = {
    FORMULAS(bgnbd),
    FORMULAS(mbgnbd),
    FORMULAS(pareto_nbd),
    FORMULAS(bgbb),
    FORMULAS_WITH_NEXT(bg_cnbd_k, bg_cnbd_k_of_even_times),
    FORMULAS_WITH_NEXT(mbg_cnbd_k, mbg_cnbd_k_of_even_times),
    FORMULAS_OF(ggom_nbd, cev_ggom_nbd_log_likelihood, NULL, NULL)};

enum { FORMULA_MODELS = sizeof formula_models / sizeof formula_models[0],
       FORMULA_KINDS = 9 };

/* The numbers of a question. */
typedef struct question {
    double params[FORMULA_PARAMS];
    double x[FORMULA_ROWS], t_x[FORMULA_ROWS], T[FORMULA_ROWS];
    double later[FORMULA_ROWS];
    double horizon, delta;
} question;

/* Of all sizes, most of them of those that shops have. */
static double next_size(void)
{
    int byte = next_byte();
    if (byte < 128)
        return (byte + 1) / 16.0;
    if (byte < 200)
        return pow(10.0, (byte - 160) / 6.0);
    return next_number();
}

static double next_count(void)
{
    int byte = next_byte();
    return byte < 240 ? byte % 30 : floor(next_size());
}

static question next_question(void)
{
    question q;
    for (int i = 0; i < FORMULA_PARAMS; i++)
        q.params[i] = next_size();
    q.horizon = next_size();
    q.delta = next_size();
    for (int i = 0; i < FORMULA_ROWS; i++) {
        int share = next_byte();
        q.T[i] = next_size();
        q.x[i] = next_count();
        q.t_x[i] = share < 250 ? q.T[i] * (share / 250.0) : next_size();
        q.later[i] = next_count();
    }
    return q;
}

/* Asks a model's kernel about n rows from `row` on. */
static int32_t ask_kernel(const formulas *m, int what, const question *q,
                          int row, int64_t n, double *out)
{
    const double *p = q->params, *x = q->x + row, *t_x = q->t_x + row;
    const double *T = q->T + row;
    switch (what) {
    case 0:
        return m->log_likelihood(p, n, x, t_x, T, out);
    case 1:
        return m->p_alive(p, n, x, t_x, T, out);
    case 2:
        return m->expected(p, n, x, t_x, T, q->horizon, out);
    case 3:
        return m->dert(p, n, x, t_x, T, q->delta, out);
    case 4:
        return m->dect(p, n, x, t_x, T, q->delta, q->horizon, out);
    case 5:
        return m->pmf(p, n, x, T, out);
    case 6:
        return m->pmf_ahead(p, n, x, t_x, T, q->horizon, q->later + row, out);
    case 7:
        return m->p_any(p, n, x, t_x, T, q->horizon, out);
    default:
        return m->next_purchase(p, n, x, t_x, T, q->horizon, out);
    }
}

/* Purchases at even times, discounted one by one. */
static int is_regular(const formulas *m)
{
    return m->dert == cev_bg_cnbd_k_dert || m->dert == cev_mbg_cnbd_k_dert;
}

/* What takes long far from what shops have, up to seconds: what is to come,
 * discounted or counted one by one. */
static int is_slow(int what)
{
    return (what >= 2 && what <= 4) || what == 8;
}

/* Brings what is above 0 to a size that shops have. */
static void tame(double *numbers, int count)
{
    for (int i = 0; i < count; i++)
        if (numbers[i] > 0.0 && isfinite(numbers[i]))
            numbers[i] = fmin(fmax(numbers[i], 0.05), 50.0);
}

static int is_probability(int what)
{
    return what == 1 || what == 5 || what == 6 || what == 7;
}

static void try_input(const uint8_t *data, size_t size)
{
    input_begin(data, size);
    const formulas *m = &formula_models[next_byte() % FORMULA_MODELS];
    int what = next_byte() % FORMULA_KINDS;
    question q = next_question();
    double out[FORMULA_ROWS] = {-7.0, -7.0};
    if (m->p_any == NULL)
        what %= 7;
    /* They take up to seconds, and would leave no time for the others. */
    if ((what == 3 || what == 4) && is_regular(m) && next_byte() % 64 != 1)
        what = 2;
    /* sometimes as they are */
    if (is_slow(what) && next_byte() != 255) {
        tame(q.params, FORMULA_PARAMS);
        tame(&q.horizon, 1);
        tame(&q.delta, 1);
        tame(q.x, FORMULA_ROWS);
        tame(q.T, FORMULA_ROWS);
        for (int i = 0; i < FORMULA_ROWS; i++)
            q.t_x[i] = fmin(q.t_x[i], q.T[i]);
    }
    int32_t status = ask_kernel(m, what, &q, 0, FORMULA_ROWS, out);
    if (status != CEV_OK && status != CEV_ERR_DOMAIN)
        abort();
    for (int i = 0; i < FORMULA_ROWS; i++) {
        double alone = -7.0;
        int32_t own = ask_kernel(m, what, &q, i, 1, &alone);
        if ((status == CEV_OK && own != CEV_OK)
            || (own != CEV_OK && alone != -7.0)
            || (status != CEV_OK && out[i] != -7.0))
            abort();
        if (own != CEV_OK)
            continue;
        if (isnan(alone) || (is_probability(what) && !(alone >= 0.0 && alone <= 1.0)))
            abort();
        if (status == CEV_OK && memcmp(&alone, &out[i], sizeof alone) != 0)
            abort();
    }
}

#endif
