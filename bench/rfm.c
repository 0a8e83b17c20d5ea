/*
 * What RFM costs on a shop of many customers, beside what memory alone takes:
 * adding up the four columns that it reads, once.
 *
 *     rfm [CUSTOMERS [RUNS]]
 *
 * Median and least milliseconds of processor time of a fit, of assigning
 * everybody a segment, and of the pass, which comes before each; and how many
 * passes the medians are.
 */
#include <cev.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define COLUMNS 4
#define MOST_RUNS 101

enum { FIT, ASSIGN, TASKS };

static const char *const names[COLUMNS] = {"x", "t_x", "T", "revenue"};
static double *columns[COLUMNS];
static int64_t customers;
static cev_ctx *ctx;

static void must(int32_t status)
{
    if (status == CEV_OK)
        return;
    fprintf(stderr, "rfm: %s: %s\n", cev_status_name(status),
            ctx ? cev_ctx_message(ctx) : "no context");
    exit(1);
}

/* In [0, 1), the same on every machine. */
static double chance(void)
{
    static uint64_t dice = 1;

    dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(dice >> 11) / 9007199254740992.0;
}

/* Two years by the day: three fifths bought once, prices to the cent. */
static void draw_shop(void)
{
    for (int64_t i = 0; i < customers; i++) {
        double T = 1 + (double)(int)(729 * chance()), x = 0;

        while (x < 40 && chance() < 0.4 + 0.01 * x)
            x++;
        columns[0][i] = x;
        columns[1][i] = x > 0 ? (double)(int)(T * chance()) : 0;
        columns[2][i] = T;
        columns[3][i] =
            (1 + x) * (double)(int)(500 + 20000 * chance() * chance()) / 100;
    }
}

static double milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static double add_up(void)
{
    double sum = 0;

    for (int c = 0; c < COLUMNS; c++)
        for (int64_t i = 0; i < customers; i++)
            sum += columns[c][i];
    return sum;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Adds one pass and how long it took. */
static double pass(double *took)
{
    double from = milliseconds(), sum = add_up();

    *took = milliseconds() - from;
    return sum;
}

/* A fit and an assignment, a pass before each; returns the passes' sum, so that
 * no compiler leaves them out. */
static double run(const cev_table *table, double *passes, double *took)
{
    cev_segmenter *rfm;
    cev_table *placed;
    double sum = pass(&passes[0]), from = milliseconds();

    must(cev_segmenter_new(ctx, CEV_RFM, NULL, &rfm));
    must(cev_segmenter_fit(rfm, table));
    took[FIT] = milliseconds() - from;
    sum += pass(&passes[1]);
    from = milliseconds();
    must(cev_segmenter_assign(rfm, table, NULL, &placed));
    took[ASSIGN] = milliseconds() - from;
    cev_table_free(placed);
    cev_segmenter_free(rfm);
    return sum;
}

/* Sorts what a task took, tells it, and returns the median. */
static double tell(const char *task, double *took, int times, double of)
{
    qsort(took, (size_t)times, sizeof(double), compare);
    double median = took[times / 2];
    printf("%-6s median %7.2f ms, least %7.2f ms, passes %5.2f\n", task,
           median, took[0], of > 0 ? median / of : 1.0);
    return median;
}

int main(int argc, char **argv)
{
    static double passes[2 * MOST_RUNS], took[TASKS][MOST_RUNS];
    int runs = argc > 2 ? atoi(argv[2]) : 31;
    double sum = 0, each[TASKS];
    cev_table *table;

    customers = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
    runs = runs < 1 ? 1 : runs > MOST_RUNS ? MOST_RUNS : runs;
    for (int c = 0; c < COLUMNS; c++)
        columns[c] = malloc(((size_t)customers + 1) * sizeof(double));
    draw_shop();
    must(cev_ctx_new(NULL, NULL, &ctx));
    must(cev_table_new(ctx, customers, &table));
    for (int c = 0; c < COLUMNS; c++)
        must(cev_table_set_column(table, names[c], CEV_DOUBLE, columns[c],
                                  sizeof(double), NULL));
    run(table, passes, each); /* does not count */
    for (int r = 0; r < runs; r++) {
        sum += run(table, &passes[2 * r], each);
        for (int t = 0; t < TASKS; t++)
            took[t][r] = each[t];
    }
    double one = tell("pass", passes, 2 * runs, 0);
    tell("fit", took[FIT], runs, one);
    tell("assign", took[ASSIGN], runs, one);
    cev_table_free(table);
    cev_ctx_free(ctx);
    for (int c = 0; c < COLUMNS; c++)
        free(columns[c]);
    return sum > 0 ? 0 : 1;
}
