/*
 * Who is like whom: the customers by recency, frequency and money, and where
 * the five who spent most belong.
 *
 *     segments [orders.csv]      as for till.c
 */
#include <cev.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static cev_ctx *ctx;

static void must(int32_t status)
{
    if (status == CEV_OK)
        return;
    fprintf(stderr, "segments: %s: %s\n", cev_status_name(status),
            ctx ? cev_ctx_message(ctx) : "no context");
    exit(1);
}

static void load_orders(cev_portfolio *shop, const char *path)
{
    FILE *file = fopen(path, "r");
    int64_t customer, time;
    double amount;

    if (!file) {
        fprintf(stderr, "segments: cannot read %s\n", path);
        exit(1);
    }
    while (fscanf(file, "%" SCNd64 ",%" SCNd64 ",%lf", &customer, &time,
                  &amount) == 3)
        must(cev_portfolio_order_id(shop, customer, time, amount));
    fclose(file);
}

int main(int argc, char **argv)
{
    cev_portfolio *shop;
    cev_segmenter *rfm;
    cev_table *customers, *profile, *groups, *best;

    must(cev_ctx_new(NULL, NULL, &ctx));
    must(cev_portfolio_new(ctx, &shop));
    load_orders(shop, argc > 1 ? argv[1] : "examples/till.csv");
    must(cev_portfolio_summarise(shop, CEV_LATEST, NULL, &customers));

    must(cev_segmenter_new(ctx, CEV_RFM, NULL, &rfm));
    must(cev_segmenter_fit(rfm, customers));
    must(cev_segmenter_profile(rfm, NULL, &profile));
    printf("%-22s %9s %14s\n", "Segment", "customers", "of the revenue");
    for (int64_t i = 0; i < cev_table_row_count(profile); i++)
        printf("%-22s %9" PRId64 " %12.1f %%\n",
               cev_table_text(profile, "segment", i),
               cev_table_int64(profile, "customers", i),
               100 * cev_table_double(profile, "revenue_share", i));

    must(cev_table_top(customers, "revenue", 5, &best));
    must(cev_segmenter_assign(rfm, best, NULL, &groups));
    printf("\nThe five who spent most:\n");
    for (int64_t i = 0; i < cev_table_row_count(best); i++)
        printf("%6" PRId64 " %9.2f  %s\n", cev_table_int64(best, "customer", i),
               cev_table_double(best, "revenue", i),
               cev_table_text(groups, "segment", i));

    cev_table_free(groups);
    cev_table_free(best);
    cev_table_free(profile);
    cev_table_free(customers);
    cev_segmenter_free(rfm);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    return 0;
}
