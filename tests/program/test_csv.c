/**
 * The reader of separated values.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv.h"
#include "support/check_main.h"

/* Opens `n` bytes as a file; NULL with the reason in `why`. */
static csv *open_bytes(const char *bytes, size_t n, char why[256])
{
    char path[] = "/tmp/cev-csv-XXXXXX";
    int fd = mkstemp(path), unusable;
    csv *c;

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
    close(fd);
    c = csv_open(path, why, 256, &unusable);
    unlink(path);
    return c;
}

static csv *open_text(const char *text)
{
    char why[256];
    csv *c = open_bytes(text, strlen(text), why);

    ck_assert_msg(c != NULL, "%s", why);
    return c;
}

/* All records as `line:a|b|c` lines, a broken one with `!`. */
static const char *flat(const char *text)
{
    static char out[4096];
    csv *c = open_text(text);
    csv_row row;
    size_t n = 0;

    out[0] = '\0';
    while (csv_next(c, &row) == 1) {
        n += (size_t)snprintf(out + n, sizeof out - n, "%d%s:",
                              (int)row.line, row.broken ? "!" : "");
        for (int i = 0; i < row.n; i++) {
            ck_assert_uint_eq(strlen(row.fields[i].text),
                              row.fields[i].length);
            n += (size_t)snprintf(out + n, sizeof out - n, "%s%s",
                                  i ? "|" : "", row.fields[i].text);
        }
        n += (size_t)snprintf(out + n, sizeof out - n, ";");
    }
    csv_close(c);
    return out;
}

START_TEST(fields_are_split_and_unquoted)
{
    ck_assert_str_eq(flat("a,b\n1,2\n"), "1:a|b;2:1|2;");
    ck_assert_str_eq(flat("a,b\n1,2"), "1:a|b;2:1|2;");
    ck_assert_str_eq(flat("a,b\n,\n"), "1:a|b;2:|;");
    ck_assert_str_eq(flat("a,b\n\"1,2\",\"x \"\"y\"\"\"\n"),
                     "1:a|b;2:1,2|x \"y\";");
    ck_assert_str_eq(flat("a,b\n\"\",\"\"\n"), "1:a|b;2:|;");
    ck_assert_str_eq(flat("a,b\n\"\"\"\",x\n"), "1:a|b;2:\"|x;");
    ck_assert_str_eq(flat("a,b\n\"x\ny\",\"\r\n\"\n3,4\n"),
                     "1:a|b;2:x\ny|\r\n;5:3|4;");
    ck_assert_str_eq(flat("a,b\n\"1\",\"2\""), "1:a|b;2:1|2;");
}
END_TEST

START_TEST(a_quote_inside_a_bare_field_is_a_letter)
{
    ck_assert_str_eq(flat("a,b\n5\" pipe,6\"\" x\n3,4\n"),
                     "1:a|b;2:5\" pipe|6\"\" x;3:3|4;");
    ck_assert_str_eq(flat("a,b\n\"x\"y,2\n3,4\n"), "1:a|b;2:xy|2;3:3|4;");
}
END_TEST

START_TEST(a_quote_that_never_closes_costs_one_line)
{
    ck_assert_str_eq(flat("a,b\n\"1,2\n3,4\n5,6\n"),
                     "1:a|b;2!:\"1|2;3:3|4;4:5|6;");
    ck_assert_str_eq(flat("a,b\n1,\"2"), "1:a|b;2!:1|\"2;");
}
END_TEST

START_TEST(line_ends_and_empty_lines)
{
    ck_assert_str_eq(flat("a,b\r\n1,2\r\n\r\n3,4\r\n"),
                     "1:a|b;2:1|2;4:3|4;");
    ck_assert_str_eq(flat("a,b\r1,2\r3,4"), "1:a|b;2:1|2;3:3|4;");
    ck_assert_str_eq(flat("a\n\n\n1\n"), "1:a;4:1;");
}
END_TEST

START_TEST(separators_are_found_in_the_first_line)
{
    ck_assert_str_eq(flat("a;b\n1,5;2\n"), "1:a|b;2:1,5|2;");
    ck_assert_str_eq(flat("a\tb\n1\t2\n"), "1:a|b;2:1|2;");
    ck_assert_str_eq(flat("a|b|c\n1|2|3\n"), "1:a|b|c;2:1|2|3;");
    ck_assert_str_eq(flat("\"a;b;c\",d\n1,2\n"), "1:a;b;c|d;2:1|2;");
    ck_assert_str_eq(flat("a\n1,2\n"), "1:a;2:1|2;");
    ck_assert_str_eq(flat("sep=;\na;b\n1;2\n"), "2:a|b;3:1|2;");
    ck_assert_str_eq(flat("sep=;\r\na;b\r\n"), "2:a|b;");
    ck_assert_str_eq(flat("\xef\xbb\xbf" "a,b\n1,2\n"), "1:a|b;2:1|2;");
}
END_TEST

