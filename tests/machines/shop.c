/* A shop of 24 customers, made up in integers: no machine has another. */
#include "runner.h"

#include <math.h>
#include <stdlib.h>

enum {
    CUSTOMERS = 24,
    PERIODS = 2 * CUSTOMERS,
    DAY = 86400,
    FIRST_DAY = 19000, /* 2022-01-08 */
    DAYS = 500,
    HOLDOUT = 100 /* of them */
};

#define AS_OF ((int64_t)(FIRST_DAY + DAYS - HOLDOUT) * DAY)

static uint64_t next_seed = 1;

/* A number of 0 … n - 1. */
static int64_t below(int64_t n)
{
    next_seed = next_seed * UINT64_C(6364136223846793005)
                + UINT64_C(1442695040888963407);
    return (int64_t)((next_seed >> 33) % (uint64_t)n);
}

/* What is known of a customer beside his orders. */
static int32_t record_beside(cev_portfolio *shop, int64_t who, int64_t from)
{
    static const char *const towns[] = {"Aachen", "Brügge", "Çanakkale"};
    int64_t then = from + below(60) * DAY;
    int32_t status = cev_portfolio_event_id(
        shop, CEV_ATTRIBUTES, who, CEV_ALWAYS, "town", (double)NAN,
        towns[below(3)]);
    if (status == CEV_OK)
        status = cev_portfolio_event_id(shop, CEV_ATTRIBUTES, who, from,
                                        "visits", (double)below(9), NULL);
    if (status == CEV_OK)
        status = cev_portfolio_event_id(shop, CEV_CONTACTS, who, then, "call",
                                        (double)below(500) / 100, NULL);
    if (status == CEV_OK)
        status = cev_portfolio_event_id(shop, CEV_SURVEYS, who, then, "nps",
                                        (double)below(11), NULL);
    if (status == CEV_OK)
        status = cev_portfolio_event_id(shop, CEV_TOUCHES, who, then, "spring",
                                        (double)below(2), NULL);
    if (status == CEV_OK && who % 6 == 0)
        status = cev_portfolio_event_id(shop, CEV_CANCELLATIONS, who,
                                        then + 200 * DAY, "price",
                                        (double)NAN, NULL);
    return status;
}

cev_portfolio *made_up_shop(runner *of)
{
    cev_portfolio *shop = NULL;
    int32_t status = cev_portfolio_new(of->ctx, &shop);
    for (int64_t who = 0; status == CEV_OK && who < CUSTOMERS; who++) {
        int64_t pace = 10 + below(120), day = below(250);
        int64_t left = 1 + below(9);
        status = record_beside(shop, who, (FIRST_DAY + day) * (int64_t)DAY);
        for (; status == CEV_OK && left > 0 && day < DAYS; left--) {
            int64_t at = (FIRST_DAY + day) * (int64_t)DAY + below(DAY);
            int64_t cents = below(9) == 0 ? -below(900) : 500 + below(5000);
            status =
                cev_portfolio_order_id(shop, who, at, (double)cents / 100);
            day += 1 + below(pace);
        }
    }
    if (status != CEV_OK)
        tell_failure(of, "record", cev_ctx_message(of->ctx));
    return shop;
}

/* A column of the customers' table, whose copy it keeps. */
static int32_t add_numbers(cev_table *table, const char *name,
                           const double *values)
{
    return cev_table_copy_column(table, name, CEV_DOUBLE, values,
                                 (int64_t)sizeof *values, NULL);
}

static int32_t add_texts(cev_table *table, const char *name,
                         const char *const *texts)
{
    return cev_table_copy_column(table, name, CEV_TEXT, texts,
                                 (int64_t)sizeof *texts, NULL);
}

static int32_t add_known_numbers(cev_table *table)
{
    double churned[CUSTOMERS], spent[CUSTOMERS], age[CUSTOMERS];
    double taken[CUSTOMERS], treatment[CUSTOMERS], time[CUSTOMERS];
    for (int i = 0; i < CUSTOMERS; i++) {
        churned[i] = i % 4 != 0;
        spent[i] = i % 3 == 0 ? 0.0 : 10.0 + i;
        age[i] = 20 + 7 * i % 50;
        taken[i] = i % 2 == i / 2 % 2;
        treatment[i] = i / 2 % 2;
        time[i] = i % 5 * 30;
    }
    int32_t status = add_numbers(table, "churned", churned);
    if (status == CEV_OK)
        status = add_numbers(table, "spent", spent);
    if (status == CEV_OK)
        status = add_numbers(table, "age", age);
    if (status == CEV_OK)
        status = add_numbers(table, "taken", taken);
    if (status == CEV_OK)
        status = add_numbers(table, "treatment", treatment);
    return status == CEV_OK ? add_numbers(table, "time", time) : status;
}

