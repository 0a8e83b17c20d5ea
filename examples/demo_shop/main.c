/*
 * Two years of orders of an invented shop, on standard output, as Shopify
 * exports them:
 *
 *     demo_shop > orders.csv
 *
 * Real exports cannot be bundled, so this one is drawn from a model with the
 * parameters below. Nobody in it exists: the names are put together at
 * random, every e-mail ends in example.com, every telephone number is one of
 * those that Ofcom keeps for drama, and no post area is called ZZ.
 *
 * Customers buy as the BG/NBD model says, on a clock that runs faster before
 * Christmas and on Saturdays, and spend as the Gamma-Gamma model says, in
 * whole products. The seed is fixed and the few functions that could differ
 * from one C library to the next are written out here, so the file is the
 * same, byte for byte, on every machine.
 */
#include <stdio.h>
#include <stdlib.h>

#include "shop.h"

int main(void)
{
    uint64_t state = SEED;
    ledger all = draw_sales(&state);

    write_head();
    for (int i = all.count - 1; i >= 0; i--) /* newest first */
        write_order(&state, &all.sales[i], 1001 + i);
    free(all.sales);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("demo_shop: cannot write\n", stderr);
        return 1;
    }
    return 0;
}
