/**
 * Kernels of Pareto/GGG; see sorts.h. Their parameters are of a size that shops
 * have, as they take minutes far from that (docs/reliability.md).
 */
#ifndef TESTS_FUZZ_GGG_H
#define TESTS_FUZZ_GGG_H

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

static const arrays_entry ggg_entries[] = {
    {call_pareto_ggg_log_likelihood, "qqqqqq", "", "qfxh", "v", 0},
    {call_pareto_ggg_p_alive, "qqqqqq", "", "qfxh", "s", 0},
    {call_pareto_ggg_expected, "qqqqqq", "q", "qfxh", "p", SLOW},
    {call_pareto_ggg_dert, "qqqqqq", "q", "qfxh", "p", SLOW},
    {call_pareto_ggg_dect, "qqqqqq", "qq", "qfxh", "p", SLOW},
    {call_pareto_ggg_pmf, "qqqqqq", "", "qx", "s", SLOW}};

enum { GGG_ENTRIES = sizeof ggg_entries / sizeof ggg_entries[0] };

static void try_input(const uint8_t *data, size_t size)
{
    try_entry(ggg_entries, GGG_ENTRIES, data, size);
}

#endif
