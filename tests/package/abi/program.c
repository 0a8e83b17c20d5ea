/* A program of the baseline: it refers to every call there was, and takes a
 * shop from its orders to what its customers are worth. */
#include "cev.h"

#include <stdio.h>

typedef void (*call)(void);

static const call calls[] = {
#include "calls.h"
};

static cev_ctx *ctx;

/* The orders of twenty customers, summarised. */
static int32_t summarise(cev_table **customers)
{
    cev_portfolio *shop = NULL;
    int32_t status = cev_portfolio_new(ctx, &shop);
    for (int i = 0; i < 100 && status == CEV_OK; i++)
        status = cev_portfolio_order_id(shop, i * i % 20,
                                        (int64_t)i * 86400 * 3, 10.0 + i % 7);
    if (status == CEV_OK)
        status = cev_portfolio_summarise(shop, CEV_LATEST, NULL, customers);
    cev_portfolio_free(shop);
    return status;
}

static int32_t predict(const cev_table *customers, cev_table **scores)
{
    cev_options *options = NULL;
    cev_estimator *clv = NULL;
    int32_t status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_double(options, CEV_OPT_HORIZON, 90);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_CLV, options, &clv);
    if (status == CEV_OK)
        status = cev_estimator_fit(clv, customers);
    if (status == CEV_OK)
        status = cev_estimator_predict(clv, customers, NULL, scores);
    cev_estimator_free(clv);
    cev_options_free(options);
    return status;
}

int main(void)
{
    cev_table *customers = NULL, *scores = NULL;
    int count = sizeof calls / sizeof calls[0], missing = 0;
    for (int i = 0; i < count; i++)
        missing += calls[i] == NULL;
    int32_t status = cev_ctx_new(NULL, NULL, &ctx);
    if (status == CEV_OK)
        status = summarise(&customers);
    if (status == CEV_OK)
        status = predict(customers, &scores);
    printf("%d calls, %d missing, %lld customers: %s\n", count, missing,
           (long long)cev_table_row_count(scores), cev_status_name(status));
    int done = status == CEV_OK && missing == 0
               && cev_table_row_count(scores) > 0
               && cev_table_double(scores, "clv", 0) > 0.0;
    cev_table_free(scores);
    cev_table_free(customers);
    cev_ctx_free(ctx);
    return done ? 0 : 1;
}
