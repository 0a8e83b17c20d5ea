/* Who resembles the best customers; see cev/segments.h. */
#include "../core/compiler.h"
#include "cev/segments.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../core/lines.h"
#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/radix.h"
#include "../portfolio/parted.h"
#include "lookalikes.h"

/* Points that are learnt from. */
enum { LOOK_SAMPLE = 20000 };

static void close_looks(cev__looks *l)
{
    cev__free(l->ctx, l->memory, l->room, 8);
    cev__levels_free(l->ctx, &l->levels);
    cev__features_free(l->ctx, &l->features);
}

/* ---- Columns ------------------------------------------------------------- */

/* Numbers and texts by which customers are compared; not the value itself. */
static int32_t part_looks(cev__looks *l, const cev_options *options,
                          cev__customers *numbers, cev__customers *texts)
{
    cev__customers all = {0};
    uint32_t found;
    int32_t status = cev__features_pick(l->ctx, options, l->customers,
                                        cev__is_feature, &all);
    for (int64_t i = 0; status == CEV_OK && i < all.count; i++) {
        const char *name = cev__customer_name(&all, i);
        const cev__column *column = cev__table_find(l->customers, name);
        if (strcmp(name, l->value_name) != 0)
            status = cev__customer_intern(
                l->ctx, column->type == CEV_TEXT ? texts : numbers, name,
                &found);
    }
    cev__customers_free(l->ctx, &all);
    if (status == CEV_OK && numbers->count + texts->count == 0)
        return cev__fail(l->ctx, CEV_ERR_COLUMN,
                         "the table has no column beside %q to go by",
                         l->value_name);
    return status;
}

static int32_t open_looks(cev__looks *l, const cev_options *options)
{
    cev__customers numbers = {0}, texts = {0};
    int32_t status = cev__table_numbers(l->ctx, l->customers, l->value_name,
                                        &l->value);
    if (status == CEV_OK)
        status = part_looks(l, options, &numbers, &texts);
    if (status == CEV_OK)
        status = cev__features_learn_named(l->ctx, NULL, l->customers,
                                           &numbers, &l->features);
    if (status == CEV_OK)
        status =
            cev__levels_learn(l->ctx, l->customers, &texts, &l->levels);
    cev__customers_free(l->ctx, &texts);
    cev__customers_free(l->ctx, &numbers);
    if (status == CEV_OK)
        status = cev__coordinates_open(l->ctx, &l->features, l->customers,
                                       &l->coordinates);
    if (status == CEV_OK)
        status = cev__levels_open(l->ctx, &l->levels, l->customers,
                                  &l->reader);
    if (status != CEV_OK)
        return status;
    l->width = 1 + l->features.names.count + l->levels.columns.count;
    l->columns =
        l->features.names.count + cev__levels_total(&l->levels);
    if (l->columns > CEV__LOOK_COLUMNS)
        return cev__fail(l->ctx, CEV_ERR_LIMIT,
                         "%d numbers and different texts to go by; wanted at "
                         "most %i: name fewer columns in the option features",
                         l->columns, (int32_t)CEV__LOOK_COLUMNS);
    return CEV_OK;
}

int32_t cev__looks_read(const void *reader, int64_t first, int64_t n,
                          double *points)
{
    const cev__looks *l = reader;
    int32_t status = cev__coordinates_read(&l->coordinates, first, n, l->width,
                                           points + 1);
    if (ALWAYS(status == CEV_OK) /* they were learned from */
        && l->levels.columns.count > 0)
        cev__levels_read(&l->reader, first, n, l->width, points);
    for (int64_t i = 0; status == CEV_OK && i < n; i++) {
        double value = cev__number_at(&l->value, first + i);
        if (fabs(value) > 1e100)
            status = cev__fail(l->ctx, CEV_ERR_DOMAIN,
                               "%s[%d] = %g; wanted a number from -1e100 to "
                               "1e100, or a gap",
                               l->value_name, first + i, value);
        points[i * l->width] = isnan(value) ? -INFINITY : value;
    }
    return status;
}

void cev__looks_spread(const cev__looks *l, const double *point, double *out)
{
    int64_t numbers = l->features.names.count;
    memset(out, 0, (size_t)l->columns * sizeof *out);
    for (int64_t d = 0; d < numbers; d++)
        out[d] = point[1 + d];
    for (int64_t c = 0; c < l->levels.columns.count; c++) {
        double level = point[1 + numbers + c];
        if (level >= 0.0)
            out[numbers + l->levels.first[c] + (int64_t)level] = 1.0;
    }
}

/* ---- The best ------------------------------------------------------------ */

/* The least value of those among the best share: of equal ones the middle
 * decides. INFINITY where nobody is. */