static int32_t add_known_texts(cev_table *table)
{
    static const char *const three[] = {"a", "b", "c"};
    static char situation[CUSTOMERS][4];
    const char *towns[CUSTOMERS], *answers[CUSTOMERS];
    const char *situations[CUSTOMERS], *alternatives[CUSTOMERS];
    for (int i = 0; i < CUSTOMERS; i++) {
        towns[i] = three[i * i % 3];
        answers[i] = three[i / 5 % 3];
        alternatives[i] = three[i % 2];
        situation[i][0] = (char)('a' + i / 2);
        situations[i] = situation[i];
    }
    int32_t status = add_texts(table, "town", towns);
    if (status == CEV_OK)
        status = add_texts(table, "answer", answers);
    if (status == CEV_OK)
        status = add_texts(table, "situation", situations);
    return status == CEV_OK ? add_texts(table, "alternative", alternatives)
                            : status;
}

/* Two periods of each: up to now, and a long time to come. */
static int32_t lay_periods(runner *of, const cev_table *customers,
                           cev_table **out)
{
    double from[PERIODS], to[PERIODS], x[PERIODS], sale[PERIODS];
    int64_t who[PERIODS];
    for (int i = 0; i < PERIODS; i++) {
        double T = cev_table_double(customers, "T", i / 2);
        who[i] = cev_table_int64(customers, "customer", i / 2);
        from[i] = i % 2 ? T : 0.0;
        to[i] = i % 2 ? T + 400.0 : T;
        x[i] = i % 2 ? 0.0 : cev_table_double(customers, "x", i / 2);
        sale[i] = i % 3;
    }
    int32_t status = cev_table_new(of->ctx, PERIODS, out);
    if (status == CEV_OK)
        status = cev_table_copy_column(*out, "customer", CEV_INT64, who,
                                       (int64_t)sizeof *who, NULL);
    if (status == CEV_OK)
        status = add_numbers(*out, "from", from);
    if (status == CEV_OK)
        status = add_numbers(*out, "to", to);
    if (status == CEV_OK)
        status = add_numbers(*out, "x", x);
    return status == CEV_OK ? add_numbers(*out, "sale", sale) : status;
}

cev_table *made_up_customers(runner *of, const cev_portfolio *shop,
                             cev_table **periods)
{
    cev_table *table = NULL;
    cev_options *options = NULL;
    int32_t status = cev_options_new(of->ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_double(options, CEV_OPT_HOLDOUT, HOLDOUT);
    if (status == CEV_OK)
        status = cev_options_set_double(options, CEV_OPT_LOOKBACK, 0.3);
    if (status == CEV_OK)
        status = cev_portfolio_summarise(shop, AS_OF, options, &table);
    cev_options_free(options);
    if (status == CEV_OK)
        status = add_known_numbers(table);
    if (status == CEV_OK)
        status = add_known_texts(table);
    if (status == CEV_OK)
        status = lay_periods(of, table, periods);
    if (status == CEV_OK)
        status = cev_table_set_periods(table, *periods);
    if (status != CEV_OK)
        tell_failure(of, "customers", cev_ctx_message(of->ctx));
    return table;
}

/* What is asked of the whole shop. */
static const struct {
    const char *name;
    int32_t (*ask)(const cev_portfolio *shop, int64_t as_of,
                   const cev_options *options, cev_table **out);
} questions[] = {
    {"summarise", cev_portfolio_summarise},
    {"features", cev_portfolio_features},
    {"report", cev_portfolio_report},
    {"cohorts", cev_portfolio_cohorts},
    {"periods", cev_portfolio_periods},
    {"indicators", cev_portfolio_indicators},
    {"gaps", cev_portfolio_gaps},
    {"tracking", cev_portfolio_tracking},
};

void run_shop(runner *of, const cev_portfolio *shop)
{
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        cev_table *told = NULL;
        int32_t status = questions[i].ask(shop, AS_OF, NULL, &told);
        tell_hash(of, "shop", questions[i].name,
                  hash_answer(of, HASH_EMPTY, questions[i].name, status, told));
    }
    int64_t size = 0;
    char *bytes = NULL;
    if (cev_portfolio_save(shop, NULL, 0, &size) == CEV_OK)
        bytes = malloc((size_t)size);
    if (bytes == NULL || cev_portfolio_save(shop, bytes, size, &size) != CEV_OK)
        tell_failure(of, "save", cev_ctx_message(of->ctx));
    else
        tell_hash(of, "shop", "bytes", hash_bytes(HASH_EMPTY, bytes, size));
    free(bytes);
}
