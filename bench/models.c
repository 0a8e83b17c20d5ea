/*
 * What the value models cost on a table of customers, one thread: the fit of
 * each, and P(alive) and expected purchases for everybody without intervals.
 *
 *     models FILE.csv [RUNS [KIND]]   columns customer_id,x,t_x,T,m_x in weeks
 *
 * A line for each run (3 unless told otherwise, after one that does not
 * count) of this kind or of those compared, to be read by bench/models.sh:
 *
 *     cev KIND TASK PROCESSOR WALL BYTES RESULT
 *
 * seconds of processor and of wall, peak bytes a customer beyond the input,
 * and the parameter r (gamma_gamma: q) or the sum of expected purchases, by
 * which to see that others did the same work. The task "pass" adds up the same
 * columns once: what memory alone takes.
 */
#include <cev.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COLUMNS 4
#define WEEK 604800.0
#define HORIZON 39.0 /* weeks to look ahead */

/* Bytes in use now and at most, for the context's allocator. */
typedef struct meter {
    int64_t now, most;
} meter;

/* A point in time, by both clocks, and the bytes in use; or what was taken
   since one. */
typedef struct mark {
    double processor, wall;
    int64_t bytes;
} mark;

static const char *const names[COLUMNS] = {"x", "t_x", "T", "m_x"};
static double *columns[COLUMNS];
static int64_t customers;
static cev_ctx *ctx;
static meter memory;

static void die(const char *what, const char *why)
{
    fprintf(stderr, "models: %s: %s\n", what, why);
    exit(1);
}

static void must(int32_t status)
{
    if (status != CEV_OK)
        die(cev_status_name(status),
            ctx ? cev_ctx_message(ctx) : "no context");
}

static void *metered(void *user, void *block, int64_t old_size,
                     int64_t new_size)
{
    meter *m = user;

    if (new_size == 0) {
        free(block);
        m->now -= block ? old_size : 0;
        return NULL;
    }
    void *result = realloc(block, (size_t)new_size);
    if (result) {
        m->now += new_size - (block ? old_size : 0);
        if (m->now > m->most)
            m->most = m->now;
    }
    return result;
}

/* ---- The table ----------------------------------------------------------- */

/* Room for one more customer in each column. */
static void grow(int64_t room)
{
    for (int c = 0; c < COLUMNS; c++) {
        columns[c] = realloc(columns[c], (size_t)room * sizeof(double));
        if (!columns[c])
            die("table", "no memory");
    }
}

static void read_table(const char *path)
{
    static const char head[] = "customer_id,x,t_x,T,m_x";
    char line[256];
    int64_t room = 0;
    FILE *file = fopen(path, "r");

    if (!file || !fgets(line, sizeof line, file))
        die(path, "cannot be read");
    if (strncmp(line, head, sizeof head - 1) != 0)
        die(path, "the first line must be customer_id,x,t_x,T,m_x");
    while (fgets(line, sizeof line, file)) {
        if (customers == room)
            grow(room = room ? 2 * room : 1024);
        char *at = strchr(line, ',');
        for (int c = 0; c < COLUMNS; c++) {
            if (!at || *at != ',')
                die(path, line);
            columns[c][customers] = strtod(at + 1, &at);
        }
        customers++;
    }
    fclose(file);
}

/* The columns as a table that borrows them. */
static cev_table *borrow(void)
{
    cev_table *table;

    must(cev_table_new(ctx, customers, &table));
    for (int c = 0; c < COLUMNS; c++)
        must(cev_table_set_column(table, names[c], CEV_DOUBLE, columns[c],
                                  sizeof(double), NULL));
    return table;
}

/* ---- Clocks -------------------------------------------------------------- */

