/* The report's pictures of groups of customers: which segments hold the value,
 * who moved, and on how few the money rests. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

typedef struct map_row {
    double mean;
    int64_t row;
} map_row;

/* The highest mean first; gaps last. */
static int compare_means(const void *left, const void *right)
{
    const map_row *a = left, *b = right;
    int gap_a = isnan(a->mean), gap_b = isnan(b->mean);
    if (gap_a != gap_b)
        return gap_a - gap_b;
    if (!gap_a && a->mean != b->mean)
        return a->mean > b->mean ? -1 : 1;
    return a->row < b->row ? -1 : 1;
}

/* Segments by their mean value, side by side. */
static int write_map_rows(const cev_table *t, json *j)
{
    static const char *const figures[] = {"customers", "mean",   "mean_lo",
                                          "mean_hi",   "amount", "amount_share"};
    int64_t n = cev_table_row_count(t);
    column segment = column_find(t, "segment"), columns[6];
    column share = column_find(t, "customers_share");
    double from = 0;
    map_row *rows = malloc((size_t)(n + 1) * sizeof *rows);
    if (rows == NULL)
        return 0;
    for (int f = 0; f < 6; f++)
        columns[f] = column_find(t, figures[f]);
    for (int64_t i = 0; i < n; i++)
        rows[i] = (map_row){column_double(&columns[1], i), i};
    qsort(rows, (size_t)n, sizeof *rows, compare_means);
    for (int64_t i = 0; i < n && !isnan(rows[i].mean); i++) {
        double to = from + column_double(&share, rows[i].row);
        json_array(j, NULL);
        json_text(j, NULL, column_text(&segment, rows[i].row));
        json_digits(j, from, 6);
        json_digits(j, to, 6);
        for (int f = 0; f < 6; f++)
            json_digits(j, column_double(&columns[f], rows[i].row), 7);
        json_array_end(j);
        from = to;
    }
    free(rows);
    return 1;
}

/* What the segments are expected to bring, with their share of customers. */
static int32_t ask_map(const report *r, cev_table **out)
{
    cev_table *worth = NULL;
    cev_options *options = NULL;
    int32_t status = cev_table_new(r->shop->ctx, r->n, &worth);
    if (status == CEV_OK)
        status = column_lend(worth, "segment", r->classes);
    if (status == CEV_OK)
        status = column_lend(worth, "clv", r->scores);
    if (status == CEV_OK)
        status = cev_options_new(r->shop->ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_COLUMN, "clv");
    if (status == CEV_OK)
        status = cev_options_set_double(options, CEV_OPT_INTERVAL,
                                        r->shop->interval);
    if (status == CEV_OK)
        status = cev_segments_profit(r->shop->ctx, worth, options, out);
    cev_options_free(options);
    cev_table_free(worth);
    return status;
}

static int write_map(const report *r, json *j)
{
    static const char *const names[] = {"segment", "from",    "to",
                                        "customers", "mean",  "mean_lo",
                                        "mean_hi", "amount", "amount_share"};
    cev_table *map = NULL;
    int code = CLI_OK;
    if (r->money && r->n > 0 && ask_map(r, &map) != CEV_OK)
        return shop_fail(r->shop);
    json_table(j, "segment_map", names, 9);
    if (map != NULL && !write_map_rows(map, j))
        code = cli_fail(r->shop->command, CLI_FAILED, "out of memory");
    json_table_end(j);
    cev_table_free(map);
    return code;
}

static int write_whale(const report *r, json *j)
{
    static const char *const names[] = {"customers_share", "amount",
                                        "amount_share"};
    cev_table *whale = NULL;
    if (r->money && r->n > 0
        && cev_segments_whale(r->shop->ctx, r->customers, NULL, &whale)
               != CEV_OK)
        return shop_fail(r->shop);
    json_table(j, "whale", names, 3);
    for (int64_t i = 0; i < cev_table_row_count(whale); i++) {
        json_array(j, NULL);
        for (int c = 0; c < 3; c++) {
            column figure = column_find(whale, names[c]);
            json_digits(j, column_double(&figure, i), 6);
        }
        json_array_end(j);
    }
    json_table_end(j);
    cev_table_free(whale);
    return CLI_OK;
}

/* Everybody known at the cut, by the same cuts of recency, frequency and money
 * then as now. */
static int32_t ask_moves(const report *r, cev_table **out)
{
    cev_table *then = NULL;
    int32_t status = cev_segmenter_assign(r->rfm, r->before, NULL, &then);
    if (status == CEV_OK)
        status = cev_segments_migration(r->shop->ctx, then, r->classes, NULL,
                                        out, NULL);
    cev_table_free(then);
    return status;
}

/* Where a segment stands in the profile, the best first; behind it where it
 * holds nobody now. */
static int64_t rank_segment(const report *r, const char *name)
{
    column segment = column_find(r->profile, "segment");
    int64_t n = cev_table_row_count(r->profile), i = 0;
    while (i < n && strcmp(column_text(&segment, i), name) != 0)
        i++;
    return i;
}

typedef struct move_row {
    int64_t from, to, row;
} move_row;

static int compare_moves(const void *left, const void *right)
{
    const move_row *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return a->row < b->row ? -1 : 1;
}

static int write_move_rows(const report *r, const cev_table *t, json *j)
{
    int64_t n = cev_table_row_count(t);
    column from = column_find(t, "from"), to = column_find(t, "to");
    column count = column_find(t, "count"), share = column_find(t, "share");
    move_row *rows = malloc((size_t)(n + 1) * sizeof *rows);
    if (rows == NULL)
        return 0;
    for (int64_t i = 0; i < n; i++)
        rows[i] = (move_row){rank_segment(r, column_text(&from, i)),
                             rank_segment(r, column_text(&to, i)), i};
    qsort(rows, (size_t)n, sizeof *rows, compare_moves);
    for (int64_t i = 0; i < n; i++) {
        json_array(j, NULL);
        json_text(j, NULL, column_text(&from, rows[i].row));
        json_text(j, NULL, column_text(&to, rows[i].row));
        json_digits(j, column_double(&count, rows[i].row), 12);
        json_digits(j, column_double(&share, rows[i].row), 5);
        json_array_end(j);
    }
    free(rows);
    return 1;
}

static int write_moves(const report *r, json *j)
{
    static const char *const names[] = {"from", "to", "customers", "share"};
    cev_table *moves = NULL;
    int code = CLI_OK;
    if (r->before != NULL && cev_table_row_count(r->before) > 0
        && ask_moves(r, &moves) != CEV_OK)
        return shop_fail(r->shop);
    json_table(j, "moves", names, 4);
    if (moves != NULL && !write_move_rows(r, moves, j))
        code = cli_fail(r->shop->command, CLI_FAILED, "out of memory");
    json_table_end(j);
    cev_table_free(moves);
    return code;
}

int report_write_groups(const report *r, json *j)
{
    int code = write_map(r, j);
    if (code == CLI_OK)
        code = write_whale(r, j);
    return code == CLI_OK ? write_moves(r, j) : code;
}
