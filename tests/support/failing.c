#include "support/failing.h"

#include "cev/base.h"
#include "support/counters.h"

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

/* Sets up what happens to the scenario. */
static void arrange(failing_ledger *ledger, failing_trouble trouble, int64_t n)
{
    if (trouble == FAILING_STOPPED) {
        ledger->stop_at = n;
    } else {
        ledger->fail_from = n;
        ledger->fail_until = trouble == FAILING_ONCE ? n : INT64_MAX;
    }
}

/* Splits off a process to which it happens now, and waits for its end: 1 in
 * that process, 0 in this one, to which it never happens. */
static int split_off(failing_ledger *ledger, failing_trouble trouble, int64_t n)
{
    if (!ledger->splits || ledger->bad != 0)
        return 0;
    pid_t child = fork();
    if (child == 0) {
        ledger->splits = 0;
        ledger->apart = 1;
        arrange(ledger, trouble, n);
        return 1;
    }
    int end = 0;
    if (child < 0 || waitpid(child, &end, 0) != child)
        ck_abort_msg("no process can be split off");
    if (!WIFEXITED(end) || WEXITSTATUS(end) != 0) {
        ledger->bad = n;
        ledger->bad_trouble = trouble;
    }
    return 0;
}

/* Whether this request is to be refused. */
static int refuses(failing_ledger *ledger)
{
    int64_t n = ++ledger->requests;
    if (ledger->splits && !ledger->stops)
        (void)(split_off(ledger, FAILING_ONCE, n)
               || split_off(ledger, FAILING_FROM_THEN, n));
    return ledger->fail_from != 0 && n >= ledger->fail_from
           && n <= ledger->fail_until;
}

/* A progress call, which may stop the work. */
static int32_t count_call(void *user, const char *stage, double done)
{
    failing_ledger *ledger = user;
    int64_t n = ++ledger->calls;
    if (stage == NULL || !(done >= 0.0 && done <= 1.0))
        ck_abort_msg("progress call %" PRId64 " says %s, %g", n,
                     stage != NULL ? stage : "nothing", done);
    if (ledger->stops)
        (void)split_off(ledger, FAILING_STOPPED, n);
    return n == ledger->stop_at;
}

void *failing_allocate(void *user, void *memory, int64_t old_size,
                       int64_t new_size)
{
    failing_ledger *ledger = user;
    block_head *head = memory ? (block_head *)memory - 1 : NULL;
    if (new_size < 0)
        ck_abort_msg("%" PRId64 " bytes are asked for", new_size);
    if (head)
        check_block(head, old_size);
    if (new_size == 0) {
        if (head)
            free_block(ledger, head);
        return NULL;
    }
    if (refuses(ledger))
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
    if (ledger->stops)
        status = cev_ctx_set_progress(ctx, count_call, ledger);
    if (status == CEV_OK)
        status = scenario(ctx, state);
    cev_ctx_free(ctx);
    return status;
}

/* Fails the case unless the scenario ended as it had to. */
static void check_end(const failing_ledger *ledger, const char *name,
                      int32_t status)
{
    int32_t wanted = ledger->stop_at != 0     ? CEV_ERR_CANCELLED
                     : ledger->fail_from != 0 ? CEV_ERR_MEMORY
                                              : CEV_OK;
    if (status != wanted || ledger->blocks != 0 || ledger->bytes != 0)
        ck_abort_msg("%s returns %s, wanted %s, and leaks %" PRId64
                     " blocks, %" PRId64 " bytes (request %" PRId64
                     " to %" PRId64 " refused, stopped at call %" PRId64 ")",
                     name, cev_status_name(status), cev_status_name(wanted),
                     ledger->blocks, ledger->bytes, ledger->fail_from,
                     ledger->fail_until, ledger->stop_at);
}

static void run_troubled(failing_scenario scenario, void *state,
                         const char *name, failing_trouble trouble, int64_t n)
{
    failing_ledger ledger = {0};
    ledger.stops = trouble == FAILING_STOPPED;
    arrange(&ledger, trouble, n);
    int32_t status = run_scenario(&ledger, scenario, state);
    check_end(&ledger, name, status);
}

/* The scenario once more, where each request or call splits off processes
 * with trouble. What went wrong in one of them is told by doing it again. */
static void run_splitting(failing_scenario scenario, void *state,
                          const char *name, int stops)
{
    failing_ledger ledger = {0};
    ledger.splits = 1;
    ledger.stops = stops;
    int32_t status = run_scenario(&ledger, scenario, state);
    if (ledger.apart) {
        check_end(&ledger, name, status);
        pass_counters_on();
        _exit(EXIT_SUCCESS);
    }
    if (ledger.bad == 0)
        return;
    run_troubled(scenario, state, name, ledger.bad_trouble, ledger.bad);
    ck_abort_msg("%s ends badly in a process of its own, trouble %d at %" PRId64,
                 name, (int)ledger.bad_trouble, ledger.bad);
}

/* Whether Check runs cases in processes: else what is split off would go on
 * with the other cases after a failure. */
static int cases_have_processes(void)
{
    const char *said = getenv("CK_FORK");
    return said == NULL || strcmp(said, "no") != 0;
}

/* The processor time from which splitting a process off, some 0.3 ms, twice is
 * cheaper than half a scenario twice. */
#define WORTH_SPLITTING (CLOCKS_PER_SEC / 1000)

void cev_test_trouble(failing_scenario scenario, void *state, const char *name,
                      int stops)
{
    failing_ledger ledger = {0};
    ledger.stops = stops;
    clock_t begun = clock();
    int32_t status = run_scenario(&ledger, scenario, state);
    clock_t took = clock() - begun;
    check_end(&ledger, name, status);
    if (stops && ledger.calls == 0)
        ck_abort_msg("%s makes no progress call", name);
    if (took >= WORTH_SPLITTING && cases_have_processes()) {
        run_splitting(scenario, state, name, stops);
        return;
    }
    for (int64_t n = 1; stops && n <= ledger.calls; n++)
        run_troubled(scenario, state, name, FAILING_STOPPED, n);
    for (int64_t n = 1; !stops && n <= ledger.requests; n++) {
        run_troubled(scenario, state, name, FAILING_ONCE, n);
        run_troubled(scenario, state, name, FAILING_FROM_THEN, n);
    }
}
