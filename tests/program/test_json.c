/**
 * JSON as it comes: levels, numbers, and text that may not leave its block.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "support/check_main.h"

enum { ROOM = 4096 };

/* What was written to a temporary file, which is closed. */
static const char *written(FILE *file)
{
    static char text[ROOM];
    rewind(file);
    text[fread(text, 1, ROOM - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* One text as a JSON value. */
static const char *text_value(const char *text)
{
    json j = {tmpfile(), 0};
    json_text(&j, NULL, text);
    return written(j.file);
}

START_TEST(levels_and_commas)
{
    static const char *const columns[] = {"a", "b"};
    json j = {tmpfile(), 0};
    json_object(&j, NULL);
    json_integer(&j, "n", -7);
    json_array(&j, "list");
    json_digits(&j, 0.5, 6);
    json_digits(&j, 1234567.0, 3);
    json_array_end(&j);
    json_object(&j, "none");
    json_object_end(&j);
    json_boolean(&j, "yes", 1);
    json_table(&j, "t", columns, 2);
    json_array(&j, NULL);
    json_null(&j, NULL);
    json_array_end(&j);
    json_table_end(&j);
    json_object_end(&j);
    ck_assert_str_eq(written(j.file),
                     "{\"n\":-7,\"list\":[0.5,1.23e+06],\"none\":{},"
                     "\"yes\":true,\"t\":{\"columns\":[\"a\",\"b\"],"
                     "\"rows\":[[null]]}}");
}
END_TEST

START_TEST(what_is_no_number_is_null)
{
    json j = {tmpfile(), 0};
    json_array(&j, NULL);
    json_number(&j, NULL, (double)NAN);
    json_number(&j, NULL, (double)INFINITY);
    json_digits(&j, -(double)INFINITY, 6);
    json_text(&j, NULL, NULL);
    json_array_end(&j);
    ck_assert_str_eq(written(j.file), "[null,null,null,null]");
}
END_TEST

START_TEST(markup_and_line_separators_are_escaped)
{
    ck_assert_str_eq(text_value("</script>&'\"\\"),
                     "\"\\u003c/script\\u003e\\u0026\\u0027\\u0022\\u005c\"");
    ck_assert_str_eq(text_value("a\xe2\x80\xa8"
                                "b\xe2\x80\xa9"),
                     "\"a\\u2028b\\u2029\"");
    ck_assert_str_eq(text_value("\x01\n\x7f"), "\"\\u0001\\u000a\\u007f\"");
    ck_assert_str_eq(text_value("bj\xc3\xb6rn \xe2\x82\xac"),
                     "\"bj\xc3\xb6rn \xe2\x82\xac\"");
}
END_TEST

START_TEST(bytes_that_are_no_text_are_replaced)
{
    ck_assert_str_eq(text_value("a\xff"
                                "b"),
                     "\"a\\ufffdb\"");
    /* Cut short at the end: nothing beyond is read. */
    ck_assert_str_eq(text_value("a\xe2\x82"), "\"a\\ufffd\\ufffd\"");
    ck_assert_str_eq(text_value("\xf0\x9f\x98\x80"),
                     "\"\xf0\x9f\x98\x80\"");
    ck_assert_str_eq(text_value("\xed\xa0\x80"),
                     "\"\\ufffd\\ufffd\\ufffd\"");
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("json");
    tcase_add_test(cases, levels_and_commas);
    tcase_add_test(cases, what_is_no_number_is_null);
    tcase_add_test(cases, markup_and_line_separators_are_escaped);
    tcase_add_test(cases, bytes_that_are_no_text_are_replaced);
    Suite *s = suite_create("program/json");
    suite_add_tcase(s, cases);
    return s;
}