START_TEST(records_longer_than_the_buffer_are_whole)
{
    size_t n = 700000;
    char *text = malloc(2 * n + 64), *p = text;
    csv_row row;
    csv *c;

    p += sprintf(p, "a,b\n\"");
    memset(p, 'x', n);
    p[n / 2] = '\n';
    p += n;
    p += sprintf(p, "\",");
    memset(p, 'y', n);
    p += n;
    p += sprintf(p, "\n1,2\n");
    c = open_text(text);
    ck_assert_int_eq(csv_next(c, &row), 1);
    ck_assert_int_eq(csv_next(c, &row), 1);
    ck_assert_int_eq(row.n, 2);
    ck_assert_uint_eq(row.fields[0].length, n);
    ck_assert_uint_eq(row.fields[1].length, n);
    ck_assert_int_eq(csv_next(c, &row), 1);
    ck_assert_int_eq(row.line, 4);
    ck_assert_str_eq(row.fields[1].text, "2");
    ck_assert_int_eq(csv_next(c, &row), 0);
    csv_close(c);
    free(text);
}
END_TEST

START_TEST(rows_across_buffers_lose_nothing)
{
    /* Rows of changing length, so that every kind of cut occurs. */
    size_t n = 0, room = 3 << 20;
    char *text = malloc(room);
    csv_row row;
    csv *c;
    int rows = 0;

    n += (size_t)sprintf(text, "id,word\n");
    while (n < room - 200) {
        n += (size_t)sprintf(text + n, "%d,%s%.*s%s\n", rows,
                             rows % 7 ? "" : "\"", rows % 97,
                             "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                             "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                             rows % 7 ? "" : "\"");
        rows++;
    }
    c = open_text(text);
    csv_next(c, &row);
    for (int i = 0; i < rows; i++) {
        ck_assert_int_eq(csv_next(c, &row), 1);
        ck_assert_int_eq(row.line, i + 2);
        ck_assert_int_eq(row.n, 2);
        ck_assert_int_eq(atoi(row.fields[0].text), i);
        ck_assert_uint_eq(row.fields[1].length,
                          (size_t)(i % 97 < 96 ? i % 97 : 96));
    }
    ck_assert_int_eq(csv_next(c, &row), 0);
    csv_close(c);
    free(text);
}
END_TEST

START_TEST(what_is_no_table_is_named)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *word;
    } cases[] = {
        {"", 0, "empty"}, {"\xff\xfe" "a\0", 4, "UTF-16"},
        {"PK\3\4....", 8, "Excel"}, {"\x1f\x8b\10", 3, "compressed"},
        {"%PDF-1.7", 8, "PDF"}, {"a\0b", 3, "not text"},
        {"\xd0\xcf\x11\xe0", 4, "Excel"}
    };
    char why[256];
    int unusable;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_ptr_null(open_bytes(cases[i].bytes, cases[i].n, why));
        ck_assert_msg(strstr(why, cases[i].word) != NULL, "%s", why);
    }
    ck_assert_ptr_null(csv_open("/nonexistent", why, 256, &unusable));
    ck_assert_int_eq(unusable, 0);
    ck_assert_ptr_null(csv_open("/tmp", why, 256, &unusable));
}
END_TEST

START_TEST(a_mark_is_returned_to)
{
    csv *c = open_text("a,b\n1,2\n3,4\n");
    csv_row row;

    csv_next(c, &row);
    ck_assert(csv_mark(c));
    while (csv_next(c, &row) == 1)
        continue;
    ck_assert(csv_rewind(c));
    ck_assert_int_eq(csv_next(c, &row), 1);
    ck_assert_str_eq(row.fields[0].text, "1");
    ck_assert_int_eq(row.line, 2);
    csv_close(c);
}
END_TEST

