/* Lists of names: split, sorted, saved and brought back. */
#include "portfolio/names.h"
#include "core/expect.h"

#include <string.h>

static int32_t split_and_sort(cev_ctx *of, void *state)
{
    cev__customers names = {0};
    (void)state;
    int32_t status =
        cev__names_split(of, " pear,apple ,, pear,\tfig tree", ',', &names);
    if (status == CEV_OK)
        status = cev__names_sort(of, &names);
    if (status == CEV_OK) {
        ck_assert_int_eq(names.count, 3);
        ck_assert_str_eq(cev__customer_name(&names, 0), "apple");
        ck_assert_str_eq(cev__customer_name(&names, 1), "fig tree");
        ck_assert_str_eq(cev__customer_name(&names, 2), "pear");
    }
    cev__customers_free(of, &names);
    return status;
}

START_TEST(names_stand_once_and_in_order)
{
    expect_ok(split_and_sort(ctx, NULL));
    fail_each_allocation(split_and_sort, NULL);
}
END_TEST

START_TEST(a_list_may_be_empty)
{
    cev__customers names = {0};
    expect_ok(cev__names_split(ctx, " , ", ',', &names));
    expect_ok(cev__names_sort(ctx, &names));
    ck_assert_int_eq(names.count, 0);
    cev__customers_free(ctx, &names);
}
END_TEST

/* Writes a list as cev__names_save does, whatever it holds. */
static cev__blob written(uint8_t *bytes, int64_t capacity, int64_t count,
                         const char *const *texts, int given)
{
    cev__writer writer = {bytes, capacity, 0};
    cev__write_i64(&writer, count);
    for (int i = 0; i < given; i++)
        cev__write_text(&writer, texts[i]);
    return (cev__blob){bytes, writer.size, 0, 0};
}

static int32_t load_two(cev_ctx *of, void *state)
{
    uint8_t bytes[100];
    const char *const texts[2] = {"b", "a"};
    cev__customers names = {0};
    cev__blob blob = written(bytes, 100, 2, texts, 2);
    (void)state;
    int32_t status = cev__names_load(of, &blob, 2, &names);
    ck_assert_int_eq(names.count, status == CEV_OK ? 2 : 0);
    if (status == CEV_OK)
        ck_assert_str_eq(cev__customer_name(&names, 1), "a");
    cev__customers_free(of, &names);
    return status;
}

START_TEST(saved_names_come_back)
{
    uint8_t bytes[100];
    const char *const twice[2] = {"a", "a"};
    cev__customers names = {0};
    expect_ok(load_two(ctx, NULL));
    fail_each_allocation(load_two, NULL);
    cev__blob blob = written(bytes, 100, 2, twice, 2);
    expect_failure(cev__names_load(ctx, &blob, 2, &names), CEV_ERR_FORMAT,
                   "the bytes hold no list of names");
    blob = written(bytes, 100, 2, twice, 1);
    ck_assert_int_eq(cev__names_load(ctx, &blob, 2, &names), CEV_ERR_FORMAT);
    blob = written(bytes, 100, 2, twice, 2);
    ck_assert_int_eq(cev__names_load(ctx, &blob, 1, &names), CEV_ERR_FORMAT);
    blob = written(bytes, 100, -1, twice, 0);
    ck_assert_int_eq(cev__names_load(ctx, &blob, 1, &names), CEV_ERR_FORMAT);
    ck_assert_int_eq(names.count, 0);
    ck_assert_ptr_null(names.list);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("names");
    tcase_add_test(cases, names_stand_once_and_in_order);
    tcase_add_test(cases, a_list_may_be_empty);
    tcase_add_test(cases, saved_names_come_back);
    Suite *s = suite_create("portfolio/names");
    suite_add_tcase(s, cases);
    return s;
}
