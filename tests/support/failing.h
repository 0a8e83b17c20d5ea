/**
 * Every allocation failing in turn, once and for good; every progress call
 * stopping the work.
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
 *
 * stop_each_call(scenario, state) does the same with progress calls: for each
 * n, the n-th asks to stop, and the scenario must return CEV_ERR_CANCELLED.
 *
 * A scenario that takes long is run once only: at each request or call it
 * splits off a process for what would happen then, which has but the way back
 * to go. Under CK_FORK=no it is run from the beginning each time.
 */
#ifndef TESTS_FAILING_H
#define TESTS_FAILING_H

#include "cev/ctx.h"

#include <stddef.h>

typedef int32_t (*failing_scenario)(cev_ctx *ctx, void *state);

#define fail_each_allocation(scenario, state) \
    cev_test_trouble((scenario), (state), #scenario, 0)

#define stop_each_call(scenario, state) \
    cev_test_trouble((scenario), (state), #scenario, 1)

void cev_test_trouble(failing_scenario scenario, void *state, const char *name,
                      int stops);

/** What happens to a scenario. */
typedef enum {
    FAILING_ONCE,
    FAILING_FROM_THEN,
    FAILING_STOPPED
} failing_trouble;

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
    int64_t calls;      /* progress calls so far */
    int64_t stop_at;    /* the one that asks to stop, from 1; 0: none */
    int64_t bad;        /* the first n that ended badly, in what was split off */
    failing_trouble bad_trouble;
    int splits;         /* each request, or call, splits off a process */
    int stops;          /* calls are troubled, not requests */
    int apart;          /* this is a process that was split off */
} failing_ledger;

void *failing_allocate(void *user, void *memory, int64_t old_size,
                       int64_t new_size);

#endif
