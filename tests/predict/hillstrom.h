/**
 * Hillstrom's e-mail test (MineThatData, 2008): who got the women's e-mail,
 * who got none, and who visited within two weeks.
 */
#ifndef TESTS_PREDICT_HILLSTROM_H
#define TESTS_PREDICT_HILLSTROM_H

#include "predict/features.h"
#include "support/check_main.h"

#include <stdlib.h>

#define HILLSTROM "science/hillstrom_womens_vs_none.csv"

enum { HILLSTROM_NUMBERS = 8, HILLSTROM_TEXTS = 4 };

/** Every other customer; the texts live as long as the file. */
typedef struct hillstrom {
    int64_t rows;
    double *numbers;
    const char **texts;
    cev_table *table;
} hillstrom;

/** The customers whose number among all of the test, the men's e-mail
 *  included, leaves the remainder by `step`. */
static inline hillstrom hillstrom_of(const sheet *file, int64_t remainder,
                                     int64_t step)
{
    static const char *const numbers[HILLSTROM_NUMBERS] = {
        "recency", "history", "mens", "womens", "newbie", "visit",
        "conversion", "spend"};
    static const char *const texts[HILLSTROM_TEXTS] = {
        "history_segment", "zip_code", "channel", "segment"};
    hillstrom h = {0};
    int64_t all = (int64_t)sheet_rows(file);
    size_t number = sheet_column(file, "row");
    size_t *line = malloc((size_t)all * sizeof *line);
    for (int64_t i = 0; i < all; i++)
        if ((int64_t)sheet_double(file, (size_t)i, number) % step == remainder)
            line[h.rows++] = (size_t)i;
    h.table = frame_of(ctx, h.rows);
    h.numbers = malloc((size_t)h.rows * HILLSTROM_NUMBERS * sizeof(double));
    h.texts = malloc((size_t)h.rows * HILLSTROM_TEXTS * sizeof(char *));
    for (int c = 0; c < HILLSTROM_NUMBERS; c++) {
        double *to = h.numbers + c * h.rows;
        size_t column = sheet_column(file, numbers[c]);
        for (int64_t i = 0; i < h.rows; i++)
            to[i] = sheet_double(file, line[i], column);
        put_numbers(h.table, numbers[c], to);
    }
    for (int c = 0; c < HILLSTROM_TEXTS; c++) {
        const char **to = h.texts + c * h.rows;
        size_t column = sheet_column(file, texts[c]);
        for (int64_t i = 0; i < h.rows; i++)
            to[i] = sheet_text(file, line[i], column);
        put_texts(h.table, texts[c], to);
    }
    free(line);
    return h;
}

static inline void hillstrom_free(hillstrom *h)
{
    cev_table_free(h->table);
    free(h->numbers);
    free((void *)h->texts);
}

#endif
