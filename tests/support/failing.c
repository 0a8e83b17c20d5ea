#include "support/failing.h"

#include "cev/base.h"

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What stands before each block. It is as large as the strictest alignment. */
typedef union {
    struct {
        uint64_t mark;
        int64_t size;
    } is;
    long double widest;
    void *pointer;
    unsigned char room[32];
} block_head;

static const uint64_t LIVE = UINT64_C(0x6c69766542bd95a7);
static const uint64_t DEAD = UINT64_C(0x6465616442bd95a7);
#define TAIL 16 /* guard bytes after each block */

static void *new_block(failing_ledger *ledger, int64_t size)
{
    block_head *head = malloc(sizeof *head + (size_t)size + TAIL);
    ck_assert_ptr_nonnull(head);
    head->is.mark = LIVE;
    head->is.size = size;
    memset(head + 1, 0xA5, (size_t)size + TAIL);
    ledger->blocks++;
    ledger->bytes += size;
    if (ledger->bytes > ledger->peak_bytes)
        ledger->peak_bytes = ledger->bytes;
    return head + 1;
}

/* Fails the case unless `memory` is a live, intact block of `size` bytes. */
static void check_block(const block_head *head, int64_t size)
{
    if (head->is.mark == DEAD)
        ck_abort_msg("memory freed before came back to the allocator");
    if (head->is.mark != LIVE)
        ck_abort_msg("memory that the allocator never gave came back to it");
    if (head->is.size != size)
        ck_abort_msg("old_size is %" PRId64 ", the block has %" PRId64 " bytes",
                     size, head->is.size);
    const unsigned char *end = (const unsigned char *)(head + 1) + size;
    for (size_t i = 0; i < TAIL; i++)
        if (end[i] != 0xA5)
            ck_abort_msg("byte %zu past a block of %" PRId64 " was written", i,
                         size);
}

static void free_block(failing_ledger *ledger, block_head *head)
{
    int64_t size = head->is.size;
    ledger->blocks--;
    ledger->bytes -= size;
    memset(head + 1, 0xDB, (size_t)size);
    head->is.mark = DEAD;
    free(head);
}

void *failing_allocate(void *user, void *memory, int64_t old_size,
                       int64_t new_size)
{
    failing_ledger *ledger = user;
    block_head *head = memory ? (block_head *)memory - 1 : NULL;
    ck_assert_int_ge(new_size, 0);
    if (head)
        check_block(head, old_size);
    if (new_size == 0) {
        if (head)
            free_block(ledger, head);
        return NULL;
    }
    ledger->requests++;
    if (ledger->fail_from != 0 && ledger->requests >= ledger->fail_from
        && ledger->requests <= ledger->fail_until)
        return NULL;
    void *fresh = new_block(ledger, new_size);
    if (head) {
        memcpy(fresh, memory,
               (size_t)(old_size < new_size ? old_size : new_size));
        free_block(ledger, head);
    }
    return fresh;
}

/* One run of the scenario in a context of its own. */
static int32_t run_scenario(failing_ledger *ledger, failing_scenario scenario,
                            void *state)
{
    cev_ctx *ctx = NULL;
    int32_t status = cev_ctx_new(failing_allocate, ledger, &ctx);
    if (status != CEV_OK) {
        ck_assert_ptr_null(ctx);
        return status;
    }
    status = scenario(ctx, state);
    cev_ctx_free(ctx);
    return status;
}

static void check_nothing_left(const failing_ledger *ledger, const char *name)
{
    if (ledger->blocks != 0 || ledger->bytes != 0)
        ck_abort_msg("%s leaks %" PRId64 " blocks, %" PRId64
                     " bytes (request %" PRId64 " to %" PRId64 " refused)",
                     name, ledger->blocks, ledger->bytes, ledger->fail_from,
                     ledger->fail_until);
}

static void run_refusing(failing_scenario scenario, void *state,
                         const char *name, int64_t from, int64_t until)
{
    failing_ledger ledger = {0};
    ledger.fail_from = from;
    ledger.fail_until = until;
    int32_t status = run_scenario(&ledger, scenario, state);
    if (status != CEV_ERR_MEMORY)
        ck_abort_msg("%s returns %s, wanted CEV_ERR_MEMORY (request %" PRId64
                     " to %" PRId64 " refused)",
                     name, cev_status_name(status), from, until);
    check_nothing_left(&ledger, name);
}

void cev_test_failing_allocator(failing_scenario scenario, void *state,
                                const char *name)
{
    failing_ledger ledger = {0};
    int32_t status = run_scenario(&ledger, scenario, state);
    if (status != CEV_OK)
        ck_abort_msg("%s returns %s with all the memory it wants", name,
                     cev_status_name(status));
    check_nothing_left(&ledger, name);
    for (int64_t n = 1; n <= ledger.requests; n++) {
        run_refusing(scenario, state, name, n, n);
        run_refusing(scenario, state, name, n, INT64_MAX);
    }
}
