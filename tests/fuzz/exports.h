/**
 * Exports of each format: a header that the format knows, or any, and rows as
 * the input has them; read with whatever options it chooses, alone or beside a
 * second file with the same rows.
 */
#ifndef TESTS_FUZZ_EXPORTS_H
#define TESTS_FUZZ_EXPORTS_H

#include "format.h"
#include "fuzz/file.h"
#include "program/reading.h"

enum { EXPORT_BYTES = 1 << 14 };

/* The header of a format, all columns by their first names; of no format: the
 * rows begin with one. Returns the bytes that it takes. */
static size_t export_header(const format *of, int skip, char *out)
{
    size_t n = 0;
    for (int i = 0; of != NULL && i < of->n_columns; i++) {
        const char *names = of->columns[i].names;
        if (!of->columns[i].required && skip >> (i % 4) & 1)
            continue;
        n += (size_t)sprintf(out + n, "%s%.*s", n > 0 ? "," : "",
                             (int)strcspn(names, "|"), names);
    }
    if (of != NULL)
        out[n++] = '\n';
    return n;
}

static orders_options export_options(int a, int b)
{
    static const char *const zones[] = {NULL, NULL, "Europe/Berlin", "+05:30"};
    static const char *const currencies[] = {NULL, NULL, NULL, "EUR"};
    orders_options options;
    orders_options_init(&options);
    options.zone = zones[a % 4];
    options.currency = currencies[a / 4 % 4];
    options.dates = (date_order)(a / 16 % 4);
    options.decimal_comma = a / 64 % 2;
    options.keep_zero = a / 128;
    options.exclude_order = b % 4 == 3 ? "X,#1" : NULL;
    options.walk_in = b / 4 % 4 == 3 ? "0,anon" : NULL;
    options.customer_column = b / 16 % 4 == 3 ? "who" : NULL;
    options.format = b / 64 % 4 == 3 ? "plain" : NULL;
    options.memory_mb = 1;
    return options;
}

/* What is given out is what is reported; a failure says why. */
static void read_exports(const char *const *paths, int n,
                         const orders_options *options)
{
    static seen s;
    orders_report report;
    orders_sink sink = {&s, see_order, see_skip, NULL};
    s.n = 0;
    s.orders = s.skips = s.stop_after = 0;
    int code = orders_read(paths, n, options, &sink, &report);
    if (code < ORDERS_OK || code >= ORDERS_STOPPED
        || (code == ORDERS_OK) != (report.error[0] == '\0')
        || report.sales + report.refunds != s.orders
        || report.skipped_total != s.skips)
        abort();
    orders_report_free(&report);
}

static void try_input(const uint8_t *data, size_t size)
{
    static char text[EXPORT_BYTES + 2000];
    static int count;
    while (formats[count] != NULL)
        count++;
    if (size < 4)
        return;
    const format *of =
        data[0] % (count + 1) < count ? formats[data[0] % (count + 1)] : NULL;
    orders_options options = export_options(data[1], data[2]);
    size_t n = export_header(of, data[3], text);
    size -= 4;
    if (size > EXPORT_BYTES)
        size = EXPORT_BYTES;
    memcpy(text + n, data + 4, size);
    const char *paths[2] = {file_of(0, text, n + size), NULL};
    int files = 1;
    if (data[0] >= 200)
        paths[files++] = file_of(1, text, n + size);
    read_exports(paths, files, &options);
}

#endif