static int32_t find_best(cev__looks *l, const cev__points *points, double share)
{
    int64_t room = points->count + 1, known = 0;
    double total = 0.0, passed = 0.0;
    cev__keyed *order = cev__alloc(l->ctx, room, (int64_t)sizeof *order);
    cev__keyed *spare = cev__alloc(l->ctx, room, (int64_t)sizeof *spare);
    int32_t status = order == NULL || spare == NULL ? cev__fail_memory(l->ctx)
                                                    : CEV_OK;
    l->least = INFINITY;
    for (int64_t i = 0; status == CEV_OK && i < points->count; i++) {
        double value = cev__point(points, i)[0];
        if (isinf(value))
            continue;
        order[known++] = (cev__keyed){cev__keyed_double(value), i};
        total += points->weights[i];
    }
    if (status == CEV_OK)
        cev__keyed_sort(order, spare, known);
    for (int64_t at = known - 1; status == CEV_OK && at >= 0;) {
        uint64_t key = order[at].key;
        double value = cev__point(points, order[at].index)[0], here = 0.0;
        for (; at >= 0 && order[at].key == key; at--)
            here += points->weights[order[at].index];
        if (passed + here / 2.0 > share * total)
            break;
        passed += here;
        l->least = value;
    }
    cev__free(l->ctx, spare, room, (int64_t)sizeof *spare);
    cev__free(l->ctx, order, room, (int64_t)sizeof *order);
    return status;
}

/* ---- Learning ------------------------------------------------------------ */

static int32_t reserve_sums(cev__looks *l)
{
    int64_t each = cev__two_groups_size(l->columns);
    l->room = (CEV__LOOK_FOLDS + 2) * each + 3 * l->columns + 1;
    l->memory = cev__alloc_zero(l->ctx, l->room, 8);
    if (l->memory == NULL)
        return cev__fail_memory(l->ctx);
    for (int64_t f = 0; f <= CEV__LOOK_FOLDS; f++)
        cev__two_groups_lay(l->columns, l->memory + f * each, &l->folds[f]);
    l->packed = l->memory + (CEV__LOOK_FOLDS + 1) * each;
    l->spread = l->packed + each;
    l->weights = l->spread + l->columns;
    l->middle = l->weights + l->columns;
    return CEV_OK;
}

/* Sums of each fifth of the customers whose value is known, and of all. */
static void sum_looks(cev__looks *l, const cev__points *points)
{
    double point[CEV__LOOK_COLUMNS];
    for (int64_t i = 0; i < points->count; i++) {
        double value = cev__point(points, i)[0];
        if (isinf(value))
            continue;
        cev__looks_spread(l, cev__point(points, i), point);
        cev__two_groups_add(&l->folds[i % CEV__LOOK_FOLDS], value >= l->least,
                            point, points->weights[i]);
    }
    cev__two_groups *all = &l->folds[CEV__LOOK_FOLDS];
    for (int64_t f = 0; f < CEV__LOOK_FOLDS; f++)
        cev__two_groups_merge(all, &l->folds[f], 1.0);
    double customers = all->customers[0] + all->customers[1];
    for (int64_t d = 0; d < l->columns; d++)
        l->middle[d] =
            customers > 0.0
                ? (all->sums[d] + all->sums[l->columns + d]) / customers
                : 0.0;
}

/* Pairs of one of the best and one of the rest, and how many of them stand in
 * their order; ties count half. */
typedef struct look_pairs {
    double all, right;
} look_pairs;

/* Those of one fold, by the discriminant at hand. */
static void count_pairs(const cev__looks *l, const cev__points *points,
                        int64_t fold, cev__keyed *order, cev__keyed *spare,
                        look_pairs *pairs)
{
    double point[CEV__LOOK_COLUMNS], below = 0.0;
    int64_t known = 0;
    for (int64_t i = fold; i < points->count; i += CEV__LOOK_FOLDS) {
        if (isinf(cev__point(points, i)[0]))
            continue;
        cev__looks_spread(l, cev__point(points, i), point);
        double odds = cev__looks_log_odds(l, point);
        order[known++] = (cev__keyed){cev__keyed_double(odds), i};
    }
    cev__keyed_sort(order, spare, known);
    for (int64_t at = 0; at < known;) {
        uint64_t key = order[at].key;
        double best = 0.0, rest = 0.0;
        for (; at < known && order[at].key == key; at++) {
            int64_t i = order[at].index;
            if (cev__point(points, i)[0] >= l->least)
                best += points->weights[i];
            else
                rest += points->weights[i];
        }
        pairs->right += best * (below + rest / 2.0);
        below += rest;
    }
    pairs->all +=
        l->folds[fold].customers[0] * l->folds[fold].customers[1];
}

/* The area under the ROC curve of customers that were left out in turn. */
static int32_t judge_looks(cev__looks *l, const cev__points *points,
                           double *auc)
{
    int64_t room = points->count + 1;
    look_pairs pairs = {0.0, 0.0};
    cev__two_groups *all = &l->folds[CEV__LOOK_FOLDS];
    cev__keyed *order = cev__alloc(l->ctx, room, (int64_t)sizeof *order);
    cev__keyed *spare = cev__alloc(l->ctx, room, (int64_t)sizeof *spare);
    int32_t status = order == NULL || spare == NULL ? cev__fail_memory(l->ctx)
                                                    : CEV_OK;
    for (int64_t fold = 0; status == CEV_OK && fold < CEV__LOOK_FOLDS; fold++) {
        cev__two_groups_merge(all, &l->folds[fold], -1.0);
        cev__discriminant(all, l->packed, l->spread, l->weights, &l->level);
        count_pairs(l, points, fold, order, spare, &pairs);
        cev__two_groups_merge(all, &l->folds[fold], 1.0);
        status = cev__progress(l->ctx, "lookalikes",
                               (double)(fold + 1) / CEV__LOOK_FOLDS);
    }
    cev__free(l->ctx, spare, room, (int64_t)sizeof *spare);
    cev__free(l->ctx, order, room, (int64_t)sizeof *order);
    *auc = pairs.all > 0.0 ? pairs.right / pairs.all : NAN;
    return status;
}

