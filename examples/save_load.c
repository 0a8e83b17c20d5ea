/*
 * Closing time and opening time: the orders and the fitted model are saved,
 * brought back, and answer as before.
 *
 *     save_load [orders.csv [FILE]]      without FILE into a temporary one
 */
#include <cev.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static cev_ctx *ctx;

static void stop(const char *what, const char *why)
{
    fprintf(stderr, "save_load: %s: %s\n", what, why);
    exit(1);
}

static void must(int32_t status)
{
    if (status != CEV_OK)
        stop(cev_status_name(status), ctx ? cev_ctx_message(ctx) : "");
}

/* The library makes bytes; where they go is the host's business. Here: the
 * size first, as text, then the bytes. */
static void put_bytes(FILE *file, const void *bytes, int64_t size)
{
    if (fprintf(file, "%" PRId64 "\n", size) < 0 ||
        fwrite(bytes, 1, (size_t)size, file) != (size_t)size)
        stop("the file", "cannot be written");
}

static void *get_bytes(FILE *file, int64_t *size)
{
    void *bytes = NULL;

    if (fscanf(file, "%" SCNd64, size) == 1 && *size > 0 &&
        fgetc(file) == '\n')
        bytes = malloc((size_t)*size);
    if (!bytes || fread(bytes, 1, (size_t)*size, file) != (size_t)*size)
        stop("the file", "cannot be read");
    return bytes;
}

/* Ask how many bytes it takes, then for them. */
static void close_shop(FILE *file, const cev_portfolio *shop,
                       const cev_estimator *clv)
{
    int64_t size;
    void *bytes;

    must(cev_portfolio_save(shop, NULL, 0, &size));
    if (!(bytes = malloc((size_t)size)))
        stop("the portfolio", "out of memory");
    must(cev_portfolio_save(shop, bytes, size, &size));
    put_bytes(file, bytes, size);
    free(bytes);

    must(cev_estimator_save(clv, NULL, 0, &size));
    if (!(bytes = malloc((size_t)size)))
        stop("the estimator", "out of memory");
    must(cev_estimator_save(clv, bytes, size, &size));
    put_bytes(file, bytes, size);
    free(bytes);
}

static void open_shop(FILE *file, cev_portfolio **shop, cev_estimator **clv)
{
    int64_t size;
    void *bytes = get_bytes(file, &size);

    must(cev_portfolio_load(ctx, bytes, size, shop));
    free(bytes);
    bytes = get_bytes(file, &size);
    must(cev_estimator_load(ctx, bytes, size, clv));
    free(bytes);
}

/* The three customers worth most. */
static void print_best(const char *when, const cev_portfolio *shop,
                       const cev_estimator *clv)
{
    cev_table *customers, *scores, *best;

    must(cev_portfolio_summarise(shop, CEV_LATEST, NULL, &customers));
    must(cev_estimator_predict(clv, customers, NULL, &scores));
    must(cev_table_top(scores, "clv", 3, &best));
    printf("%s:", when);
    for (int64_t i = 0; i < cev_table_row_count(best); i++)
        printf("  %" PRId64 " is worth %.2f",
               cev_table_int64(best, "customer", i),
               cev_table_double(best, "clv", i));
    printf("\n");
    cev_table_free(best);
    cev_table_free(scores);
    cev_table_free(customers);
}

static void load_orders(cev_portfolio *shop, const char *path)
{
    FILE *file = fopen(path, "r");
    int64_t customer, time;
    double amount;

    if (!file)
        stop(path, "cannot be read");
    while (fscanf(file, "%" SCNd64 ",%" SCNd64 ",%lf", &customer, &time,
                  &amount) == 3)
        must(cev_portfolio_order_id(shop, customer, time, amount));
    fclose(file);
}

int main(int argc, char **argv)
{
    FILE *file = argc > 2 ? fopen(argv[2], "w+b") : tmpfile();
    cev_portfolio *shop, *shop_again;
    cev_estimator *clv, *clv_again;
    cev_table *customers;

    if (!file)
        stop(argc > 2 ? argv[2] : "a temporary file", "cannot be written");
    must(cev_ctx_new(NULL, NULL, &ctx));
    must(cev_portfolio_new(ctx, &shop));
    load_orders(shop, argc > 1 ? argv[1] : "examples/till.csv");
    must(cev_estimator_new(ctx, CEV_CLV, NULL, &clv));
    must(cev_portfolio_summarise(shop, CEV_LATEST, NULL, &customers));
    must(cev_estimator_fit(clv, customers));
    print_best("In the evening", shop, clv);

    close_shop(file, shop, clv);
    rewind(file);
    open_shop(file, &shop_again, &clv_again);
    fclose(file);
    print_best("In the morning", shop_again, clv_again);

    cev_estimator_free(clv_again);
    cev_portfolio_free(shop_again);
    cev_table_free(customers);
    cev_estimator_free(clv);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    return 0;
}