static double seconds(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static mark begin(void)
{
    memory.most = memory.now;
    mark m = {seconds(CLOCK_PROCESS_CPUTIME_ID), seconds(CLOCK_MONOTONIC),
              memory.now};
    return m;
}

/* What it took since: seconds, and bytes at the most. */
static mark since(mark from)
{
    mark took = {seconds(CLOCK_PROCESS_CPUTIME_ID) - from.processor,
                 seconds(CLOCK_MONOTONIC) - from.wall,
                 memory.most - from.bytes};
    return took;
}

/* The line of a run; run 0 does not count. */
static void say(int64_t run, const char *kind, const char *task, mark took,
                double result)
{
    if (run > 0)
        printf("cev %s %s %.6f %.6f %.1f %.10g\n", kind, task, took.processor,
               took.wall, (double)took.bytes / (double)customers, result);
}

/* ---- What is measured ---------------------------------------------------- */

/* A parameter out of the summary. */
static double parameter(const cev_estimator *estimator, const char *name)
{
    cev_table *summary;
    double value = 0;

    must(cev_estimator_summary(estimator, NULL, &summary));
    for (int64_t i = 0; i < cev_table_row_count(summary); i++)
        if (strcmp(cev_table_text(summary, "name", i), name) == 0)
            value = cev_table_double(summary, "value", i);
    cev_table_free(summary);
    return value;
}

static double total(const double *values)
{
    double sum = 0;

    for (int64_t i = 0; i < customers; i++)
        sum += values[i];
    return sum;
}

/* The columns of a purchase model (x, t_x, T) or of spend (x, m_x), once. */
static void pass(int64_t run, const char *kind, int spend)
{
    mark from = begin();
    double sum = total(columns[0]);

    for (int c = spend ? 3 : 1; c < (spend ? 4 : 3); c++)
        sum += total(columns[c]);
    say(run, kind, "pass", since(from), sum);
}

/* P(alive) and expected purchases of everybody. */
static void predict(int64_t run, const cev_estimator *estimator,
                    const cev_table *table, const cev_options *options)
{
    cev_table *scores;
    const void *expected;

    mark from = begin();
    must(cev_estimator_predict(estimator, table, options, &scores));
    mark took = since(from);
    must(cev_table_column(scores, "expected_purchases", NULL, &expected, NULL,
                          NULL));
    say(run, cev_estimator_kind(estimator), "predict", took, total(expected));
    cev_table_free(scores);
}

static void measure(int64_t run, const char *kind, const cev_table *table,
                    const cev_options *options)
{
    int spend = strcmp(kind, CEV_GAMMA_GAMMA) == 0;
    cev_estimator *estimator;

    pass(run, kind, spend);
    mark from = begin();
    must(cev_estimator_new(ctx, kind, NULL, &estimator));
    must(cev_estimator_fit(estimator, table));
    mark took = since(from);
    say(run, kind, "fit", took, parameter(estimator, spend ? "q" : "r"));
    if (!spend)
        predict(run, estimator, table, options);
    cev_estimator_free(estimator);
}

int main(int argc, char **argv)
{
    static const char *const kinds[] = {CEV_BGNBD, CEV_MBGNBD, CEV_PARETO_NBD,
                                        CEV_GAMMA_GAMMA};
    const char *const *asked = argc > 3 ? (const char *const *)&argv[3] : kinds;
    size_t count = argc > 3 ? 1 : sizeof kinds / sizeof *kinds;
    int64_t runs = argc > 2 ? strtoll(argv[2], NULL, 10) : 3;
    cev_options *options;

    if (argc < 2)
        die("usage", "models FILE.csv [RUNS [KIND]]");
    read_table(argv[1]);
    must(cev_ctx_new(metered, &memory, &ctx));
    must(cev_options_new(ctx, &options));
    must(cev_options_set_double(options, CEV_OPT_TIME_UNIT, WEEK));
    must(cev_options_set_double(options, CEV_OPT_HORIZON, HORIZON));
    must(cev_options_set_double(options, CEV_OPT_INTERVAL, 0));
    cev_table *table = borrow();
    for (size_t k = 0; k < count; k++)
        for (int64_t run = 0; run <= runs; run++)
            measure(run, asked[k], table, options);
    cev_table_free(table);
    cev_options_free(options);
    cev_ctx_free(ctx);
    for (int c = 0; c < COLUMNS; c++)
        free(columns[c]);
    return 0;
}
