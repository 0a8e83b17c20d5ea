/* Status codes: pinned values, names, the version. */
#include "cev.h"
#include "support/check_main.h"

#include <stdio.h>
#include <string.h>

/* The values of 0.1: an entry may be added, never changed. */
static const struct {
    int32_t value;
    int32_t pinned;
    const char *name;
} codes[] = {
    {CEV_OK, 0, "CEV_OK"},
    {CEV_ERR_ARGUMENT, 10, "CEV_ERR_ARGUMENT"},
    {CEV_ERR_DOMAIN, 11, "CEV_ERR_DOMAIN"},
    {CEV_ERR_OPTION, 12, "CEV_ERR_OPTION"},
    {CEV_ERR_KIND, 13, "CEV_ERR_KIND"},
    {CEV_ERR_COLUMN, 14, "CEV_ERR_COLUMN"},
    {CEV_ERR_UTF8, 15, "CEV_ERR_UTF8"},
    {CEV_ERR_STATE, 20, "CEV_ERR_STATE"},
    {CEV_ERR_NOT_FOUND, 21, "CEV_ERR_NOT_FOUND"},
    {CEV_ERR_MEMORY, 30, "CEV_ERR_MEMORY"},
    {CEV_ERR_LIMIT, 31, "CEV_ERR_LIMIT"},
    {CEV_ERR_FORMAT, 40, "CEV_ERR_FORMAT"},
    {CEV_ERR_VERSION, 41, "CEV_ERR_VERSION"},
    {CEV_ERR_CHECKSUM, 42, "CEV_ERR_CHECKSUM"},
    {CEV_ERR_CANCELLED, 50, "CEV_ERR_CANCELLED"},
    {CEV_ERR_SELFTEST, 60, "CEV_ERR_SELFTEST"},
};

START_TEST(codes_keep_their_values_and_names)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        ck_assert_int_eq(codes[i].value, codes[i].pinned);
        ck_assert_str_eq(cev_status_name(codes[i].value), codes[i].name);
    }
}
END_TEST

START_TEST(any_other_number_is_unknown)
{
    int known = 0;
    for (int32_t status = -100; status <= 200; status++)
        known += strcmp(cev_status_name(status), "unknown") != 0;
    ck_assert_int_eq(known, sizeof codes / sizeof codes[0]);
    ck_assert_str_eq(cev_status_name(INT32_MIN), "unknown");
    ck_assert_str_eq(cev_status_name(INT32_MAX), "unknown");
}
END_TEST

START_TEST(the_version_is_that_of_the_headers)
{
    char version[40];
    snprintf(version, sizeof version, "%d.%d.%d", CEV_VERSION_MAJOR,
             CEV_VERSION_MINOR, CEV_VERSION_PATCH);
    ck_assert_str_eq(CEV_VERSION_STRING, version);
    ck_assert_str_eq(cev_version(), version);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("status");
    tcase_add_test(cases, codes_keep_their_values_and_names);
    tcase_add_test(cases, any_other_number_is_unknown);
    tcase_add_test(cases, the_version_is_that_of_the_headers);
    Suite *s = suite_create("core/status");
    suite_add_tcase(s, cases);
    return s;
}
