/*
 * What the tests of kinds of groups share: tables out of plain arrays, a
 * segmenter with options, and its answers.
 */
#ifndef TESTS_SEGMENT_GROUPS_H
#define TESTS_SEGMENT_GROUPS_H

#include "core/expect.h"
#include "core/seal.h"
#include "support/near.h"
#include "support/shared.h"
#include "support/stops.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME_COLUMNS = 12, FRAME_ROWS = 6000 };

/* Columns of doubles, and perhaps one of texts. */
typedef struct frame {
    int64_t rows;
    int columns;
    const char *names[FRAME_COLUMNS];
    double values[FRAME_COLUMNS][FRAME_ROWS];
    int texts;
    const char *text_names[FRAME_COLUMNS];
    const char *text[FRAME_COLUMNS][FRAME_ROWS];
} frame;

static frame data;
static cev_table *rows_table;
static cev_table *placed;
static cev_table *told;
static cev_table *sums;
static cev_segmenter *groups;

static inline void open_groups(void)
{
    memset(&data, 0, sizeof data);
    rows_table = placed = told = sums = NULL;
    groups = NULL;
}

static inline void free_groups(void)
{
    cev_table_free(sums);
    cev_table_free(told);
    cev_table_free(placed);
    cev_segmenter_free(groups);
    cev_table_free(rows_table);
    rows_table = placed = told = sums = NULL;
    groups = NULL;
}

static inline TCase *case_with_groups(const char *name)
{
    TCase *cases = case_with_ctx(name);
    tcase_add_checked_fixture(cases, open_groups, free_groups);
    return cases;
}

static inline int32_t frame_table(cev_ctx *of, const frame *from,
                                  cev_table **out)
{
    cev_table *made = NULL;
    int32_t status = cev_table_new(of, from->rows, &made);
    for (int i = 0; status == CEV_OK && i < from->columns; i++)
        status = cev_table_set_column(made, from->names[i], CEV_DOUBLE,
                                      from->values[i], sizeof(double), NULL);
    for (int i = 0; status == CEV_OK && i < from->texts; i++)
        status = cev_table_set_column(made, from->text_names[i], CEV_TEXT,
                                      from->text[i], sizeof(char *), NULL);
    if (status != CEV_OK) {
        cev_table_free(made);
        return status;
    }
    *out = made;
    return CEV_OK;
}

/* Options out of "key=value;key=value"; numbers as such. */
static inline int32_t read_settings(cev_ctx *of, const char *settings,
                                    cev_options **out)
{
    char copy[2048], *at = copy;
    cev_options *options = NULL;
    int32_t status = cev_options_new(of, &options);
    ck_assert_uint_lt(strlen(settings), sizeof copy);
    strcpy(copy, settings);
    while (status == CEV_OK && *at) {
        char *key = at, *value = strchr(at, '='), *end;
        ck_assert_ptr_nonnull(value);
        *value++ = '\0';
        at = value + strcspn(value, "|");
        if (*at)
            *at++ = '\0';
        double number = strtod(value, &end);
        if (*value && !*end && floor(number) == number)
            status = cev_options_set_int(options, key, (int64_t)number);
        else if (*value && !*end)
            status = cev_options_set_double(options, key, number);
        else
            status = cev_options_set_str(options, key, value);
    }
    if (status == CEV_OK)
        *out = options;
    else
        cev_options_free(options);
    return status;
}

static inline int32_t new_groups(cev_ctx *of, const char *kind,
                                 const char *settings, cev_segmenter **out)
{
    cev_options *options = NULL;
    int32_t status = read_settings(of, settings, &options);
    if (status == CEV_OK)
        status = cev_segmenter_new(of, kind, options, out);
    cev_options_free(options);
    return status;
}

/* Fits the frame and asks for everything. */
static inline void fit_groups(const char *kind, const char *settings)
{
    free_groups();
    expect_ok(new_groups(ctx, kind, settings, &groups));
    expect_ok(frame_table(ctx, &data, &rows_table));
    expect_ok(cev_segmenter_fit(groups, rows_table));
    expect_ok(cev_segmenter_assign(groups, rows_table, NULL, &placed));
    expect_ok(cev_segmenter_profile(groups, NULL, &told));
    expect_ok(cev_segmenter_summary(groups, NULL, &sums));
}

/* A fit that fails, with these words. */
static inline void fit_fails(const char *kind, const char *settings,
                             int32_t status, const char *message)
{
    free_groups();
    expect_ok(new_groups(ctx, kind, settings, &groups));
    expect_ok(frame_table(ctx, &data, &rows_table));
    expect_failure(cev_segmenter_fit(groups, rows_table), status, message);
}

