/**
 * Calls over plain arrays that take a millisecond a row or so, see sorts.h: the
 * kernels of Pareto/GGG, whose parameters are of a size that shops have, as they
 * take minutes far from that (docs/reliability.md), and statistics.
 */
#ifndef TESTS_FUZZ_SLOW_H
#define TESTS_FUZZ_SLOW_H

#include "fuzz/sorts.h"

/* Columns: age, time of the last purchase, their number, logs of the times
 * between them. */
#define HISTORY s->params, n, in[2], in[1], in[0], in[3]

CALL(pareto_ggg_log_likelihood, HISTORY, out[0])
CALL(pareto_ggg_p_alive, HISTORY, out[0])
CALL(pareto_ggg_expected, HISTORY, s->a, out[0])
CALL(pareto_ggg_dert, HISTORY, s->a, out[0])
CALL(pareto_ggg_dect, HISTORY, s->a, s->b, out[0])
CALL(pareto_ggg_pmf, s->params, n, in[1], in[0], out[0])
CALL(poisson_e_test, n, in[0], in[1], in[2], in[3], out[0])
CALL(means_power, s->a, n, in[0], in[1], in[2], out[0])
CALL(means_size, s->a, s->b, n, in[0], in[1], out[0])

static const arrays_entry slow_entries[] = {
    {call_pareto_ggg_log_likelihood, "qqqqqq", "", "qfxh", "v", 0},
    {call_pareto_ggg_p_alive, "qqqqqq", "", "qfxh", "s", 0},
    {call_pareto_ggg_expected, "qqqqqq", "q", "qfxh", "p", 0},
    {call_pareto_ggg_dert, "qqqqqq", "q", "qfxh", "p", 0},
    {call_pareto_ggg_dect, "qqqqqq", "qq", "qfxh", "p", 0},
    {call_pareto_ggg_pmf, "qqqqqq", "", "qx", "s", 0},
    {call_poisson_e_test, "", "", "cpcp", "s", 0},
    {call_means_power, "", "s", "pvp", "s", 0},
    {call_means_size, "", "ss", "vp", "p", 0}};

enum { SLOW_ENTRIES = sizeof slow_entries / sizeof slow_entries[0],
       SLOW_ROWS = 2 };

static void try_input(const uint8_t *data, size_t size)
{
    try_entry(slow_entries, SLOW_ENTRIES, SLOW_ROWS, data, size);
}

#endif
