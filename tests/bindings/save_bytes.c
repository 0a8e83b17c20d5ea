/*
 * What C saves, for the bindings to load:
 *
 *     save_bytes PORTFOLIO MODEL ANSWERS
 *
 * A portfolio of orders made by a rule, a model fitted to it in weeks, and
 * what the model says of each customer, a line each: the name, and the
 * estimates as hexadecimal numbers, which lose no bit.
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
    fprintf(stderr, "save_bytes: %s\n", cev_ctx_message(ctx));
    exit(1);
}

static FILE *writable(const char *path)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL) {
        fprintf(stderr, "save_bytes: %s cannot be written\n", path);
        exit(1);
    }
    return file;
}

/* An answer of each customer to three questions; the first goes by the second
 * far more than by the third. */
static void ask(cev_portfolio *shop, const char *customer, int i)
{
    static const char *const questions[] = {"Recommend", "delivery", "price"};
    const int delivery = i * 7 % 11, price = i * 5 % 9;
    const double scores[] = {(8 * delivery + price + i % 3) / 10.0, delivery,
                             price};

    for (int k = 0; k < 3; k++)
        must(cev_portfolio_event(shop, CEV_SURVEYS, customer,
                                 17200 * INT64_C(86400), questions[k],
                                 scores[k], NULL));
}

/* Customer i buys 1 + 7 i % 5 times, every 9 + i days. */
static void fill(cev_portfolio *shop)
{
    char name[32];

    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "customer %02d", i);
        ask(shop, name, i);
        for (int k = 0; k < 1 + i * 7 % 5; k++)
            must(cev_portfolio_order(
                shop, name, (17000 + i * 3 + k * (9 + i)) * INT64_C(86400),
                10.0 + (i * 13 + k * 7) % 50));
    }
}

static void put(const char *path, const void *bytes, int64_t size)
{
    FILE *file = writable(path);

    fwrite(bytes, 1, (size_t)size, file);
    fclose(file);
}

static void put_answers(const char *path, const cev_table *scores)
{
    FILE *file = writable(path);

    for (int64_t i = 0; i < cev_table_row_count(scores); i++)
        fprintf(file, "%s,%a,%a,%a\n", cev_table_text(scores, "customer", i),
                cev_table_double(scores, "p_alive", i),
                cev_table_double(scores, "clv", i),
                cev_table_double(scores, "clv_hi", i));
    fclose(file);
}

int main(int argc, char **argv)
{
    static char bytes[1 << 20];
    cev_portfolio *shop;
    cev_options *options;
    cev_estimator *clv;
    cev_table *customers, *scores;
    int64_t size;

    if (argc != 4)
        return 2;
    must(cev_ctx_new(NULL, NULL, &ctx));
    must(cev_portfolio_new(ctx, &shop));
    fill(shop);
    must(cev_options_new(ctx, &options));
    must(cev_options_set_double(options, CEV_OPT_TIME_UNIT, 7 * 86400.0));
    must(cev_portfolio_summarise(shop, CEV_LATEST, options, &customers));
    must(cev_options_set_double(options, CEV_OPT_MARGIN, 0.4));
    must(cev_options_set_double(options, CEV_OPT_HORIZON, 52));
    must(cev_estimator_new(ctx, CEV_CLV, options, &clv));
    must(cev_estimator_fit(clv, customers));
    must(cev_estimator_predict(clv, customers, NULL, &scores));
    must(cev_portfolio_save(shop, bytes, sizeof bytes, &size));
    put(argv[1], bytes, size);
    must(cev_estimator_save(clv, bytes, sizeof bytes, &size));
    put(argv[2], bytes, size);
    put_answers(argv[3], scores);
    cev_table_free(scores);
    cev_table_free(customers);
    cev_estimator_free(clv);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    return 0;
}
