/**
 * Every allocation failing in turn, once and for good.
 *
 *     static int32_t make_a_table(cev_ctx *ctx, void *state)
 *     {
 *         cev_table *table = NULL;
 *         int32_t status = cev_table_new(ctx, 3, &table);
 *         cev_table_free(table);
 *         return status;
 *     }
 *
 *     START_TEST(table_survives_failing_memory)
 *     {
 *         fail_each_allocation(make_a_table, NULL);
 *     }
 *     END_TEST
 *
 * The scenario makes what it likes in the context, frees it all (not the
 * context), and returns the first status that is not CEV_OK. It may assert
 * that outputs and objects are unchanged after a call that failed. It is run
 *
 *   1. with memory, to count its allocations (the context's own included):
 *      it must return CEV_OK;
 *   2. for each n, with the n-th allocation returning NULL and all later ones
 *      working; then with all from the n-th on returning NULL: it must return
 *      CEV_ERR_MEMORY.
 *
 * After each run nothing may be left allocated. On the way the allocator
 * checks that every size it is told is the one last asked for, that freed or
 * foreign memory never comes back, and that no block was written past its
 * end. Blocks move at every resize and arrive filled with 0xA5, so that stale
 * pointers and unset bytes show.
 */
#ifndef TESTS_FAILING_H
#define TESTS_FAILING_H

#include "cev/ctx.h"

#include <stddef.h>

typedef int32_t (*failing_scenario)(cev_ctx *ctx, void *state);

#define fail_each_allocation(scenario, state) \
    cev_test_failing_allocator((scenario), (state), #scenario)

void cev_test_failing_allocator(failing_scenario scenario, void *state,
                                const char *name);

/**
 * The accounts of such an allocator, for tests that want them alone: pass
 * failing_allocate and a ledger, zeroed, to cev_ctx_new.
 */
typedef struct {
    int64_t requests;   /* allocations and resizes so far */
    int64_t fail_from;  /* first request to be refused, from 1; 0: none */
    int64_t fail_until; /* last request to be refused */
    int64_t blocks;     /* outstanding now */
    int64_t bytes;      /* outstanding now */
    int64_t peak_bytes; /* most outstanding at once */
} failing_ledger;

void *failing_allocate(void *user, void *memory, int64_t old_size,
                       int64_t new_size);

#endif