/* A figure of the summary; NaN where there is none. */
static inline double figure(const char *name)
{
    for (int64_t i = 0; i < cev_table_row_count(sums); i++)
        if (strcmp(cev_table_text(sums, "name", i), name) == 0)
            return cev_table_double(sums, "value", i);
    return NAN;
}

static inline int has_verdict(const char *name)
{
    for (int64_t i = 0; i < cev_table_row_count(sums); i++)
        if (strcmp(cev_table_text(sums, "section", i), "verdict") == 0
            && strcmp(cev_table_text(sums, "name", i), name) == 0)
            return 1;
    return 0;
}

static inline const char *segment_of(int64_t row)
{
    return cev_table_text(placed, "segment", row);
}

/* The four measurements of 150 irises. */
static inline int read_iris(void)
{
    static const char *const names[4] = {"Sepal.Length", "Sepal.Width",
                                         "Petal.Length", "Petal.Width"};
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "science/iris.csv"))
        return 0;
    sheet *file = sheet_open(path);
    data.rows = (int64_t)sheet_rows(file);
    data.columns = 4;
    for (int c = 0; c < 4; c++) {
        size_t column = sheet_column(file, names[c]);
        data.names[c] = names[c];
        for (int64_t i = 0; i < data.rows; i++)
            data.values[c][i] = sheet_double(file, (size_t)i, column);
    }
    sheet_close(file);
    return 1;
}

static inline double pairs_of(double n)
{
    return n * (n - 1.0) / 2.0;
}

/* The adjusted Rand index (Hubert & Arabie 1985) of at most ten segments, called
 * by their numbers, and the irises' species, of which each has fifty. */
static inline double agreement_with_species(void)
{
    double cells[10][3] = {{0}}, both = 0.0, segments = 0.0, species = 0.0;
    for (int64_t i = 0; i < 150; i++)
        cells[atoi(segment_of(i)) - 1][i / 50] += 1.0;
    for (int g = 0; g < 10; g++) {
        double size = cells[g][0] + cells[g][1] + cells[g][2];
        segments += pairs_of(size);
        for (int s = 0; s < 3; s++)
            both += pairs_of(cells[g][s]);
    }
    species = 3.0 * pairs_of(50.0);
    double chance_of_both = segments * species / pairs_of(150.0);
    return (both - chance_of_both)
           / ((segments + species) / 2.0 - chance_of_both);
}

/* In [0, 1), the same on every machine. */
static inline double chance(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005)
             + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Rows in three heaps, one of them half of all, with a gap here and there. */
static inline void draw_heaps(int64_t rows, uint64_t seed)
{
    static const double middle[3][2] = {{0, 0}, {8, 1}, {3, 9}};
    data.rows = rows;
    data.columns = 2;
    data.names[0] = "x";
    data.names[1] = "revenue";
    for (int64_t i = 0; i < rows; i++) {
        int heap = i % 2 ? 0 : i % 4 ? 1 : 2;
        for (int c = 0; c < 2; c++)
            data.values[c][i] = middle[heap][c] + chance(&seed)
                                + chance(&seed) + chance(&seed);
    }
}

/* The rows backwards. */
static inline void reverse_rows(void)
{
    for (int c = 0; c < data.columns; c++)
        for (int64_t i = 0, j = data.rows - 1; i < j; i++, j--) {
            double moved = data.values[c][i];
            data.values[c][i] = data.values[c][j];
            data.values[c][j] = moved;
        }
    for (int c = 0; c < data.texts; c++)
        for (int64_t i = 0, j = data.rows - 1; i < j; i++, j--) {
            const char *moved = data.text[c][i];
            data.text[c][i] = data.text[c][j];
            data.text[c][j] = moved;
        }
}

static inline int64_t saved_bytes(void *bytes, int64_t capacity)
{
    int64_t size = 0;
    expect_ok(cev_segmenter_save(groups, bytes, capacity, &size));
    return size;
}

/* The fit of rows backwards saves the same bytes. */
static inline void check_any_order(const char *kind, const char *settings)
{
    static unsigned char one[200000], other[200000];
    fit_groups(kind, settings);
    int64_t size = saved_bytes(one, sizeof one);
    ck_assert_int_le(size, (int64_t)sizeof one);
    reverse_rows();
    fit_groups(kind, settings);
    ck_assert_int_eq(saved_bytes(other, sizeof other), size);
    ck_assert_mem_eq(one, other, (size_t)size);
}

/* A model that was saved and loaded answers the same; bytes cut short or
   damaged are refused. */
