/*
 * soak SECONDS THREADS RECORDS: tills that run for hours.
 *
 * Each thread of the host has a context and a shop of its own, RECORDS orders in
 * all of them together, and makes random calls: orders one by one and by table,
 * questions about single customers, events, erasures, refits, predictions,
 * segments, saving and loading, damaged bytes, failing memory. A shop that has
 * become a quarter larger forgets what is older than a year, so that memory has
 * to stay what it was. That is told ten times on the way and once at the end.
 * It fails where the second half took a tenth more than the first, where a call
 * failed that may not, and where anything is left.
 */
#include "cev.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DAY INT64_C(86400)

enum { THREADS = 16, BATCH = 200 };

/* One thread, and what it lends to the library. */
typedef struct till {
    pthread_t thread;
    cev_ctx *ctx;
    cev_portfolio *shop;
    cev_estimator *model;
    int64_t records, customers; /* as many as the shop is to have */
    int64_t now;                /* seconds; goes on with each order */
    int64_t calls, fits;        /* so far */
    int64_t live;    /* bytes that the library holds */
    int64_t refused; /* requests for memory until one is refused; 0: none */
    uint64_t state;
} till;

static till tills[THREADS];

/* What threads tell each other is behind this: that it is over, and counts. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int is_over;

static void *lend(void *user, void *memory, int64_t old_size, int64_t new_size)
{
    till *t = user;
    if (new_size > 0 && t->refused > 0 && --t->refused == 0)
        return NULL;
    if (new_size == 0)
        free(memory);
    void *lent = new_size == 0 ? NULL : realloc(memory, (size_t)new_size);
    if (new_size == 0 || lent != NULL)
        t->live += new_size - (memory == NULL ? 0 : old_size);
    return lent;
}

static int64_t roll(till *t, int64_t below)
{
    t->state = t->state * UINT64_C(6364136223846793005)
               + UINT64_C(1442695040888963407);
    return (int64_t)((t->state >> 33) % (uint64_t)below);
}

static void must(const till *t, int32_t status, const char *what)
{
    if (status == CEV_OK)
        return;
    fprintf(stderr, "%s: %s: %s\n", what, cev_status_name(status),
            cev_ctx_message(t->ctx));
    exit(1);
}

/* Few customers buy much: the square of a uniform number. */
static const char *name_of(till *t, char name[32])
{
    int64_t u = roll(t, 1 << 20);
    snprintf(name, 32, "customer-%07lld",
             (long long)(u * u % (INT64_C(1) << 40) * t->customers >> 40));
    return name;
}

/* As many orders in a year as the shop is to have. */
static int64_t next_time(till *t)
{
    return t->now += roll(t, 2 * 365 * DAY / t->records + 1);
}

static void order(till *t)
{
    char name[32];
    must(t,
         cev_portfolio_order(t->shop, name_of(t, name), next_time(t),
                             (double)roll(t, 10000) / 100.0 - 5.0),
         "order");
}

static void order_batch(till *t)
{
    static const char *const channels[] = {"web", "till", NULL};
    char names[BATCH][32];
    const char *who[BATCH], *channel[BATCH];
    int64_t times[BATCH];
    double amounts[BATCH];
    cev_table *table = NULL;
    for (int i = 0; i < BATCH; i++) {
        who[i] = name_of(t, names[i]);
        channel[i] = channels[roll(t, 3)];
        times[i] = next_time(t);
        amounts[i] = (double)roll(t, 5000) / 100.0;
    }
    must(t, cev_table_new(t->ctx, BATCH, &table), "table");
    must(t, cev_table_set_column(table, "customer", CEV_TEXT, who,
                                 sizeof *who, NULL), "customer");
    must(t, cev_table_set_column(table, "channel", CEV_TEXT, channel,
                                 sizeof *channel, NULL), "channel");
    must(t, cev_table_set_column(table, "time", CEV_INT64, times, 8, NULL),
         "time");
    must(t, cev_table_set_column(table, "amount", CEV_DOUBLE, amounts, 8,
                                 NULL), "amount");
    must(t, cev_portfolio_record(t->shop, CEV_ORDERS, table), "record");
    cev_table_free(table);
}

