/*
 * A till: load the orders so far, add today's, fit, and ask about the
 * customer at the counter.
 *
 *     till [orders.csv]      lines of customer number, time [s], amount paid
 */
#include <cev.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define DAY INT64_C(86400)

static cev_ctx *ctx;

/* Stops with the reason in words: which argument, which value, what else. */
static void must(int32_t status)
{
    if (status == CEV_OK)
        return;
    fprintf(stderr, "till: %s: %s\n", cev_status_name(status),
            ctx ? cev_ctx_message(ctx) : "no context");
    exit(1);
}

/* What the till has on file; in yours, a loop over your table of orders. */
static void load_orders(cev_portfolio *shop, const char *path)
{
    FILE *file = fopen(path, "r");
    int64_t customer, time;
    double amount;

    if (!file) {
        fprintf(stderr, "till: cannot read %s\n", path);
        exit(1);
    }
    while (fscanf(file, "%" SCNd64 ",%" SCNd64 ",%lf", &customer, &time,
                  &amount) == 3)
        must(cev_portfolio_order_id(shop, customer, time, amount));
    fclose(file);
}

int main(int argc, char **argv)
{
    const int64_t today = 20455 * DAY, customer = 1417; /* 2026-01-02 */
    cev_portfolio *shop;
    cev_options *options;
    cev_estimator *clv;
    cev_table *everybody, *somebody, *answer;

    must(cev_ctx_new(NULL, NULL, &ctx));
    must(cev_portfolio_new(ctx, &shop));
    load_orders(shop, argc > 1 ? argv[1] : "examples/till.csv");

    /* Today's orders, as they come; a refund is an amount below zero. */
    must(cev_portfolio_order_id(shop, customer, today + 36000, 41.50));
    must(cev_portfolio_order_id(shop, 9001, today + 39600, 12.75));
    must(cev_portfolio_order_id(shop, 67, today + 40200, -15.00));

    /* Once a day: fit on everybody. 30 % of what is paid is profit. */
    must(cev_options_new(ctx, &options));
    must(cev_options_set_double(options, CEV_OPT_MARGIN, 0.30));
    must(cev_options_set_double(options, CEV_OPT_HORIZON, 365));
    must(cev_estimator_new(ctx, CEV_CLV, options, &clv));
    must(cev_portfolio_summarise(shop, today, NULL, &everybody));
    must(cev_estimator_fit(clv, everybody));

    /* At the counter: one row in, one row out. */
    must(cev_portfolio_customer_id(shop, customer, today, NULL, &somebody));
    must(cev_estimator_predict(clv, somebody, NULL, &answer));
    printf("%" PRId64 " orders of %" PRId64 " customers.\n",
           cev_portfolio_count(shop, CEV_ORDERS),
           cev_portfolio_count(shop, CEV_CUSTOMERS));
    printf("Customer %" PRId64 " has bought on %.0f days, for %.2f in all.\n",
           customer, cev_table_double(somebody, "x", 0) + 1,
           cev_table_double(somebody, "revenue", 0));
    printf("Still a customer: %.0f %%. In the next year: %.1f orders of "
           "%.2f,\nworth %.2f in profit today "
           "(the estimate lies in %.2f to %.2f).\n",
           100 * cev_table_double(answer, "p_alive", 0),
           cev_table_double(answer, "expected_purchases", 0),
           cev_table_double(answer, "expected_spend", 0),
           cev_table_double(answer, "clv", 0),
           cev_table_double(answer, "clv_lo", 0),
           cev_table_double(answer, "clv_hi", 0));

    cev_table_free(answer);
    cev_table_free(somebody);
    cev_table_free(everybody);
    cev_estimator_free(clv);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    return 0;
}
