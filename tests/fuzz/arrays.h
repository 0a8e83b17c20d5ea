/**
 * Statistics, formulas and contracts over plain arrays: whatever they are
 * given, they refuse it and leave the answers as they were, or they answer by
 * numbers: shares within 0 and 1, limits in their order; and each row the same
 * as if it were alone, where rows do not hang together.
 */
#ifndef TESTS_FUZZ_ARRAYS_H
#define TESTS_FUZZ_ARRAYS_H

#include "fuzz/input.h"

enum { ARRAY_ROWS = 4, ARRAY_COLUMNS = 4, ARRAY_NUMBERS = 5, ARRAY_OUTS = 3 };

/* What a call is given: parameters, other numbers, columns. */
typedef struct arrays {
    double params[ARRAY_NUMBERS], a, b;
    double columns[ARRAY_COLUMNS][ARRAY_ROWS];
    const double *in[ARRAY_COLUMNS];
} arrays;

typedef int32_t (*arrays_call)(const arrays *, int64_t n, double *const *out);

/* Whole, for arguments that are. */
static int64_t arrays_whole(double number)
{
    return (int64_t)fmax(-1e9, fmin(number, 1e9));
}

#define CALL(name, ...) \
    static int32_t call_##name(const arrays *s, int64_t n, double *const *out) \
    { \
        const double *const *in = s->in; \
        (void)in; \
        return cev_##name(__VA_ARGS__); \
    }
#define CALL_INTERVAL(name) \
    CALL(name, s->a, n, in[0], in[1], out[0], out[1])