static void event(till *t)
{
    char name[32];
    must(t, cev_portfolio_event(t->shop, CEV_CONTACTS, name_of(t, name), t->now,
                                "call", (double)roll(t, 9), NULL), "event");
}

/* One customer at the counter: who he is, and what is foretold of him. */
static void ask_customer(till *t)
{
    char name[32];
    cev_table *row = NULL, *scores = NULL;
    int32_t status = cev_portfolio_customer(t->shop, name_of(t, name), t->now,
                                            NULL, &row);
    if (status == CEV_ERR_NOT_FOUND)
        return;
    must(t, status, "customer");
    if (t->model != NULL)
        must(t, cev_estimator_predict(t->model, row, NULL, &scores), "predict");
    cev_table_free(scores);
    cev_table_free(row);
}

static void erase(till *t)
{
    char name[32];
    int32_t status = cev_portfolio_erase(t->shop, name_of(t, name));
    if (status != CEV_ERR_NOT_FOUND)
        must(t, status, "erase");
}

/* A model of all customers takes the last one's place, by way of saved bytes;
 * sometimes memory runs out on the way, and the last one stays. */
static void refit(till *t)
{
    static const char *const kinds[] = {CEV_CLV, CEV_PARETO_NBD, CEV_MBGNBD};
    cev_table *customers = NULL, *scores = NULL;
    cev_estimator *fit = NULL, *loaded = NULL;
    int64_t size = 0;
    must(t, cev_portfolio_summarise(t->shop, t->now, NULL, &customers),
         "summarise");
    must(t, cev_estimator_new(t->ctx, kinds[roll(t, 3)], NULL, &fit), "new");
    t->refused = roll(t, 4) == 0 ? 1 + roll(t, 60) : 0;
    int32_t status = cev_estimator_fit(fit, customers);
    t->refused = 0;
    if (status == CEV_ERR_MEMORY)
        status = cev_estimator_fit(fit, customers);
    must(t, status, "fit");
    must(t, cev_estimator_predict(fit, customers, NULL, &scores), "predict");
    must(t, cev_estimator_save(fit, NULL, 0, &size), "size");
    void *bytes = malloc((size_t)size);
    must(t, cev_estimator_save(fit, bytes, size, &size), "save");
    must(t, cev_estimator_load(t->ctx, bytes, size, &loaded), "load");
    free(bytes);
    cev_estimator_free(t->model);
    t->model = loaded;
    cev_estimator_free(fit);
    cev_table_free(scores);
    cev_table_free(customers);
    pthread_mutex_lock(&gate);
    t->fits++;
    pthread_mutex_unlock(&gate);
}

static void segment(till *t)
{
    cev_table *customers = NULL, *groups = NULL;
    cev_segmenter *rfm = NULL;
    must(t, cev_portfolio_summarise(t->shop, t->now, NULL, &customers),
         "summarise");
    must(t, cev_segmenter_new(t->ctx, CEV_RFM, NULL, &rfm), "rfm");
    must(t, cev_segmenter_fit(rfm, customers), "rfm fit");
    must(t, cev_segmenter_assign(rfm, customers, NULL, &groups), "assign");
    cev_table_free(groups);
    cev_segmenter_free(rfm);
    cev_table_free(customers);
}

/* The shop goes through its bytes; with a bit changed they are refused. */
static void save_and_load(till *t)
{
    cev_portfolio *loaded = NULL;
    int64_t size = 0;
    must(t, cev_portfolio_save(t->shop, NULL, 0, &size), "size");
    unsigned char *bytes = malloc((size_t)size);
    must(t, cev_portfolio_save(t->shop, bytes, size, &size), "save");
    int64_t at = roll(t, size);
    bytes[at] ^= 1;
    if (cev_portfolio_load(t->ctx, bytes, size, &loaded) == CEV_OK)
        must(t, CEV_ERR_CHECKSUM, "damaged bytes were loaded");
    bytes[at] ^= 1;
    must(t, cev_portfolio_load(t->ctx, bytes, size, &loaded), "load");
    free(bytes);
    cev_portfolio_free(t->shop);
    t->shop = loaded;
}

