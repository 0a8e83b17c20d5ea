/**
 * Statistics, formulas and contracts over plain arrays; see sorts.h. What takes a
 * millisecond a row is in slow.h.
 */
#ifndef TESTS_FUZZ_ARRAYS_H
#define TESTS_FUZZ_ARRAYS_H

#include "fuzz/sorts.h"

/* Whole, for arguments that are. */
static int64_t arrays_whole(double number)
{
    return (int64_t)fmax(-1e9, fmin(number, 1e9));
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
CALL(benjamini_hochberg, n, in[0], out[0], out[1])
CALL(holm, n, in[0], out[0], out[1])
CALL_PRIOR(beta_binomial)
CALL_PRIOR(gamma_poisson)
CALL_PRIOR(normal_normal)
CALL(shares_power, s->a, n, in[0], in[1], in[2], out[0])
CALL(shares_size, s->a, s->b, n, in[0], in[1], out[0])
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
    {call_benjamini_hochberg, "", "", "s", "so", 1},
    {call_holm, "", "", "s", "so", 1},
    PRIOR_ENTRIES(beta_binomial, "pp", "cn", "s", "LU"),
    PRIOR_ENTRIES(gamma_poisson, "pp", "cp", "p", "lu"),
    PRIOR_ENTRIES(normal_normal, "vp", "vp", "v", "lu"),
    {call_shares_power, "", "s", "pss", "s", 0},
    {call_shares_size, "", "ss", "ss", "p", 0},
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

static void try_input(const uint8_t *data, size_t size)
{
    try_entry(arrays_entries, ARRAYS_ENTRIES, ARRAY_ROWS, data, size);
}

#endif
