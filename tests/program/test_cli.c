/**
 * The command line and its output.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "out.h"
#include "support/check_main.h"

static const cli_command command = {"test", "FILE", "a test", NULL};

/* The values that a command line sets. */
typedef struct values {
    const char *text;
    int64_t whole;
    double number;
    int flag, choice, operands;
} values;

/* Parses up to seven arguments; returns what cli_parse() does. Messages go
 * nowhere. */
static int parse(values *v, char **argv)
{
    const cli_option options[] = {
        {"output", 'o', CLI_TEXT, "FILE", "text", &v->text},
        {"days", 0, CLI_INTEGER, "DAYS", "whole", &v->whole},
        {"rate", 'r', CLI_NUMBER, "RATE", "number", &v->number},
        {"force", 'f', CLI_FLAG, NULL, "flag", &v->flag},
        {"unit", 0, CLI_CHOICE, "day|week|month", "choice", &v->choice}
    };
    int argc = 0, code, kept;

    while (argv[argc] != NULL)
        argc++;
    memset(v, 0, sizeof *v);
    fflush(stdout);
    fflush(stderr);
    kept = dup(2);
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
    code = cli_parse(&command, options, 5, argc, argv, &v->operands);
    fflush(stderr);
    dup2(kept, 2);
    close(kept);
    return code;
}

#define PARSE(v, ...) parse(v, (char *[]){"test", __VA_ARGS__, NULL})

START_TEST(options_are_found_in_every_form)
{
    values v;
    char *argv[] = {"test", "a", "--output", "x", "--days=7", "-r0.5", "b",
                    "-f", "--unit", "week", "--", "-c", NULL};

    ck_assert_int_eq(parse(&v, argv), -1);
    ck_assert_str_eq(v.text, "x");
    ck_assert_int_eq(v.whole, 7);
    ck_assert(v.number == 0.5);
    ck_assert_int_eq(v.flag, 1);
    ck_assert_int_eq(v.choice, 2);
    ck_assert_int_eq(v.operands, 3);
    ck_assert_str_eq(argv[0], "a");
    ck_assert_str_eq(argv[1], "b");
    ck_assert_str_eq(argv[2], "-c");
}
END_TEST

START_TEST(a_dash_is_an_operand)
{
    values v;

    ck_assert_int_eq(PARSE(&v, "-"), -1);
    ck_assert_int_eq(v.operands, 1);
    ck_assert_int_eq(PARSE(&v, "--rate", "-1e-3"), -1);
    ck_assert(v.number == -1e-3);
}
END_TEST

START_TEST(what_is_wrong_is_refused)
{
    values v;

    ck_assert_int_eq(PARSE(&v, "--outptu", "x"), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "-x"), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "--days"), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "--days", "7x"), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "--days", "1.5"), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "--days", ""), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "--days", "99999999999999999999"), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "--rate", "nan"), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "--rate", "inf"), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "--rate=1e999"), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "--force=1"), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "--unit", "year"), CLI_USAGE);
    ck_assert_int_eq(PARSE(&v, "--unit", ""), CLI_USAGE);
}
END_TEST

START_TEST(the_nearest_name_is_proposed)
{
    static const char *const names[] = {"currency", "customer", "tz",
                                        "format"};

    ck_assert_str_eq(cli_nearest("curency", names, 4), "currency");
    ck_assert_str_eq(cli_nearest("costumer", names, 4), "customer");
    ck_assert_str_eq(cli_nearest("zt", names, 4), "tz");
    ck_assert_ptr_null(cli_nearest("elephant", names, 4));
    ck_assert_ptr_null(cli_nearest("", names, 0));
    ck_assert_ptr_null(cli_nearest(
        "a-word-that-is-longer-than-any-name-that-an-option-has", names, 4));
}
END_TEST

START_TEST(fields_are_quoted_where_they_must_be)
{
    char seen[256] = {0};
    FILE *file = tmpfile();
    out *o = malloc(sizeof *o);

    ck_assert(file != NULL && o != NULL);
    out_init(o, file);
    out_field(o, "plain", 5);
    out_bytes(o, ",", 1);
    out_field(o, "a,\"b\"\n", 6);
    out_text(o, ",");
    out_number(o, INT64_MIN);
    out_text(o, ",");
    out_number(o, 0);
    ck_assert(out_flush(o));
    rewind(file);
    ck_assert_uint_gt(fread(seen, 1, sizeof seen - 1, file), 0);
    ck_assert_str_eq(seen, "plain,\"a,\"\"b\"\"\n\",-9223372036854775808,0");
    fclose(file);
    free(o);
}
END_TEST

START_TEST(much_output_is_written_in_order)
{
    FILE *file = tmpfile();
    out *o = malloc(sizeof *o);
    char *large = malloc(OUT_BUFFER * 2), line[16];
    int64_t n = 0;

    memset(large, 'x', OUT_BUFFER * 2);
    out_init(o, file);
    for (; n < 100000; n++) {
        out_number(o, n);
        out_text(o, "\n");
    }
    out_bytes(o, large, OUT_BUFFER * 2);
    ck_assert(out_flush(o));
    rewind(file);
    for (int64_t i = 0; i < n; i++) {
        ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
        ck_assert_int_eq(atoll(line), i);
    }
    for (size_t i = 0; i < OUT_BUFFER * 2; i++)
        ck_assert_int_eq(fgetc(file), 'x');
    ck_assert_int_eq(fgetc(file), EOF);
    fclose(file);
    free(large);
    free(o);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("cli");
    Suite *s = suite_create("program/cli");

    tcase_add_test(cases, options_are_found_in_every_form);
    tcase_add_test(cases, a_dash_is_an_operand);
    tcase_add_test(cases, what_is_wrong_is_refused);
    tcase_add_test(cases, the_nearest_name_is_proposed);
    tcase_add_test(cases, fields_are_quoted_where_they_must_be);
    tcase_add_test(cases, much_output_is_written_in_order);
    suite_add_tcase(s, cases);
    return s;
}
