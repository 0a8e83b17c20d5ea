/* Features of purchases: how often, how regularly, for how much, and of late. */
#include <math.h>

#include "portrait.h"

typedef struct purchase_columns {
    double *T;
    /* NULL where nobody has ordered by then */
    double *x, *t_x, *gap_mean, *gap_cv, *overdue, *value, *revenue, *refunds;
    double *purchases[CEV__WINDOWS_MAX];
    double *spent[CEV__WINDOWS_MAX];
    double *trend[CEV__WINDOWS_MAX];
} purchase_columns;

/* Mean and sum of squared deviations of gaps, one by one (Welford 1962): of
 * equal gaps exactly 0. */
typedef struct gap_spread {
    double count, mean, squares;
} gap_spread;

/* What is counted of one customer. */
typedef struct purchase_counts {
    cev__totals all;
    cev__totals within[CEV__WINDOWS_MAX];
    int64_t before[CEV__WINDOWS_MAX]; /* purchases in the window before */
    gap_spread spread;
} purchase_counts;

static void add_gap(gap_spread *spread, double gap)
{
    double from_mean = gap - spread->mean;
    spread->count += 1.0;
    spread->mean += from_mean / spread->count;
    spread->squares += from_mean * (gap - spread->mean);
}

/* The first bin that the trend of a window looks at. */
static int64_t first_of_trend(const cev__portrait *portrait, int32_t w)
{
    return 2 * portrait->begins[w] - portrait->cut.last_bin + 1;
}

static void count_of_late(const cev__portrait *portrait, int64_t i,
                          purchase_counts *counts)
{
    cev__walk walk = cev__portrait_walk(portrait, i, 0);
    cev__visit visit;
    while (cev__walk_next(&walk, &visit)) {
        if (visit.is_purchase && counts->all.purchases > 0)
            add_gap(&counts->spread,
                    (double)(visit.bin - counts->all.last_bin));
        cev__totals_count(&counts->all, &visit, 1);
        for (int32_t w = 0; w < portrait->windows; w++) {
            if (visit.bin > portrait->begins[w])
                cev__totals_count(&counts->within[w], &visit, 1);
            else if (visit.bin >= first_of_trend(portrait, w))
                counts->before[w] += visit.is_purchase;
        }
    }
}

/* The bin of the first dated record of row i, an order or not. */
static int64_t first_bin_of(const cev__portrait *portrait, int64_t i)
{
    const cev__event *events_end;
    const cev__event *event = cev__portrait_events(portrait, i, &events_end);
    cev__walk walk = cev__portrait_walk(portrait, i, 0);
    cev__visit visit;
    int64_t first = portrait->cut.last_bin;
    if (cev__walk_next(&walk, &visit))
        first = visit.bin;
    while (event < events_end && event->time == CEV_ALWAYS)
        event++;
    if (event < events_end) {
        int64_t bin = cev__bin_of(event->time, portrait->cut.bin);
        first = bin < first ? bin : first;
    }
    return first;
}

/* Purchases of late against as long before, -1 to 1; a gap of who was not
 * there all that time. */
static double trend_of(const cev__portrait *portrait,
                       const purchase_counts *counts, int32_t w)
{
    double late = (double)counts->within[w].purchases;
    double early = (double)counts->before[w];
    if (counts->all.purchases == 0
        || counts->all.first_bin > first_of_trend(portrait, w))
        return NAN;
    return late + early > 0.0 ? (late - early) / (late + early) : 0.0;
}

static void write_purchases(const cev__portrait *portrait, int64_t i,
                            const purchase_counts *counts,
                            const purchase_columns *to)
{
    const cev__totals *all = &counts->all;
    int is_buyer = all->purchases > 0;
    double x = (double)(all->purchases - 1);
    double t_x = cev__bins_length(&portrait->cut, all->last_bin
                                                  - all->first_bin,
                                  portrait->time_unit);
    double mean = x > 0.0 ? t_x / x : NAN;
    to->x[i] = is_buyer ? x : NAN;
    to->t_x[i] = is_buyer ? t_x : NAN;
    to->gap_mean[i] = mean;
    to->gap_cv[i] = x > 1.0 ? sqrt(counts->spread.squares / (x - 1.0))
                                  / counts->spread.mean
                            : NAN;
    to->overdue[i] = cev__portrait_since(portrait, all->last_bin) / mean;
    to->value[i] = cev__totals_mean_spend(all);
    to->revenue[i] = cev__totals_money(all, &all->money);
    to->refunds[i] = cev__totals_money(all, &all->refunds);
    for (int32_t w = 0; w < portrait->windows; w++) {
        const cev__totals *within = &counts->within[w];
        to->purchases[w][i] = (double)within->purchases;
        to->spent[w][i] = cev__totals_money(within, &within->money);
        if (to->trend[w] != NULL)
            to->trend[w][i] = trend_of(portrait, counts, w);
    }
}

/* The columns of one customer who has bought or not. */
static void purchase_row(const cev__portrait *portrait, int64_t i,
                         const purchase_columns *to)
{
    purchase_counts counts = {0};
    count_of_late(portrait, i, &counts);
    int64_t since = counts.all.purchases > 0 ? counts.all.first_bin
                                             : first_bin_of(portrait, i);
    to->T[i] = cev__portrait_since(portrait, since);
    if (to->x != NULL)
        write_purchases(portrait, i, &counts, to);
}

static int32_t add_purchase_columns(cev__portrait *portrait,
                                    purchase_columns *to)
{
    const struct {
        const char *name;
        double **data;
    } plain[] = {{"x", &to->x},
                 {"t_x", &to->t_x},
                 {"gap_mean", &to->gap_mean},
                 {"gap_cv", &to->gap_cv},
                 {"overdue", &to->overdue},
                 {"purchase_value", &to->value},
                 {"revenue", &to->revenue},
                 {"refunds", &to->refunds}};
    int64_t first =
        cev__bin_of(portrait->portfolio->earliest, portrait->cut.bin);
    int32_t status = CEV_OK;
    for (size_t i = 0; status == CEV_OK && i < sizeof plain / sizeof *plain;
         i++)
        status = cev__portrait_add(portrait, plain[i].name, -1, plain[i].data);
    for (int32_t w = 0; status == CEV_OK && w < portrait->windows; w++) {
        status =
            cev__portrait_add(portrait, "purchases", w, &to->purchases[w]);
        if (status == CEV_OK)
            status = cev__portrait_add(portrait, "spent", w, &to->spent[w]);
        if (status == CEV_OK && first <= first_of_trend(portrait, w))
            status = cev__portrait_add(portrait, "trend", w, &to->trend[w]);
    }
    return status;
}

int32_t cev__portrait_purchases(cev__portrait *portrait)
{
    purchase_columns columns = {0};
    int32_t status = cev__portrait_add(portrait, "T", -1, &columns.T);
    if (status == CEV_OK
        && portrait->portfolio->earliest < portrait->cut.end)
        status = add_purchase_columns(portrait, &columns);
    for (int64_t i = 0; status == CEV_OK && i < portrait->count; i++) {
        status = cev__portrait_progress(portrait, i);
        if (status == CEV_OK)
            purchase_row(portrait, i, &columns);
    }
    return status;
}
