/* What customers did after as_of, for learners to learn. */
#include <math.h>

#include "../core/text.h"
#include "portrait.h"

typedef struct outcome_columns {
    double *left, *bought, *spent, *treatment; /* NULL: not wanted */
} outcome_columns;

/* The last bins of purchases and of cancellations, by then and after;
 * INT64_MIN: there is none. */
typedef struct outcome_bins {
    int64_t bought[2], cancelled[2];
} outcome_bins;

/* Whether the last of both was a cancellation. */
static int is_gone(const outcome_bins *bins, int after)
{
    return bins->cancelled[after] != INT64_MIN
           && bins->cancelled[after] >= bins->bought[after];
}

/* Counts what row i bought in the holdout. */
static void count_holdout(const cev__portrait *portrait, int64_t i,
                          outcome_bins *bins, cev__totals *later)
{
    cev__walk walk = cev__portrait_walk(portrait, i, 1);
    cev__visit visit;
    while (cev__walk_next(&walk, &visit)) {
        int after = visit.bin > portrait->cut.last_bin;
        if (after)
            cev__totals_count(later, &visit, 1);
        if (visit.is_purchase)
            bins->bought[after] = visit.bin;
    }
}

/* Looks at the other ledgers; gives the treatment, NaN for none. */
static double look_at_events(const cev__portrait *portrait, int64_t i,
                             outcome_bins *bins)
{
    const cev__sagas *sagas = &portrait->sagas;
    int64_t row = portrait->rows[i];
    double treatment = NAN;
    for (int64_t at = sagas->starts[row]; at < sagas->starts[row + 1]; at++) {
        const cev__event *event = &sagas->events[at];
        int after = event->time >= portrait->cut.end;
        if (event->time >= portrait->cut.later_end)
            break;
        if (event->ledger == CEV__CANCELLATIONS)
            bins->cancelled[after] =
                cev__bin_of(event->time, portrait->cut.bin);
        if (event->ledger == CEV__TOUCHES && after)
            treatment = treatment == 1.0 ? 1.0 : event->number;
    }
    return treatment;
}

/* Who cancelled or, where nobody ever does, who bought nothing; a gap of who
 * had left already or never came. */
static double leaving_of(const cev__portrait *portrait,
                         const outcome_bins *bins, const cev__totals *later)
{
    if (portrait->portfolio->events.counts[CEV__CANCELLATIONS] > 0)
        return is_gone(bins, 0) ? (double)NAN : is_gone(bins, 1);
    return bins->bought[0] == INT64_MIN ? (double)NAN : later->purchases == 0;
}

static void outcome_row(const cev__portrait *portrait, int64_t i,
                        const outcome_columns *to)
{
    outcome_bins bins = {{INT64_MIN, INT64_MIN}, {INT64_MIN, INT64_MIN}};
    cev__totals later = cev__totals_none();
    count_holdout(portrait, i, &bins, &later);
    double treatment = look_at_events(portrait, i, &bins);
    if (to->left != NULL)
        to->left[i] = leaving_of(portrait, &bins, &later);
    if (to->bought != NULL)
        to->bought[i] = later.purchases > 0;
    if (to->spent != NULL)
        to->spent[i] = cev__totals_money(&later, &later.money);
    if (to->treatment != NULL)
        to->treatment[i] = treatment;
}

/* Where nothing came after, nothing can be told. */
static int32_t check_later(const cev__portrait *portrait)
{
    const cev_portfolio *portfolio = portrait->portfolio;
    const cev__events *events = &portfolio->events;
    int is_later = portfolio->latest >= portrait->cut.end;
    for (int64_t i = 0; !is_later && i < events->count; i++)
        is_later = events->list[i].time >= portrait->cut.end;
    if (is_later)
        return CEV_OK;
    return cev__fail(portfolio->ctx, CEV_ERR_DOMAIN,
                     "nothing is recorded after as_of, up to second %d; "
                     "wanted an earlier as_of where there is a holdout",
                     portrait->cut.end - 1);
}

int32_t cev__portrait_outcomes(cev__portrait *portrait,
                               const cev_options *options)
{
    outcome_columns columns = {0};
    const struct {
        const char *name;
        double **data;
    } outcomes[] = {{"left", &columns.left},
                    {"bought", &columns.bought},
                    {"spent", &columns.spent},
                    {"treatment", &columns.treatment}};
    const char *wanted = cev__options_str(options, CEV__OPT_OUTCOMES);
    int32_t status = check_later(portrait);
    for (size_t i = 0;
         status == CEV_OK && i < sizeof outcomes / sizeof *outcomes; i++)
        if (cev__text_lists(wanted, outcomes[i].name))
            status = cev__portrait_add(portrait, outcomes[i].name, -1,
                                       outcomes[i].data);
    for (int64_t i = 0; status == CEV_OK && i < portrait->count; i++) {
        status = cev__portrait_progress(portrait, i);
        if (status == CEV_OK)
            outcome_row(portrait, i, &columns);
    }
    return status;
}