static int is_full(const till *t)
{
    return cev_portfolio_count(t->shop, CEV_ORDERS) >= t->records / 4 * 5;
}

static void forget_oldest(till *t)
{
    cev_portfolio *old = NULL, *rest = NULL;
    must(t, cev_portfolio_split(t->shop, t->now - 365 * DAY, &old, &rest),
         "split");
    cev_portfolio_free(old);
    cev_portfolio_free(t->shop);
    t->shop = rest;
}

static void call_at_random(till *t)
{
    int64_t which = roll(t, 100000);
    if (which < 4)
        refit(t);
    else if (which < 6)
        segment(t);
    else if (which < 9)
        save_and_load(t);
    else if (which < 30)
        erase(t);
    else if (which < 1000)
        order_batch(t);
    else if (which < 1100)
        event(t);
    else if (which < 50000)
        ask_customer(t);
    else
        order(t);
    if (is_full(t))
        forget_oldest(t);
}

/* Counts a call; whether there is to be another. */
static int goes_on(till *t)
{
    pthread_mutex_lock(&gate);
    int answer = !is_over;
    t->calls++;
    pthread_mutex_unlock(&gate);
    return answer;
}

static void *run(void *state)
{
    till *t = state;
    must(t, cev_portfolio_new(t->ctx, &t->shop), "portfolio");
    while (cev_portfolio_count(t->shop, CEV_ORDERS) < t->records)
        order_batch(t);
    while (goes_on(t))
        call_at_random(t);
    cev_estimator_free(t->model);
    cev_portfolio_free(t->shop);
    cev_ctx_free(t->ctx);
    return NULL;
}

/* Megabytes that the process has in memory; 0 where the system does not tell. */
static double resident(void)
{
    long long pages = 0, all = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%lld %lld", &all, &pages) != 2)
        pages = 0;
    if (file != NULL)
        fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

static void tell(double seconds, int threads)
{
    int64_t calls = 0, fits = 0;
    pthread_mutex_lock(&gate);
    for (int i = 0; i < threads; i++) {
        calls += tills[i].calls;
        fits += tills[i].fits;
    }
    pthread_mutex_unlock(&gate);
    printf("%6.0f s  %12lld calls  %6lld fits  %7.1f MB\n", seconds,
           (long long)calls, (long long)fits, resident());
    fflush(stdout);
}

static int start(till *t, int number, int64_t records)
{
    t->state = (uint64_t)number;
    t->now = 15000 * DAY;
    t->records = records;
    t->customers = records / 6;
    return cev_ctx_new(lend, t, &t->ctx) == CEV_OK
           && pthread_create(&t->thread, NULL, run, t) == 0;
}

/* Looks on for so long; what each half took at the most. */
static void look_on(double seconds, int threads, double most[2])
{
    static const struct timespec pause = {0, 50000000};
    time_t begin = time(NULL);
    double gone = 0.0, told = 0.0;
    for (; gone < seconds; gone = difftime(time(NULL), begin)) {
        double *peak = &most[gone > seconds / 2], now = resident();
        *peak = now > *peak ? now : *peak;
        if (gone >= told + seconds / 10)
            tell(told = gone, threads);
        nanosleep(&pause, NULL);
    }
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? atof(argv[1]) : 60.0, most[2] = {0.0, 0.0};
    int threads = argc > 2 ? atoi(argv[2]) : 2, left = 0;
    int64_t records = argc > 3 ? atoll(argv[3]) : 1000000;
    if (!(seconds >= 1.0) || threads < 1 || threads > THREADS
        || records / threads < 100)
        return 2;
    for (int i = 0; i < threads; i++)
        if (!start(&tills[i], i, records / threads))
            return 1;
    look_on(seconds, threads, most);
    pthread_mutex_lock(&gate);
    is_over = 1;
    pthread_mutex_unlock(&gate);
    for (int i = 0; i < threads; i++) {
        pthread_join(tills[i].thread, NULL);
        left += tills[i].live != 0;
    }
    tell(seconds, threads);
    printf("at most %.1f MB in the first half, %.1f MB in the second; %s\n",
           most[0], most[1], left ? "memory is LEFT" : "nothing is left");
    return left || most[1] > 1.1 * most[0];
}
