/* cev_constants: each constant of the headers, and nothing else. */
#include "core/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const headers[] = {
    "base",    "ctx",   "estimator", "kernels",   "kinds",
    "options", "table", "portfolio", "segmenter", "segments", "markov",
    "formulas", "statistics", "scores", "gate", "surveys", "contracts", "arrow",
    "selftest",
};

/* The row of a name; -1 where there is none. */
static int64_t row_named(const cev_table *table, const char *name)
{
    for (int64_t i = 0; i < cev_table_row_count(table); i++)
        if (strcmp(cev_table_text(table, "name", i), name) == 0)
            return i;
    return -1;
}

/* The constant that a header line defines into `name`, and where its value
 * begins; NULL where it defines none. Include guards and attributes have no
 * value of theirs to give. */
static const char *constant_of(const char *line, char name[64])
{
    if (sscanf(line, "#define %63[A-Z0-9_] ", name) != 1
        || strncmp(name, "CEV_", 4) != 0 || strcmp(name, "CEV_API") == 0)
        return NULL;
    const char *value = line + strlen("#define ") + strlen(name);
    while (*value == ' ')
        value++;
    return *value == '\n' || *value == '\0' ? NULL : value;
}

/* The value as written stands in the row. The few that are not plain literals
 * are compared below. */
static void check_literal(const cev_table *table, int64_t row,
                          const char *value)
{
    char text[64];
    long long number;
    int length = 0;
    if (sscanf(value, "\"%63[^\"]\"", text) == 1) {
        ck_assert_str_eq(cev_table_text(table, "text", row), text);
        ck_assert(cev_table_int64(table, "value", row) == INT64_MIN);
    } else if (sscanf(value, "%*[0-9]e%*[0-9]%n", &length) == 0
               && length > 0) {
        ck_assert_uint_eq(strlen(cev_table_text(table, "text", row)),
                          (size_t)length);
        ck_assert(strtod(cev_table_text(table, "text", row), NULL)
                  == strtod(value, NULL));
    } else if (sscanf(value, "%lld", &number) == 1
               || sscanf(value, "INT64_C(%lld)", &number) == 1) {
        ck_assert_int_eq(cev_table_int64(table, "value", row), number);
        ck_assert_ptr_null(cev_table_text(table, "text", row));
    }
}

/* How many constants a header holds, each of them in the table. */
static int64_t check_header(const cev_table *table, const char *header)
{
    char path[64], line[256], name[64];
    int64_t count = 0;
    snprintf(path, sizeof path, "include/cev/%s.h", header);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "cannot read %s", path);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *value = constant_of(line, name);
        if (value == NULL)
            continue;
        int64_t row = row_named(table, name);
        ck_assert_msg(row >= 0, "cev_constants() lacks %s", name);
        check_literal(table, row, value);
        count++;
    }
    fclose(file);
    return count;
}

START_TEST(every_macro_of_the_headers_has_its_row)
{
    cev_table *table = NULL;
    int64_t count = 0;
    expect_ok(cev_constants(ctx, &table));
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        count += check_header(table, headers[i]);
    ck_assert_int_eq(cev_table_row_count(table), count);
    ck_assert_int_gt(count, 40);
    int64_t latest = row_named(table, "CEV_LATEST");
    ck_assert(cev_table_int64(table, "value", latest) == CEV_LATEST);
    cev_table_free(table);
}
END_TEST

/* A header that is not in the list above would not be looked at. */
START_TEST(the_list_of_headers_is_that_of_the_umbrella)
{
    char line[256], name[64];
    size_t included = 0;
    FILE *file = fopen("include/cev.h", "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file) != NULL) {
        size_t i = 0;
        if (sscanf(line, "#include \"cev/%63[a-z_].h\"", name) != 1)
            continue;
        while (i < sizeof headers / sizeof headers[0]
               && strcmp(headers[i], name) != 0)
            i++;
        ck_assert_msg(i < sizeof headers / sizeof headers[0],
                      "include/cev/%s.h is not looked at", name);
        included++;
    }
    fclose(file);
    ck_assert_uint_eq(included, sizeof headers / sizeof headers[0]);
}
END_TEST

START_TEST(null_arguments_are_refused)
{
    cev_table *table = NULL;
    ck_assert_int_eq(cev_constants(NULL, &table), CEV_ERR_ARGUMENT);
    ck_assert_ptr_null(table);
    expect_failure(cev_constants(ctx, NULL), CEV_ERR_ARGUMENT, "out is NULL");
}
END_TEST

static int32_t list_constants(cev_ctx *of, void *state)
{
    cev_table *table = NULL;
    (void)state;
    int32_t status = cev_constants(of, &table);
    ck_assert((status == CEV_OK) == (table != NULL));
    cev_table_free(table);
    return status;
}

START_TEST(constants_survive_failing_memory)
{
    fail_each_allocation(list_constants, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("constants");
    tcase_add_test(cases, every_macro_of_the_headers_has_its_row);
    tcase_add_test(cases, the_list_of_headers_is_that_of_the_umbrella);
    tcase_add_test(cases, null_arguments_are_refused);
    tcase_add_test(cases, constants_survive_failing_memory);
    Suite *s = suite_create("core/constants");
    suite_add_tcase(s, cases);
    return s;
}
