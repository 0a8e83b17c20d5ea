/* cev-selftest; see runner.h. */
#include "runner.h"

#include <stdio.h>

static void tell_machine(void)
{
    const unsigned one = 1;
    printf("# libcev %s, pointers of %d bytes, %s end first\n", cev_version(),
           (int)sizeof(void *),
           *(const unsigned char *)&one == 1 ? "little" : "big");
#ifdef __VERSION__
    printf("# compiler %s\n", __VERSION__);
#endif
}

/* What the library says of itself. */
static void run_itself(runner *of)
{
    cev_table *told = NULL;
    if (cev_selftest(of->ctx, &told) != CEV_OK)
        tell_failure(of, "cev_selftest", cev_ctx_message(of->ctx));
    for (int64_t i = 0; i < cev_table_row_count(told); i++)
        tell_hash(of, "itself", cev_table_text(told, "check", i),
                  (uint64_t)cev_table_int64(told, "hash", i));
    cev_table_free(told);
}

int main(int argc, char **argv)
{
    runner of = {NULL, HASH_EMPTY, 0, 0};
    if (cev_ctx_new(NULL, NULL, &of.ctx) != CEV_OK) {
        puts("failed: no memory for a context");
        return 1;
    }
    tell_machine();
    run_itself(&of);
    for (int i = 1; i < argc; i++)
        run_vectors(&of, argv[i]);
    cev_table *periods = NULL;
    cev_portfolio *shop = made_up_shop(&of);
    run_shop(&of, shop);
    cev_table *customers = made_up_customers(&of, shop, &periods);
    run_kinds(&of, customers);
    run_tables(&of, customers);
    cev_table_free(customers);
    cev_table_free(periods);
    cev_portfolio_free(shop);
    cev_ctx_free(of.ctx);
    printf("cev-selftest: %s, %d hashes, %d failures, all: %08lx%08lx\n",
           of.failures == 0 ? "sound" : "NOT SOUND", of.lines, of.failures,
           (unsigned long)(of.all >> 32), (unsigned long)(of.all & 0xFFFFFFFF));
    return of.failures == 0 ? 0 : 1;
}
