/*
 * What the question at the counter costs ("this customer: still with us,
 * worth what?"), in time and memory, in shops of growing size. No peer has
 * the call; beside it stands the only way without it, predicting everybody.
 *
 *     question        a line for each size
 */
#include <cev.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DAY INT64_C(86400)
#define QUESTIONS 2000

/* Bytes in use now and at most, for the context's allocator. */
typedef struct meter {
    int64_t now, most;
} meter;

static cev_ctx *ctx;

static void must(int32_t status)
{
    if (status == CEV_OK)
        return;
    fprintf(stderr, "question: %s: %s\n", cev_status_name(status),
            ctx ? cev_ctx_message(ctx) : "no context");
    exit(1);
}

static void *metered(void *user, void *memory, int64_t old_size,
                     int64_t new_size)
{
    meter *m = user;

    if (new_size == 0) {
        free(memory);
        m->now -= memory ? old_size : 0;
        return NULL;
    }
    void *result = realloc(memory, (size_t)new_size);
    if (result) {
        m->now += new_size - (memory ? old_size : 0);
        if (m->now > m->most)
            m->most = m->now;
    }
    return result;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Two years of orders: gaps of 5 to 160 days, more of the short ones. */
static void fill(cev_portfolio *shop, int64_t customers)
{
    uint64_t dice = 1;

    for (int64_t c = 0; c < customers; c++)
        for (int64_t day = c % 700; day < 730;) {
            dice = dice * UINT64_C(6364136223846793005) +
                   UINT64_C(1442695040888963407);
            uint64_t u = dice >> 40;
            must(cev_portfolio_order_id(shop, c, day * DAY,
                                        5 + (double)(u % 9000) / 100));
            day += u % 3 == 0 ? 730 : (int64_t)(5 + u % 80 + u / 7 % 75);
        }
}

/* The question, once; the answer keeps the compiler honest. */
static double ask(const cev_portfolio *shop, const cev_estimator *clv,
                  int64_t customer)
{
    cev_table *row, *answer;

    must(cev_portfolio_customer_id(shop, customer, 730 * DAY, NULL, &row));
    must(cev_estimator_predict(clv, row, NULL, &answer));
    double worth = cev_table_double(answer, "clv", 0);
    cev_table_free(answer);
    cev_table_free(row);
    return worth;
}

/* A shop of this size, and its line. */
static void measure(int64_t customers)
{
    meter m = {0, 0};
    cev_portfolio *shop;
    cev_estimator *clv;
    cev_table *everybody, *scores;
    double sum = 0;

    must(cev_ctx_new(metered, &m, &ctx));
    must(cev_portfolio_new(ctx, &shop));
    fill(shop, customers);
    must(cev_estimator_new(ctx, CEV_CLV, NULL, &clv));

    double start = seconds();
    must(cev_portfolio_summarise(shop, 730 * DAY, NULL, &everybody));
    must(cev_estimator_fit(clv, everybody));
    double fit = seconds() - start;
    start = seconds();
    must(cev_estimator_predict(clv, everybody, NULL, &scores));
    double all = seconds() - start;
    cev_table_free(scores);
    cev_table_free(everybody);

    ask(shop, clv, 0); /* what is made once, on first use, is made now */
    int64_t before = m.now;
    m.most = m.now;
    start = seconds();
    for (int64_t i = 0; i < QUESTIONS; i++)
        sum += ask(shop, clv, i * 7919 % customers);
    double each = (seconds() - start) / QUESTIONS;
    printf("%9" PRId64 " %9" PRId64 " %9.3f %12.4f %13.2f %12" PRId64 " %6"
           PRId64 "%s\n", customers, cev_portfolio_count(shop, CEV_ORDERS),
           fit, all, 1e6 * each, m.most - before, m.now - before,
           sum > 0 ? "" : " (worth nothing?)");
    cev_estimator_free(clv);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    ctx = NULL;
}

int main(void)
{
    printf("%9s %9s %9s %12s %13s %12s %6s\n", "customers", "orders", "fit, s",
           "all, s", "question, us", "peak, bytes", "kept");
    for (int64_t n = 1000; n <= 1000000; n *= 10)
        measure(n);
    return 0;
}
