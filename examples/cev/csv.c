/*
 * The reader of separated values. Records are found by memchr() for the line
 * end and split in place; only records with a quote in them are walked byte
 * by byte.
 */
#define _POSIX_C_SOURCE 200809L

#include "csv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "temporary.h"

/* The builds of `make fuzz` have small ones, which short inputs fill. */
#ifndef FIRST_BUFFER
#define FIRST_BUFFER ((size_t)256 * 1024)
#define LONGEST_RECORD ((size_t)16 * 1024 * 1024)
#define LONGEST_QUOTED ((size_t)1024 * 1024)
#endif

struct csv {
    int fd;
    int close_fd;
    char separator;
    char line_end;
    int at_end;   /* nothing left to read from fd */
    int quotes;   /* the buffer may hold a quote */
    char *buffer;
    size_t room;  /* bytes of buffer, one kept free for a final NUL */
    size_t start; /* of what is not yet handed out */
    size_t end;
    csv_field *fields;
    int n_fields, field_room;
    int64_t line;
    int64_t bytes_read, size;
    int64_t mark_offset, mark_line; /* for csv_rewind() */
    char error[256];
};

/* read() that is not stopped by signals. */
static ssize_t read_some(int fd, char *out, size_t n)
{
    ssize_t got;

    do
        got = read(fd, out, n);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Read more behind what is in the buffer, making room first. Returns 1 if
 * bytes came, 0 at the end, -1 on failure. */
static int refill(csv *c)
{
    ssize_t got;

    if (c->at_end)
        return 0;
    if (c->start > 0) {
        memmove(c->buffer, c->buffer + c->start, c->end - c->start);
        c->end -= c->start;
        c->start = 0;
    }
    if (c->end + 1 >= c->room) {
        char *bigger = realloc(c->buffer, c->room * 2);

        if (bigger == NULL) {
            snprintf(c->error, sizeof c->error, "out of memory");
            return -1;
        }
        c->buffer = bigger;
        c->room *= 2;
    }
    got = read_some(c->fd, c->buffer + c->end, c->room - 1 - c->end);
    if (got < 0) {
        snprintf(c->error, sizeof c->error, "cannot be read: %s",
                 strerror(errno));
        return -1;
    }
    c->at_end = got == 0;
    c->end += (size_t)got;
    c->bytes_read += got;
    c->quotes = memchr(c->buffer, '"', c->end) != NULL;
    return got > 0;
}

/* Give a field to the record being built; 0 without memory. */
static int add_field(csv *c, char *text, size_t length)
{
    if (c->n_fields == c->field_room) {
        int room = c->field_room ? c->field_room * 2 : 64;
        csv_field *bigger =
            realloc(c->fields, (size_t)room * sizeof *bigger);

        if (bigger == NULL) {
            snprintf(c->error, sizeof c->error, "out of memory");
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

/* Where the record that starts at p ends: its line end, or NULL if that is
 * not in the buffer. Nothing is changed, so that it can be asked again. */
static char *quoted_end(const csv *c, char *p, char *end, int64_t *lines)
{
    enum { FIELD_START, BARE, QUOTED, CLOSED } state = FIELD_START;

    *lines = 0;
    for (; p < end; p++) {
        if (state == QUOTED) {
            if (*p == '"')
                state = CLOSED;
            *lines += *p == c->line_end;
        } else if (*p == '"' && state != BARE) {
            state = QUOTED; /* opens a field, or is the second of two */
        } else if (*p == c->line_end) {
            return p;
        } else {
            state = *p == c->separator ? FIELD_START : BARE;
        }
    }
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
    char *p = c->buffer + c->start, *end = stop;

    if (c->line_end == '\n' && end > p && end[-1] == '\r')
        end--;
    row->line = c->line;
    row->broken = 0;
    c->start = (size_t)(stop - c->buffer) + 1;
    if (c->start > c->end) /* the last line has no end */
        c->start = c->end;
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
    char *p = c->buffer + c->start;
    char *stop = memchr(p, c->line_end, c->end - c->start);
    int status = give_row(c, row, stop ? stop : c->buffer + c->end, 0, 0);

    row->broken = 1;
    return status;
}

/* Hand out what is left when the file ends without a line end. */
static int give_last(csv *c, csv_row *row, int quoted)
{
    char *p = c->buffer + c->start, *end = c->buffer + c->end;
    int64_t lines = 0;

    if (p == end)
        return 0;
    if (quoted) {
        *end = c->line_end; /* the byte that is kept free */
        if (quoted_end(c, p, end + 1, &lines) == NULL)
            return give_broken(c, row);
    }
    return give_row(c, row, end, quoted, lines);
}

/* The next record, be it an empty line. */
static int next_record(csv *c, csv_row *row)
{
    for (;;) {
        char *p = c->buffer + c->start, *end = c->buffer + c->end;
        char *stop = memchr(p, c->line_end, (size_t)(end - p));
        char *line = stop ? stop : end;
        int quoted = c->quotes && memchr(p, '"', (size_t)(line - p));
        int64_t lines = 0;
        int more;

        if (quoted)
            stop = quoted_end(c, p, end, &lines);
        if (stop != NULL)
            return give_row(c, row, stop, quoted, lines);
        if (quoted && c->end - c->start > LONGEST_QUOTED)
            return give_broken(c, row);
        if (c->end - c->start > LONGEST_RECORD) {
            snprintf(c->error, sizeof c->error,
                     "line %lld is longer than 16 MB: this is no table",
                     (long long)c->line);
            return -1;
        }
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
    return c->error;
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
    const char *p = c->buffer;

    if (c->end >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
        c->start = 3;
    p += c->start;
    if (c->end - c->start >= 6 && memcmp(p, "sep=", 4) == 0 &&
        (p[5] == '\n' || p[5] == '\r')) {
        c->separator = p[4];
        c->start += 6;
        if (c->start < c->end && p[5] == '\r' && p[6] == '\n')
            c->start++;
        c->line++;
    }
}

/* The line end: \n, or \r where the first line has no other. The separator:
 * whichever occurs most often outside quotes in the first line. */
static void detect_dialect(csv *c)
{
    static const char candidates[] = ",;\t|";
    const char *p = c->buffer + c->start, *end = c->buffer + c->end;
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

/* Open the file itself. */
static int open_source(csv *c, const char *path, char *why, size_t why_size)
{
    struct stat status;

    c->fd = 0;
    if (strcmp(path, "-") != 0) {
        c->fd = open(path, O_RDONLY | O_CLOEXEC);
        c->close_fd = 1;
    }
    if (c->fd < 0 || fstat(c->fd, &status) != 0) {
        snprintf(why, why_size, "cannot be opened: %s", strerror(errno));
        return 0;
    }
    if (S_ISDIR(status.st_mode)) {
        snprintf(why, why_size, "is a folder; wanted a CSV file");
        return 0;
    }
    c->size = S_ISREG(status.st_mode) ? (int64_t)status.st_size : -1;
    return 1;
}

csv *csv_open(const char *path, char *why, size_t why_size, int *unusable)
{
    csv *c = calloc(1, sizeof *c);
    const char *foreign;

    *unusable = 0;
    if (c != NULL)
        c->buffer = malloc(FIRST_BUFFER);
    if (c == NULL || c->buffer == NULL) {
        free(c);
        snprintf(why, why_size, "out of memory");
        return NULL;
    }
    c->fd = -1;
    c->room = FIRST_BUFFER;
    c->line = 1;
    if (!open_source(c, path, why, why_size))
        goto failed;
    do { /* a pipe may give the first line in pieces */
        if (refill(c) < 0) {
            snprintf(why, why_size, "%s", c->error);
            goto failed;
        }
    } while (!c->at_end && c->end < FIRST_BUFFER / 2);
    foreign = foreign_content(c->buffer, c->end);
    *unusable = 1;
    if (c->end == 0 || foreign != NULL) {
        snprintf(why, why_size, "%s",
                 foreign ? foreign : "is empty; wanted a header line and rows");
        goto failed;
    }
    skip_preamble(c);
    detect_dialect(c);
    return c;

failed:
    csv_close(c);
    return NULL;
}

void csv_close(csv *c)
{
    if (c == NULL)
        return;
    if (c->close_fd && c->fd >= 0)
        close(c->fd);
    free(c->buffer);
    free(c->fields);
    free(c);
}

/* Copy what is in the buffer and what is still to come to a temporary file,
 * and go on reading from there. */
static int spool(csv *c)
{
    int fd = temporary_file();
    int ok = fd >= 0 &&
             temporary_write(fd, c->buffer + c->start, c->end - c->start);
    char *chunk = ok ? malloc(FIRST_BUFFER) : NULL;
    ssize_t got = 0;

    ok = ok && chunk != NULL;
    while (ok && (got = read_some(c->fd, chunk, FIRST_BUFFER)) > 0)
        ok = temporary_write(fd, chunk, (size_t)got);
    free(chunk);
    if (!ok || got < 0) {
        snprintf(c->error, sizeof c->error,
                 "cannot be copied to a temporary file: %s", strerror(errno));
        if (fd >= 0)
            close(fd);
        return 0;
    }
    if (c->close_fd)
        close(c->fd);
    c->fd = fd;
    c->close_fd = 1;
    c->mark_offset = 0;
    return 1;
}

int csv_mark(csv *c)
{
    off_t now = lseek(c->fd, 0, SEEK_CUR);

    c->mark_line = c->line;
    if (c->size < 0 || now < 0) {
        if (!spool(c))
            return 0;
        return csv_rewind(c);
    }
    c->mark_offset = (int64_t)now - (int64_t)(c->end - c->start);
    return 1;
}

int csv_rewind(csv *c)
{
    if (lseek(c->fd, (off_t)c->mark_offset, SEEK_SET) < 0) {
        snprintf(c->error, sizeof c->error, "cannot be read twice: %s",
                 strerror(errno));
        return 0;
    }
    c->line = c->mark_line;
    c->start = c->end = 0;
    c->bytes_read = c->mark_offset;
    c->at_end = 0;
    return 1;
}

const char *csv_ahead(const csv *c, size_t *length)
{
    *length = c->end - c->start;
    return c->buffer + c->start;
}

char csv_separator(const csv *c)
{
    return c->separator;
}

int64_t csv_bytes_read(const csv *c)
{
    return c->bytes_read;
}

int64_t csv_size(const csv *c)
{
    return c->size;
}
