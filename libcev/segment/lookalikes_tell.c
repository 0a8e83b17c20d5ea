/* What each customer is told about the best; see lookalikes.h. */
#include "../core/compiler.h"
#include "lookalikes.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"

/* Reasons that are told. */
enum { LOOK_REASONS = 3, LOOK_WORDS = 120 };

/* A reason: what a column adds, and in words. */
typedef struct look_reason {
    double adds;
    int64_t column; /* of what is compared */
} look_reason;

/* The columns that add most to a point's log-odds either way, over the middle
 * of all; how many. */
static int find_reasons(const cev__looks *l, const double *point,
                        look_reason *reasons)
{
    int count = 0;
    for (int64_t d = 0; d < l->columns; d++) {
        look_reason r = {l->weights[d] * (point[d] - l->middle[d]), d};
        int at = count < LOOK_REASONS ? count : LOOK_REASONS;
        if (d >= l->features.names.count && point[d] < 0.5)
            continue; /* a text that one does not have is no reason */
        while (at > 0 && fabs(reasons[at - 1].adds) < fabs(r.adds)) {
            if (at < LOOK_REASONS)
                reasons[at] = reasons[at - 1];
            at--;
        }
        if (at < LOOK_REASONS && fabs(r.adds) > 0.0) {
            reasons[at] = r;
            count += count < LOOK_REASONS;
        }
    }
    return count;
}

static void write_reason(const cev__looks *l, const double *point,
                         const look_reason *reason, char *words)
{
    int64_t numbers = l->features.names.count, d = reason->column, c = 0;
    double adds = floor(reason->adds * 10.0 + 0.5) / 10.0 + 0.0;
    const char *sign = adds > 0.0 ? "+" : "";
    if (d < numbers) {
        cev__format(words, LOOK_WORDS, "%s %s (%s%g)",
                    point[d] > l->middle[d] ? "high" : "low",
                    cev__customer_name(&l->features.names, d), sign, adds);
        return;
    }
    while (d - numbers >= l->levels.first[c + 1])
        c++;
    cev__format(words, LOOK_WORDS, "%s = %s (%s%g)",
                cev__customer_name(&l->levels.columns, c),
                cev__customer_name(&l->levels.texts[c],
                                   d - numbers - l->levels.first[c]),
                sign, adds);
}

/* The columns of the answer while they are filled. */
typedef struct look_columns {
    double *is_best, *score;
    const char **reasons[LOOK_REASONS];
    char (*words)[LOOK_WORDS]; /* rows × reasons */
} look_columns;

static void score_lookalikes(const cev__looks *l, double *points,
                             look_columns *to)
{
    int64_t rows = l->customers->rows;
    for (int64_t first = 0; first < rows; first += CEV__ROWS) {
        int64_t n = cev__rows_from(first, rows);
        cev__looks_read(l, first, n, points); /* not for the first time */
        for (int64_t i = 0; i < n; i++) {
            double point[CEV__LOOK_COLUMNS], value = points[i * l->width];
            look_reason reasons[LOOK_REASONS];
            int64_t row = first + i;
            cev__looks_spread(l, points + i * l->width, point);
            int count = l->is_apart ? find_reasons(l, point, reasons) : 0;
            to->is_best[row] =
                isinf(value) ? NAN : (double)(value >= l->least);
            to->score[row] = l->is_apart ? cev__share_at(
                                 -cev__looks_log_odds(l, point))
                                         : NAN;
            for (int k = 0; k < LOOK_REASONS; k++) {
                char *words = to->words[row * LOOK_REASONS + k];
                to->reasons[k][row] = k < count ? words : NULL;
                if (k < count)
                    write_reason(l, point, &reasons[k], words);
            }
        }
    }
}

static int32_t fill_looks(const cev__looks *l, look_columns *to, double *points,
                          cev_table *table)
{
    int32_t status = CEV_OK;
    if (cev__table_find(l->customers, "customer") != NULL)
        status = cev__table_add_copy(table, "customer", l->customers);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "is_best", &to->is_best);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "score", &to->score);
    if (status == CEV_OK)
        score_lookalikes(l, points, to);
    for (int k = 0; status == CEV_OK && k < LOOK_REASONS; k++) {
        char name[16];
        cev__format(name, sizeof name, "reason_%i", (int32_t)(k + 1));
        status = cev__table_add_text(table, name, to->reasons[k]);
    }
    return status;
}

int32_t cev__looks_tell(const cev__looks *l, cev_table **out)
{
    cev_ctx *ctx = l->ctx;
    int64_t room = l->customers->rows + 1;
    look_columns to;
    cev_table *table = NULL;
    double *points = cev__alloc(ctx, CEV__ROWS, 8 * l->width);
    const char **texts =
        cev__alloc(ctx, room, LOOK_REASONS * (int64_t)sizeof *texts);
    to.words = cev__alloc(ctx, room, LOOK_REASONS * (int64_t)LOOK_WORDS);
    int32_t status = points == NULL || texts == NULL || to.words == NULL
                         ? cev__fail_memory(ctx)
                         : cev_table_new(ctx, l->customers->rows, &table);
    for (int k = 0; status == CEV_OK && k < LOOK_REASONS; k++)
        to.reasons[k] = texts + k * room;
    if (status == CEV_OK)
        status = fill_looks(l, &to, points, table);
    cev__free(ctx, to.words, room, LOOK_REASONS * (int64_t)LOOK_WORDS);
    cev__free(ctx, texts, room, LOOK_REASONS * (int64_t)sizeof *texts);
    cev__free(ctx, points, CEV__ROWS, 8 * l->width);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}