static inline void check_saving(const char *kind, const char *settings)
{
    static unsigned char bytes[200000], again[200000];
    cev_segmenter *loaded = NULL;
    cev_table *answer = NULL;
    fit_groups(kind, settings);
    int64_t size = saved_bytes(bytes, sizeof bytes), size_again = 0;
    expect_ok(cev_segmenter_load(ctx, bytes, size, &loaded));
    expect_ok(cev_segmenter_save(loaded, again, sizeof again, &size_again));
    ck_assert_int_eq(size_again, size);
    ck_assert_mem_eq(bytes, again, (size_t)size);
    expect_ok(cev_segmenter_assign(loaded, rows_table, NULL, &answer));
    for (int64_t i = 0; i < data.rows; i++)
        ck_assert_str_eq(cev_table_text(answer, "segment", i), segment_of(i));
    cev_table_free(answer);
    cev_segmenter_free(loaded);
    loaded = NULL;
    for (int64_t cut = 0; cut < size; cut += 1 + size / 50)
        ck_assert_int_ne(cev_segmenter_load(ctx, bytes, cut, &loaded), CEV_OK);
    ck_assert_ptr_null(loaded);
}

/* Whole bytes, well sealed, of a model whose tally has not one group. */
static inline void check_no_groups(const char *kind, const char *settings)
{
    static unsigned char bytes[200000];
    unsigned char names[128];
    cev__writer writer = {names, sizeof names, 0};
    cev_segmenter *loaded = NULL;
    fit_groups(kind, settings);
    int64_t size = saved_bytes(bytes, sizeof bytes), at = SEAL_HEAD;
    cev__write_i64(&writer, cev_table_row_count(told));
    cev__write_text(&writer, cev_table_text(told, "segment", 0));
    while (at + writer.size < size
           && memcmp(bytes + at, names, (size_t)writer.size) != 0)
        at++;
    ck_assert_int_lt(at + writer.size, size);
    memset(bytes + at, 0, (size_t)(size - at));
    ck_assert_int_eq(seal(bytes, size - SEAL_HEAD - SEAL_TAIL), size);
    expect_status_of(ctx, cev_segmenter_load(ctx, bytes, size, &loaded),
                     CEV_ERR_FORMAT, kind);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "the bytes hold no "));
    ck_assert_ptr_null(loaded);
}

/* A whole life under a failing allocator; state is { kind, settings }. */
static inline int32_t groups_life(cev_ctx *of, void *state)
{
    const char *const *what = state;
    cev_segmenter *made = NULL, *loaded = NULL;
    cev_table *input = NULL, *a = NULL, *b = NULL, *c = NULL;
    static unsigned char bytes[200000];
    int64_t size = 0;
    int32_t status = new_groups(of, what[0], what[1], &made);
    if (status == CEV_OK)
        status = frame_table(of, &data, &input);
    if (status == CEV_OK)
        status = cev_segmenter_fit(made, input);
    if (status == CEV_OK)
        status = cev_segmenter_assign(made, input, NULL, &a);
    if (status == CEV_OK)
        status = cev_segmenter_profile(made, NULL, &b);
    if (status == CEV_OK)
        status = cev_segmenter_summary(made, NULL, &c);
    if (status == CEV_OK)
        status = cev_segmenter_save(made, bytes, sizeof bytes, &size);
    if (status == CEV_OK)
        status = cev_segmenter_load(of, bytes, size, &loaded);
    cev_segmenter_free(loaded);
    cev_table_free(c);
    cev_table_free(b);
    cev_table_free(a);
    cev_table_free(input);
    cev_segmenter_free(made);
    return status;
}

/* A fit that is stopped leaves the fit before it as it was. */
static inline void check_stopping(const char *kind, const char *settings)
{
    fit_groups(kind, settings);
    int64_t count = cev_table_row_count(told);
    cev_ctx_set_progress(ctx, stop_work, NULL);
    ck_assert_int_eq(cev_segmenter_fit(groups, rows_table),
                     CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    cev_table_free(told);
    expect_ok(cev_segmenter_profile(groups, NULL, &told));
    ck_assert_int_eq(cev_table_row_count(told), count);
}

/* Rows that are all the same, one row, and none have their answers. */
static inline void check_small_shops(const char *kind, const char *settings)
{
    for (int64_t rows = 0; rows <= 5; rows = rows == 0 ? 1 : rows + 4) {
        data.rows = rows;
        for (int c = 0; c < data.columns; c++)
            for (int64_t i = 0; i < rows; i++)
                data.values[c][i] = 3.5;
        for (int c = 0; c < data.texts; c++)
            for (int64_t i = 0; i < rows; i++)
                data.text[c][i] = "same";
        fit_groups(kind, settings);
        ck_assert_int_eq(cev_table_row_count(told), rows > 0);
        ck_assert_int_eq(cev_table_row_count(placed), rows);
        for (int64_t i = 1; i < rows; i++)
            ck_assert_str_eq(segment_of(i), segment_of(0));
    }
}

#endif
