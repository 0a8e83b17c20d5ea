/*
 * The reader of separated values. Records are found by memchr() for the line
 * end and split in place; only records with a quote in them are walked byte
 * by byte.
 */
#include "csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source.h"

/* The builds of `make fuzz` have small ones, which short inputs fill. */
#ifndef LONGEST_RECORD
#define LONGEST_RECORD ((size_t)16 * 1024 * 1024)
#define LONGEST_QUOTED ((size_t)1024 * 1024)
#endif

struct csv {
    source in;
    char separator;
    char line_end;
    int quotes; /* the buffer may hold a quote */
    csv_field *fields;
    int n_fields, field_room;
    int64_t line, mark_line; /* the second for csv_rewind() */
};

/* To be asked when the buffer holds something else. */
static void look_for_quotes(csv *c)
{
    c->quotes = memchr(c->in.buffer, '"', c->in.end) != NULL;
}

/* Read more, as source_more() does. */
static int refill(csv *c)
{
    int more = source_more(&c->in);

    look_for_quotes(c);
    return more;
}

/* Give a field to the record being built; 0 without memory. */
static int add_field(csv *c, char *text, size_t length)
{
    if (c->n_fields == c->field_room) {
        int room = c->field_room ? c->field_room * 2 : 64;
        csv_field *bigger =
            realloc(c->fields, (size_t)room * sizeof *bigger);

        if (bigger == NULL) {
            snprintf(c->in.error, sizeof c->in.error, "out of memory");
            return 0;
        }
        c->fields = bigger;
        c->field_room = room;
    }
    text[length] = '\0';
    c->fields[c->n_fields].text = text;
    c->fields[c->n_fields++].length = length;
    return 1;
}

/* Split a line without quotes. *end is the line end, to be overwritten. */
static int split_plain(csv *c, char *p, char *end)
{
    const char separator = c->separator;
    char *field = p;

    c->n_fields = 0;
    for (; p < end; p++) {
        if (*p == separator) {
            if (!add_field(c, field, (size_t)(p - field)))
                return 0;
            field = p + 1;
        }
    }
    return add_field(c, field, (size_t)(end - field));
}

/* Where the record that starts at p ends: its line end, or NULL if that is not in
 * the buffer; *endless where a quote is open for longer than they are. Nothing
 * is changed, so that it can be asked again. */
static char *quoted_end(const csv *c, char *p, char *end, int64_t *lines,
                        int *endless)
{
    enum { FIELD_START, BARE, QUOTED, CLOSED } state = FIELD_START;
    char *opened = p;

    *lines = 0;
    for (; p < end; p++) {
        if (state == QUOTED) {
            if (*p == '"') {
                state = CLOSED;
                if ((size_t)(p - opened) > LONGEST_QUOTED)
                    break;
            }
            *lines += *p == c->line_end;
        } else if (*p == '"' && state != BARE) {
            if (state == FIELD_START)
                opened = p;
            state = QUOTED; /* opens a field, or is the second of two */
        } else if (*p == c->line_end) {
            return p;
        } else {
            state = *p == c->separator ? FIELD_START : BARE;
        }
    }
    *endless = p < end || (state == QUOTED
                           && (size_t)(end - opened) > LONGEST_QUOTED);
    return NULL;
}

/* Take one field of a record with quotes, undoubling quotes in place. What
 * follows the closing quote is kept as it is. Returns where the field ends:
 * at a separator or the end of the record; NULL without memory. */
static char *take_field(csv *c, char *p, char *end)
{
    char *text = p, *out = p;

    if (p < end && *p == '"') {
        for (p++; p < end; p++) {
            if (*p == '"') {
                p++;
                if (p == end || *p != '"')
                    break;
            }
            *out++ = *p;
        }
    }
    while (p < end && *p != c->separator)
        *out++ = *p++;
    return add_field(c, text, (size_t)(out - text)) ? p : NULL;
}