/* ---- Answers ------------------------------------------------------------- */

/* Hanley & McNeil's (1982) standard error of the area. */
static double error_of_auc(double auc, double best, double rest)
{
    double a = auc / (2.0 - auc), b = 2.0 * auc * auc / (1.0 + auc);
    return sqrt((auc * (1.0 - auc) + (best - 1.0) * (a - auc * auc)
                 + (rest - 1.0) * (b - auc * auc))
                / (best * rest));
}

static int32_t summarise_looks(const cev__looks *l, double auc, double z,
                               cev_table **out)
{
    const cev__two_groups *all = &l->folds[CEV__LOOK_FOLDS];
    double best = all->customers[1], rest = all->customers[0];
    cev__lines lines = {.ctx = l->ctx};
    cev__lines_figure(&lines, "customers", best + rest);
    cev__lines_figure(&lines, "best", best);
    cev__lines_figure(&lines, "least_value", isinf(l->least) ? NAN : l->least);
    cev__line *line = cev__lines_add(&lines, "fit", "auc", "");
    line->value = auc;
    if (!isnan(auc)) {
        /* Half a pair from the ends, where there is no log-odds. */
        double pair = 0.5 / (best * rest);
        double inside = fmin(fmax(auc, pair), 1.0 - pair);
        line->std_error = error_of_auc(inside, best, rest);
        if (z > 0.0)
            cev__interval_share(cev__log((1.0 - inside) / inside),
                                line->std_error / (inside * (1.0 - inside)),
                                z, &line->lower, &line->upper);
    }
    if (!l->is_apart)
        cev__lines_verdict(&lines, "nothing_apart", NAN,
                           "Nothing tells the best customers from the rest.");
    else if (!(auc >= 0.6))
        cev__lines_verdict(&lines, "weak", auc,
                           "Of a pair of customers who were left out, one of "
                           "the best and one of the rest, the best is told in "
                           "{%}: hardly more than by chance.");
    if (best < 20.0)
        cev__lines_verdict(&lines, "few_best", best,
                           "{n} of the best are few to learn from.");
    return cev__lines_table(&lines, out);
}

/* From points to both tables. */
static int32_t find_looks(cev__looks *l, const cev__points *points,
                          const cev_options *options, cev_table **scores,
                          cev_table **summary)
{
    cev_table *told = NULL;
    cev__points sample;
    double auc = NAN;
    int32_t status =
        find_best(l, points, cev__options_double(options, CEV__OPT_BEST));
    if (status == CEV_OK)
        status = cev__points_sample(l->ctx, points, LOOK_SAMPLE, &sample);
    if (status != CEV_OK)
        return status;
    sum_looks(l, &sample);
    status = judge_looks(l, &sample, &auc);
    cev__points_free(l->ctx, &sample);
    l->is_apart = cev__discriminant(&l->folds[CEV__LOOK_FOLDS], l->packed,
                                    l->spread, l->weights, &l->level);
    if (status == CEV_OK && summary != NULL)
        status = summarise_looks(
            l, auc,
            cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL)),
            &told);
    if (status == CEV_OK)
        status = cev__looks_tell(l, scores);
    if (status == CEV_OK && summary != NULL)
        *summary = told;
    else
        cev_table_free(told);
    return status;
}

int32_t cev_segments_lookalikes(cev_ctx *ctx, const cev_table *customers,
                                const cev_options *options, cev_table **scores,
                                cev_table **summary)
{
    cev__looks l;
    cev__points points;
    if (ctx != NULL && scores == NULL)
        return cev__fail_null(ctx, "scores");
    int32_t status = cev__parted_check(
        ctx, customers, options, CEV__TAKES_SEGMENTS_LOOKALIKES,
        "cev_segments_lookalikes", scores);
    if (status != CEV_OK)
        return status;
    memset(&l, 0, sizeof l);
    l.ctx = ctx;
    l.customers = customers;
    l.value_name = cev__options_str(options, CEV__OPT_COLUMN);
    status = open_looks(&l, options);
    if (status == CEV_OK)
        status = reserve_sums(&l);
    if (status == CEV_OK)
        status = cev__points_collect(ctx, customers, l.width,
                                     cev__looks_read, &l, &points);
    if (status == CEV_OK) {
        status = find_looks(&l, &points, options, scores, summary);
        cev__points_free(ctx, &points);
    }
    close_looks(&l);
    return status;
}
