/*
 * What the tests of handles share: a context on an allocator that keeps
 * accounts, and failures with their exact words.
 */
#ifndef TESTS_CORE_EXPECT_H
#define TESTS_CORE_EXPECT_H

#include "cev.h"
#include "support/check_main.h"

static failing_ledger ledger;
static cev_ctx *ctx;

static inline void open_ctx(void)
{
    ledger = (failing_ledger){0};
    ctx = NULL;
    ck_assert_int_eq(cev_ctx_new(failing_allocate, &ledger, &ctx), CEV_OK);
}

/* Whatever a case made must be freed by its end. */
static inline void close_ctx(void)
{
    cev_ctx_free(ctx);
    ck_assert_int_eq(ledger.blocks, 0);
    ck_assert_int_eq(ledger.bytes, 0);
}

/* A case whose tests find an open context. */
static inline TCase *case_with_ctx(const char *name)
{
    TCase *cases = tcase_create(name);
    tcase_add_checked_fixture(cases, open_ctx, close_ctx);
    return cases;
}

#define expect_ok(call) expect_status_of(ctx, (call), CEV_OK, #call)

static inline void expect_status_of(const cev_ctx *of, int32_t seen,
                                    int32_t wanted, const char *call)
{
    if (seen != wanted)
        ck_abort_msg("%s returns %s (\"%s\"), wanted %s", call,
                     cev_status_name(seen), cev_ctx_message(of),
                     cev_status_name(wanted));
}

/* The call fails with this status and this message. */
#define expect_failure(call, wanted, message) \
    do { \
        expect_status_of(ctx, (call), (wanted), #call); \
        ck_assert_str_eq(cev_ctx_message(ctx), (message)); \
    } while (0)

#endif