/* Split a record with quotes in it. */
static int split_quoted(csv *c, char *p, char *end)
{
    c->n_fields = 0;
    for (;;) {
        p = take_field(c, p, end);
        if (p == NULL)
            return 0;
        if (p == end)
            return 1;
        p++;
    }
}

/* Hand out the record from start to its line end at `stop`. */
static int give_row(csv *c, csv_row *row, char *stop, int quoted,
                    int64_t lines)
{
    char *p = c->in.buffer + c->in.start, *end = stop;

    if (c->line_end == '\n' && end > p && end[-1] == '\r')
        end--;
    row->line = c->line;
    row->broken = 0;
    c->in.start = (size_t)(stop - c->in.buffer) + 1;
    if (c->in.start > c->in.end) /* the last line has no end */
        c->in.start = c->in.end;
    c->line += lines + 1;
    if (quoted ? !split_quoted(c, p, end) : !split_plain(c, p, end))
        return -1;
    row->fields = c->fields;
    row->n = c->n_fields;
    return 1;
}

/* A quote opened in this record and did not close: give its first line as if
 * quotes meant nothing, so that the lines behind it are not lost. */
static int give_broken(csv *c, csv_row *row)
{
    char *p = c->in.buffer + c->in.start;
    char *stop = memchr(p, c->line_end, c->in.end - c->in.start);
    int status = give_row(c, row, stop ? stop : c->in.buffer + c->in.end, 0, 0);

    row->broken = 1;
    return status;
}

/* Hand out what is left when the file ends without a line end. */
static int give_last(csv *c, csv_row *row, int quoted)
{
    char *p = c->in.buffer + c->in.start, *end = c->in.buffer + c->in.end;
    int64_t lines = 0;
    int endless;

    if (p == end)
        return 0;
    if (quoted) {
        *end = c->line_end; /* the byte that is kept free */
        if (quoted_end(c, p, end + 1, &lines, &endless) == NULL)
            return give_broken(c, row);
    }
    return give_row(c, row, end, quoted, lines);
}

/* The next record, be it an empty line. Limits are on what it holds, not on what
 * the buffer does, so that it is the same wherever the buffer begins. */
static int next_record(csv *c, csv_row *row)
{
    for (;;) {
        char *p = c->in.buffer + c->in.start, *end = c->in.buffer + c->in.end;
        char *line = memchr(p, c->line_end, (size_t)(end - p)), *stop = line;
        int quoted =
            c->quotes && memchr(p, '"', (size_t)((line ? line : end) - p));
        int64_t lines = 0;
        int endless = 0, more;

        if (quoted)
            stop = quoted_end(c, p,
                              (size_t)(end - p) > LONGEST_RECORD
                                  ? p + LONGEST_RECORD + 1
                                  : end,
                              &lines, &endless);
        if (endless)
            stop = line;
        if ((size_t)((stop ? stop : end) - p) > LONGEST_RECORD) {
            snprintf(c->in.error, sizeof c->in.error,
                     "line %lld is longer than 16 MB: this is no table",
                     (long long)c->line);
            return -1;
        }
        if (stop != NULL)
            return endless ? give_broken(c, row)
                           : give_row(c, row, stop, quoted, lines);
        more = refill(c);
        if (more <= 0)
            return more < 0 ? -1 : give_last(c, row, quoted);
    }
}

int csv_next(csv *c, csv_row *row)
{
    int status;

    do
        status = next_record(c, row);
    while (status == 1 && row->n == 1 && row->fields[0].length == 0 &&
           !row->broken);
    return status;
}

const char *csv_error(const csv *c)
{
    return c->in.error;
}