START_TEST(a_mark_works_on_a_pipe_too)
{
    int ends[2], unusable, old = dup(0);
    char why[256];
    csv_row row;
    csv *c;

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "a,\xe9\n1,\xfc\n3,\x80\n", 12), 12);
    close(ends[1]);
    dup2(ends[0], 0);
    c = csv_open("-", why, sizeof why, &unusable);
    ck_assert_ptr_nonnull(c);
    csv_next(c, &row);
    ck_assert(csv_mark(c));
    for (int pass = 0; pass < 2; pass++) {
        ck_assert_int_eq(csv_next(c, &row), 1);
        ck_assert_str_eq(row.fields[1].text, "\xc3\xbc");
        ck_assert_int_eq(row.line, 2);
        ck_assert_int_eq(csv_next(c, &row), 1);
        ck_assert_str_eq(row.fields[1].text, "\xe2\x82\xac");
        ck_assert_int_eq(csv_next(c, &row), 0);
        ck_assert(csv_is_windows(c));
        ck_assert(csv_rewind(c));
    }
    csv_close(c);
    dup2(old, 0);
    close(old);
    close(ends[0]);
}
END_TEST

/* Letters of a byte each become two or three, and places in the file stay. */
START_TEST(letters_of_one_byte_are_widened)
{
    enum { ROWS = 60000 };
    size_t n = 0;
    char *text = malloc((size_t)ROWS * 12 + 4);
    char why[256];
    csv_row row;

    n += (size_t)sprintf(text, "a,b\n");
    for (int i = 0; i < ROWS; i++) /* first beyond one buffer */
        n += (size_t)sprintf(text + n, i < ROWS / 2 ? "%05d,plain\n"
                                                    : "%05d,\xe9t\xe9\x85\n", i);
    csv *c = open_bytes(text, n, why);
    ck_assert_ptr_nonnull(c);
    for (int i = -1; i < ROWS / 2 + 100; i++)
        ck_assert_int_eq(csv_next(c, &row), 1);
    ck_assert(csv_mark(c));
    for (int pass = 0; pass < 2; pass++) {
        for (int i = ROWS / 2 + 100; i < ROWS; i++) {
            ck_assert_int_eq(csv_next(c, &row), 1);
            ck_assert_int_eq(atoi(row.fields[0].text), i);
            ck_assert_str_eq(row.fields[1].text,
                             "\xc3\xa9t\xc3\xa9\xe2\x80\xa6");
        }
        ck_assert_int_eq(csv_next(c, &row), 0);
        ck_assert_int_eq(csv_bytes_read(c), (int64_t)n);
        ck_assert(csv_rewind(c));
    }
    csv_close(c);
    free(text);
}
END_TEST

/* Wherever the end of what is read at once cuts a letter off, the only one of the
 * file. */
START_TEST(a_letter_that_a_buffer_cuts_off_is_whole)
{
    enum { BUFFER = 256 * 1024 };
    static char text[BUFFER + 40];
    const char *letter = _i % 2 ? "\xe9" : "\xc3\xa9";
    size_t before = BUFFER - 6 + (size_t)_i / 2, n = before;
    char why[256];
    csv_row row;

    memset(text, 'x', before);
    memcpy(text, "a\n", 2);
    n += (size_t)sprintf(text + n, "%s\nend%s", letter, _i % 3 ? "\n" : "");
    csv *c = open_bytes(text, n, why);
    ck_assert_ptr_nonnull(c);
    ck_assert_int_eq(csv_next(c, &row), 1);
    ck_assert(csv_mark(c));
    for (int pass = 0; pass < 2; pass++) {
        ck_assert_int_eq(csv_next(c, &row), 1);
        ck_assert_uint_eq(row.fields[0].length, before);
        ck_assert_str_eq(row.fields[0].text + before - 2, "\xc3\xa9");
        ck_assert_int_eq(csv_is_windows(c), _i % 2);
        ck_assert_int_eq(csv_next(c, &row), 1);
        ck_assert_str_eq(row.fields[0].text, "end");
        ck_assert_int_eq(csv_next(c, &row), 0);
        ck_assert(csv_rewind(c));
    }
    csv_close(c);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("csv");
    Suite *s = suite_create("program/csv");

    tcase_add_test(cases, fields_are_split_and_unquoted);
    tcase_add_test(cases, a_quote_inside_a_bare_field_is_a_letter);
    tcase_add_test(cases, a_quote_that_never_closes_costs_one_line);
    tcase_add_test(cases, line_ends_and_empty_lines);
    tcase_add_test(cases, separators_are_found_in_the_first_line);
    tcase_add_test(cases, records_longer_than_the_buffer_are_whole);
    tcase_add_test(cases, rows_across_buffers_lose_nothing);
    tcase_add_test(cases, what_is_no_table_is_named);
    tcase_add_test(cases, a_mark_is_returned_to);
    tcase_add_test(cases, a_mark_works_on_a_pipe_too);
    tcase_add_loop_test(cases, a_letter_that_a_buffer_cuts_off_is_whole, 0,
                        20);
    tcase_add_test(cases, letters_of_one_byte_are_widened);
    suite_add_tcase(s, cases);
    return s;
}