#define CALL_PRIOR(name) \
    CALL(name##_fit, n, in[0], in[1], out[0]) \
    CALL(name##_mean, s->params, n, in[0], in[1], out[0]) \
    CALL(name##_interval, s->params, s->a, n, in[0], in[1], out[0], out[1])
#define CALL_CONTRACT(name) \
    CALL(name##_log_likelihood, s->params, n, in[0], in[1], out[0]) \
    CALL(name##_survival, s->params, n, in[0], out[0]) \
    CALL(name##_retention, s->params, n, in[0], out[0]) \
    CALL(name##_expected, s->params, n, in[0], s->a, out[0]) \
    CALL(name##_derl, s->params, n, in[0], s->a, out[0])

CALL_INTERVAL(wilson_interval)
CALL_INTERVAL(adjusted_wald_interval)
CALL_INTERVAL(clopper_pearson_interval)
CALL(newcombe_interval, s->a, n, in[0], in[1], in[2], in[3], out[0], out[1])
CALL(poisson_test, n, in[0], in[1], in[2], in[3], out[0])
CALL(poisson_e_test, n, in[0], in[1], in[2], in[3], out[0])
CALL(benjamini_hochberg, n, in[0], out[0], out[1])
CALL(holm, n, in[0], out[0], out[1])
CALL_PRIOR(beta_binomial)
CALL_PRIOR(gamma_poisson)
CALL_PRIOR(normal_normal)
CALL(shares_power, s->a, n, in[0], in[1], in[2], out[0])
CALL(shares_size, s->a, s->b, n, in[0], in[1], out[0])
CALL(means_power, s->a, n, in[0], in[1], in[2], out[0])
CALL(means_size, s->a, s->b, n, in[0], in[1], out[0])
CALL(sequential_test, s->params, s->a, n, in[0], in[1], out[0], out[1], out[2])
CALL(bootstrap_counts, arrays_whole(s->a), arrays_whole(s->b), n, out[0])
CALL(bootstrap_acceleration, n, in[0], out[0])
CALL(bootstrap_interval, s->a, s->b, s->params[0], n, in[0], out[0])
CALL(berger_nasr_case1, s->params, n, in[0], in[1], in[2], s->a, out[0])
CALL(berger_nasr_case2a, s->params, n, in[0], in[1], in[2], s->a, out[0])
CALL(berger_nasr_case2b, s->params, n, in[0], in[1], in[2], s->a, out[0])
CALL(berger_nasr_case3, s->params, n, in[0], s->a, out[0])
CALL(berger_nasr_case4, s->params, n, in[0], s->a, out[0])
CALL(berger_nasr_case5, s->params, n, in[0], s->a, out[0])
CALL(gupta_lehmann_value, s->params, n, in[0], in[1], s->a, out[0])
CALL(gupta_lehmann_improving, s->params, n, in[0], in[1], in[2], s->a, out[0])
CALL_CONTRACT(sbg)
CALL_CONTRACT(bdw)
CALL(gamma_gamma_log_likelihood, s->params, n, in[0], in[1], out[0])
CALL(gamma_gamma_expected, s->params, n, in[0], in[1], out[0])

/*
 * Each call with a letter for each parameter, other number and column:
 *   c whole   n from the column before up   s within 0 and 1   p above 0
 *   v any   b 0 or 1   w from the column before up to 1
 * and for each answer:
 *   s within 0 and 1   p at least 0   v any   m finite   o an order of the rows
 *   l, u limits   L, U limits within 0 and 1
 *   2, i  an array of two whatever the rows, limits   1  a number
 * `together` where its rows hang together.
 */
typedef struct arrays_entry {
    arrays_call call;
    const char *params, *numbers, *columns, *answers;
    int together;
} arrays_entry;

#define PRIOR_ENTRIES(name, params, columns, mean, interval) \
    {call_##name##_fit, "", "", columns, "2", 1}, \
    {call_##name##_mean, params, "", columns, mean, 0}, \
    {call_##name##_interval, params, "s", columns, interval, 0}
#define CONTRACT_ENTRIES(name, params) \
    {call_##name##_log_likelihood, params, "", "cb", "v", 0}, \
    {call_##name##_survival, params, "", "c", "s", 0}, \
    {call_##name##_retention, params, "", "c", "s", 0}, \
    {call_##name##_expected, params, "c", "c", "p", 0}, \
    {call_##name##_derl, params, "p", "c", "p", 0}

static const arrays_entry arrays_entries[] = {
    {call_wilson_interval, "", "s", "cn", "LU", 0},
    {call_adjusted_wald_interval, "", "s", "cn", "LU", 0},
    {call_clopper_pearson_interval, "", "s", "cn", "LU", 0},
    {call_newcombe_interval, "", "s", "cncn", "lu", 0},
    {call_poisson_test, "", "", "cpcp", "s", 0},
    {call_poisson_e_test, "", "", "cpcp", "s", 0},
    {call_benjamini_hochberg, "", "", "s", "so", 1},
    {call_holm, "", "", "s", "so", 1},
    PRIOR_ENTRIES(beta_binomial, "pp", "cn", "s", "LU"),
    PRIOR_ENTRIES(gamma_poisson, "pp", "cp", "p", "lu"),
    PRIOR_ENTRIES(normal_normal, "vp", "vp", "v", "lu"),
    {call_shares_power, "", "s", "pss", "s", 0},
    {call_shares_size, "", "ss", "ss", "p", 0},
    {call_means_power, "", "s", "pvp", "s", 0},
    {call_means_size, "", "ss", "vp", "p", 0},
    {call_sequential_test, "p", "s", "vp", "slu", 1},
    {call_bootstrap_counts, "", "cc", "", "p", 1},
    {call_bootstrap_acceleration, "", "", "v", "1", 1},
    {call_bootstrap_interval, "v", "sv", "v", "i", 1},
    {call_berger_nasr_case1, "s", "c", "vvs", "m", 0},
    {call_berger_nasr_case2a, "sc", "c", "vvs", "m", 0},
    {call_berger_nasr_case2b, "sc", "c", "vvs", "m", 0},
    {call_berger_nasr_case3, "spvpp", "c", "s", "m", 0},
    {call_berger_nasr_case4, "spvpp", "p", "s", "m", 0},
    {call_berger_nasr_case5, "svv", "c", "s", "m", 1},
    {call_gupta_lehmann_value, "ss", "c", "vs", "m", 0},
    {call_gupta_lehmann_improving, "ssp", "c", "vsw", "m", 0},
    CONTRACT_ENTRIES(sbg, "pp"),
    CONTRACT_ENTRIES(bdw, "ppp"),
    {call_gamma_gamma_log_likelihood, "ppp", "", "cp", "v", 0},
    {call_gamma_gamma_expected, "ppp", "", "cp", "p", 0}};

enum { ARRAYS_ENTRIES = sizeof arrays_entries / sizeof arrays_entries[0] };

/* ---- What it is given ---------------------------------------------------- */

/* A number of that sort, now and then one of another. */
static double next_of_sort(char sort, double before)
{
    int byte = next_byte();
    if (byte >= 248)
        return next_number();
    switch (sort) {
    case 'c':
    case 'n':
        return byte < 240 ? byte % 32 + (sort == 'n') * before
                          : floor(pow(10.0, byte - 236));
    case 's':
        return byte / 247.0;
    case 'w':
        return before + (1.0 - before) * byte / 247.0;
    case 'b':
        return byte % 2;
    case 'p':
        return byte < 200 ? (byte + 1) / 16.0 : pow(10.0, (byte - 224) / 4.0);
    default:
        return byte < 200 ? (byte - 100) / 8.0 : -pow(10.0, (byte - 224) / 4.0);
    }
}

static void next_arrays(arrays *s, const arrays_entry *entry, int64_t n)
{
    for (int i = 0; entry->params[i] != '\0'; i++)
        s->params[i] = next_of_sort(entry->params[i], 0.0);
    for (int i = 0; entry->numbers[i] != '\0'; i++)
        *(i == 0 ? &s->a : &s->b) = next_of_sort(entry->numbers[i], 0.0);
    for (int k = 0; entry->columns[k] != '\0'; k++) {
        s->in[k] = s->columns[k];
        for (int64_t i = 0; i < n; i++)
            s->columns[k][i] = next_of_sort(
                entry->columns[k], k > 0 ? s->columns[k - 1][i] : 0.0);
    }
}

/* ---- What comes of it ---------------------------------------------------- */

/* How many numbers an answer of that sort has. */
static int64_t answer_length(char sort, int64_t n)
{
    return sort == '1' ? 1 : sort == '2' || sort == 'i' ? 2 : n;
}

static void check_order(const double *order, int64_t n)
{
    int seen = 0;
    for (int64_t i = 0; i < n; i++)
        if (order[i] >= 0.0 && order[i] < (double)n)
            seen |= 1 << (int)order[i];
    if (seen != (1 << n) - 1)
        abort();
}

/* An answer is what its sort says. */
static void check_sort(char sort, const double *answer, const double *before,
                       int64_t length)
{
    for (int64_t i = 0; i < length; i++) {
        double value = answer[i];
        if (isnan(value)
            || (strchr("sLU", sort) != NULL && !(value >= 0.0 && value <= 1.0))
            || (sort == 'p' && !(value >= 0.0))
            || (sort == 'm' && !isfinite(value))
            || (strchr("uU", sort) != NULL && !(value >= before[i])))
            abort();
    }
    if (sort == 'i' && !(answer[0] <= answer[1]))
        abort();
    if (sort == 'o')
        check_order(answer, length);
}

static int32_t ask_arrays(const arrays_entry *entry, const arrays *s, int64_t n,
                          double out[][ARRAY_ROWS])
{
    double *outs[ARRAY_OUTS];
    for (int k = 0; k < ARRAY_OUTS; k++) {
        outs[k] = out[k];
        for (int i = 0; i < ARRAY_ROWS; i++)
            out[k][i] = -7.0;
    }
    int32_t status = entry->call(s, n, outs);
    if (status != CEV_OK && status != CEV_ERR_DOMAIN
        && status != CEV_ERR_ARGUMENT)
        abort();
    for (int k = 0; k < ARRAY_OUTS; k++) {
        int64_t length = k < (int)strlen(entry->answers) && status == CEV_OK
                             ? answer_length(entry->answers[k], n)
                             : 0;
        for (int64_t i = length; i < ARRAY_ROWS; i++)
            if (out[k][i] != -7.0)
                abort();
        if (length > 0)
            check_sort(entry->answers[k], out[k], k > 0 ? out[k - 1] : NULL,
                       length);
    }
    return status;
}

/* A row by itself is answered as among the others. */
static void ask_alone(const arrays_entry *entry, const arrays *s, int64_t row,
                      int32_t status, double out[][ARRAY_ROWS])
{
    double alone[ARRAY_OUTS][ARRAY_ROWS];
    arrays one = *s;
    for (int k = 0; entry->columns[k] != '\0'; k++)
        one.in[k] = s->in[k] + row;
    int32_t own = ask_arrays(entry, &one, 1, alone);
    if (status != CEV_OK)
        return;
    if (own != CEV_OK)
        abort();
    for (int k = 0; entry->answers[k] != '\0'; k++)
        if (memcmp(&alone[k][0], &out[k][row], sizeof alone[k][0]) != 0)
            abort();
}

static void try_input(const uint8_t *data, size_t size)
{
    input_begin(data, size);
    arrays s = {.a = 0.0};
    double out[ARRAY_OUTS][ARRAY_ROWS];
    const arrays_entry *entry = &arrays_entries[next_byte() % ARRAYS_ENTRIES];
    int64_t n = next_byte() % (ARRAY_ROWS + 1);
    next_arrays(&s, entry, n);
    int32_t status = ask_arrays(entry, &s, n, out);
    for (int64_t i = 0; i < n && !entry->together; i++)
        ask_alone(entry, &s, i, status, out);
}

#endif