/* What a file is that is no text, or NULL. */
static const char *foreign_content(const char *p, size_t n)
{
    if (n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 ||
                   memcmp(p, "\xfe\xff", 2) == 0))
        return "is UTF-16 text; save it as UTF-8";
    if (n >= 4 && memcmp(p, "PK\3\4", 4) == 0)
        return "is a ZIP archive or an Excel workbook; save the sheet as CSV";
    if (n >= 4 && memcmp(p, "\xd0\xcf\x11\xe0", 4) == 0)
        return "is an old Excel workbook; save the sheet as CSV";
    if (n >= 2 && memcmp(p, "\x1f\x8b", 2) == 0)
        return "is compressed; give it through `gzip -dc FILE | cev ... -`";
    if (n >= 5 && memcmp(p, "%PDF-", 5) == 0)
        return "is a PDF; wanted a CSV file";
    if (memchr(p, '\0', n < 4096 ? n : 4096) != NULL)
        return "is not text; wanted a CSV file";
    return NULL;
}

/* Skip the mark that Windows programs put before UTF-8, and the line
 * `sep=;` that tells Excel the separator. */
static void skip_preamble(csv *c)
{
    const char *p = c->in.buffer;

    if (c->in.end >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
        c->in.start = 3;
    p += c->in.start;
    if (c->in.end - c->in.start >= 6 && memcmp(p, "sep=", 4) == 0 &&
        (p[5] == '\n' || p[5] == '\r')) {
        c->separator = p[4];
        c->in.start += 6;
        if (c->in.start < c->in.end && p[5] == '\r' && p[6] == '\n')
            c->in.start++;
        c->line++;
    }
}

/* The line end: \n, or \r where the first line has no other. The separator:
 * whichever occurs most often outside quotes in the first line. */
static void detect_dialect(csv *c)
{
    static const char candidates[] = ",;\t|";
    const char *p = c->in.buffer + c->in.start, *end = c->in.buffer + c->in.end;
    int counts[4] = {0, 0, 0, 0}, quoted = 0, best = 0;

    c->line_end = '\n';
    if (memchr(p, '\n', (size_t)(end - p)) == NULL &&
        memchr(p, '\r', (size_t)(end - p)) != NULL)
        c->line_end = '\r';
    if (c->separator != '\0')
        return;
    for (; p < end && (quoted || *p != c->line_end); p++) {
        const char *found;

        if (*p == '"')
            quoted = !quoted;
        else if (!quoted && (found = strchr(candidates, *p)) != NULL && *p)
            counts[found - candidates]++;
    }
    for (int i = 1; i < 4; i++)
        if (counts[i] > counts[best])
            best = i;
    c->separator = candidates[best];
}

csv *csv_open(const char *path, char *why, size_t why_size, int *unusable)
{
    csv *c = calloc(1, sizeof *c);
    const char *foreign;

    *unusable = 0;
    if (c == NULL) {
        snprintf(why, why_size, "out of memory");
        return NULL;
    }
    c->line = 1;
    if (!source_open(&c->in, path))
        goto failed;
    foreign = foreign_content(c->in.buffer, c->in.end);
    if (c->in.end == 0)
        foreign = "is empty; wanted a header line and rows";
    *unusable = foreign != NULL;
    if (foreign != NULL)
        snprintf(c->in.error, sizeof c->in.error, "%s", foreign);
    if (foreign != NULL || !source_settle(&c->in))
        goto failed;
    look_for_quotes(c);
    skip_preamble(c);
    detect_dialect(c);
    return c;

failed:
    snprintf(why, why_size, "%s", c->in.error);
    csv_close(c);
    return NULL;
}

void csv_close(csv *c)
{
    if (c == NULL)
        return;
    source_close(&c->in);
    free(c->fields);
    free(c);
}

int csv_mark(csv *c)
{
    c->mark_line = c->line;
    return source_mark(&c->in);
}

int csv_rewind(csv *c)
{
    c->line = c->mark_line;
    return source_rewind(&c->in);
}

const char *csv_ahead(const csv *c, size_t *length)
{
    *length = c->in.end - c->in.start;
    return c->in.buffer + c->in.start;
}

int csv_is_windows(const csv *c)
{
    return c->in.was_windows || c->in.letters == ENCODING_WINDOWS;
}

char csv_separator(const csv *c)
{
    return c->separator;
}

int64_t csv_bytes_read(const csv *c)
{
    return c->in.bytes_read;
}

int64_t csv_size(const csv *c)
{
    return c->in.size;
}
