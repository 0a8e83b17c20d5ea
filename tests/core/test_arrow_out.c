/* Tables to Arrow: what moves, what is copied, what becomes of the structs. */
#include "core/expect.h"
#include "core/table.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static struct ArrowSchema schema;
static struct ArrowArray array;

/* An owned double with gaps, an owned int64, a borrowed int64 with a stride,
 * and text: three rows. */
static int32_t make_table(cev_ctx *of, cev_table **out)
{
    static const double doubles[] = {1.5, NAN, 3.5};
    static const int64_t wholes[] = {10, 0, 20, 0, 30, 0};
    static const char *const texts[] = {"ada", NULL, ""};
    static const uint8_t validity[] = {0x06};
    cev_table *table = NULL;
    int32_t status = cev_table_new(of, 3, &table);
    if (status == CEV_OK)
        status = cev_table_copy_column(table, "d", CEV_DOUBLE, doubles, 8,
                                       validity);
    if (status == CEV_OK)
        status = cev_table_copy_column(table, "i", CEV_INT64, wholes, 16,
                                       NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "b", CEV_INT64, wholes, 16,
                                      validity);
    if (status == CEV_OK)
        status = cev_table_copy_column(table, "t", CEV_TEXT, texts,
                                       sizeof texts[0], NULL);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

static void give_table(const char *const *times, int64_t count)
{
    cev_table *table = NULL;
    expect_ok(make_table(ctx, &table));
    expect_ok(cev_table_to_arrow(table, times, count, &schema, &array));
}

static void release_both(void)
{
    schema.release(&schema);
    array.release(&array);
    ck_assert(schema.release == NULL);
    ck_assert(array.release == NULL);
}

START_TEST(a_table_becomes_a_struct_array)
{
    const char *const formats[] = {"g", "l", "tss:", "U"};
    const char *const names[] = {"d", "i", "b", "t"};
    const char *const times[] = {"b", "elsewhere"};
    give_table(times, 2);
    ck_assert_str_eq(schema.format, "+s");
    ck_assert_int_eq(schema.n_children, 4);
    ck_assert_int_eq(array.n_children, 4);
    ck_assert_int_eq(array.length, 3);
    ck_assert_int_eq(array.n_buffers, 1);
    for (int i = 0; i < 4; i++) {
        ck_assert_str_eq(schema.children[i]->format, formats[i]);
        ck_assert_str_eq(schema.children[i]->name, names[i]);
        ck_assert_int_eq(schema.children[i]->flags, ARROW_FLAG_NULLABLE);
        ck_assert_int_eq(array.children[i]->length, 3);
        ck_assert_int_eq(array.children[i]->offset, 0);
    }
    release_both();
}
END_TEST

START_TEST(gaps_and_nan_become_nulls)
{
    give_table(NULL, 0);
    const uint8_t *bits = array.children[0]->buffers[0];
    ck_assert_int_eq(array.children[0]->null_count, 2);
    ck_assert_int_eq(bits[0] & 7, 4);
    ck_assert_int_eq(array.children[1]->null_count, 0);
    ck_assert_ptr_null(array.children[1]->buffers[0]);
    bits = array.children[2]->buffers[0];
    ck_assert_int_eq(array.children[2]->null_count, 1);
    ck_assert_int_eq(bits[0] & 7, 6);
    bits = array.children[3]->buffers[0];
    ck_assert_int_eq(bits[0] & 7, 5);
    release_both();
}
END_TEST

START_TEST(values_are_as_they_were)
{
    give_table(NULL, 0);
    const double *doubles = array.children[0]->buffers[1];
    const int64_t *wholes = array.children[1]->buffers[1];
    const int64_t *borrowed = array.children[2]->buffers[1];
    const int64_t *ends = array.children[3]->buffers[1];
    const char *bytes = array.children[3]->buffers[2];
    ck_assert(doubles[2] == 3.5);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(wholes[i], 10 * i + 10);
        ck_assert_int_eq(borrowed[i], 10 * i + 10);
    }
    ck_assert_int_eq(ends[0], 0);
    ck_assert_int_eq(ends[1], 3);
    ck_assert_int_eq(ends[3], 3);
    ck_assert_int_eq(memcmp(bytes, "ada", 3), 0);
    release_both();
}
END_TEST

START_TEST(owned_numbers_move_without_a_copy) /* ARROW-OUT-1 */
{
    cev_table *table = NULL;
    const void *data[2];
    expect_ok(make_table(ctx, &table));
    expect_ok(cev_table_column(table, "d", NULL, &data[0], NULL, NULL));
    expect_ok(cev_table_column(table, "i", NULL, &data[1], NULL, NULL));
    expect_ok(cev_table_to_arrow(table, NULL, 0, &schema, &array));
    ck_assert_ptr_eq(array.children[0]->buffers[1], data[0]);
    ck_assert_ptr_eq(array.children[1]->buffers[1], data[1]);
    release_both();
}
END_TEST

START_TEST(structs_may_go_in_any_order) /* ARROW-OUT-2 */
{
    give_table(NULL, 0);
    struct ArrowArray moved = *array.children[1];
    struct ArrowSchema field = *schema.children[1];
    array.children[1]->release = NULL;
    schema.children[1]->release = NULL;
    array.children[3]->release(array.children[3]);
    struct ArrowArray parent = array; /* it may be moved as well */
    array.release = NULL;
    parent.release(&parent);
    schema.release(&schema);
    cev_ctx_free(ctx); /* nothing needs the context any more */
    ck_assert_str_eq(field.name, "i");
    ck_assert_int_eq(((const int64_t *)moved.buffers[1])[2], 30);
    moved.release(&moved);
    field.release(&field);
    ck_assert(moved.release == NULL);
    ck_assert_int_eq(ledger.blocks, 0);
    open_ctx();
}
END_TEST

START_TEST(a_table_without_rows_or_columns)
{
    for (int columns = 0; columns < 2; columns++) {
        cev_table *table = NULL;
        int64_t *data;
        expect_ok(cev_table_new(ctx, 0, &table));
        if (columns == 1)
            expect_ok(cev__table_add_int64(table, "i", &data));
        expect_ok(cev_table_to_arrow(table, NULL, 0, &schema, &array));
        ck_assert_int_eq(array.length, 0);
        ck_assert_int_eq(array.n_children, columns);
        release_both();
    }
}
END_TEST

START_TEST(wrong_arguments_leave_all_as_it_was)
{
    const char *const times[] = {"d", NULL};
    struct ArrowArrayStream stream = {0};
    cev_table *table = NULL;
    expect_ok(make_table(ctx, &table));
    memset(&schema, 0, sizeof schema);
    memset(&array, 0, sizeof array);
    ck_assert_int_eq(cev_table_to_arrow(NULL, NULL, 0, &schema, &array),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_table_to_arrow_stream(NULL, NULL, 0, &stream),
                     CEV_ERR_ARGUMENT);
    expect_failure(cev_table_to_arrow(table, NULL, 0, NULL, &array),
                   CEV_ERR_ARGUMENT, "schema is NULL");
    expect_failure(cev_table_to_arrow(table, NULL, 0, &schema, NULL),
                   CEV_ERR_ARGUMENT, "array is NULL");
    expect_failure(cev_table_to_arrow_stream(table, NULL, 0, NULL),
                   CEV_ERR_ARGUMENT, "stream is NULL");
    expect_failure(cev_table_to_arrow(table, times, -1, &schema, &array),
                   CEV_ERR_ARGUMENT, "count = -1; wanted 0 or more");
    expect_failure(cev_table_to_arrow(table, times, 2, &schema, &array),
                   CEV_ERR_ARGUMENT, "times[1] is NULL");
    expect_failure(cev_table_to_arrow_stream(table, times, 1, &stream),
                   CEV_ERR_COLUMN,
                   "column \"d\" is no int64; wanted seconds, for it is among "
                   "the times");
    ck_assert(schema.release == NULL);
    ck_assert(array.release == NULL);
    ck_assert(stream.release == NULL);
    ck_assert(cev_table_double(table, "d", 2) == 3.5);
    cev_table_free(table);
}
END_TEST

START_TEST(a_stream_gives_one_chunk_and_ends)
{
    struct ArrowArrayStream stream;
    struct ArrowSchema again;
    cev_table *table = NULL;
    expect_ok(make_table(ctx, &table));
    expect_ok(cev_table_to_arrow_stream(table, NULL, 0, &stream));
    ck_assert_int_eq(stream.get_schema(&stream, &schema), 0);
    ck_assert_int_eq(stream.get_schema(&stream, &again), 0);
    ck_assert_str_eq(again.children[3]->name, "t");
    ck_assert_int_eq(stream.get_next(&stream, &array), 0);
    ck_assert_int_eq(array.length, 3);
    for (int i = 0; i < 2; i++) {
        struct ArrowArray end;
        ck_assert_int_eq(stream.get_next(&stream, &end), 0);
        ck_assert(end.release == NULL);
    }
    stream.release(&stream);
    ck_assert(stream.release == NULL);
    again.release(&again);
    release_both();
}
END_TEST

/* Both ways, by a stream. */
static int32_t go_round(cev_ctx *of, void *state)
{
    struct ArrowArrayStream stream = {0};
    cev_table *table = NULL;
    cev_table *back = NULL;
    (void)state;
    int32_t status = make_table(of, &table);
    if (status == CEV_OK)
        status = cev_table_to_arrow_stream(table, NULL, 0, &stream);
    ck_assert((status == CEV_OK) == (stream.release != NULL));
    if (status == CEV_OK)
        status = cev_table_from_arrow_stream(of, &stream, NULL, 0, &back);
    else
        cev_table_free(table);
    if (status == CEV_OK) {
        ck_assert(cev_table_double(back, "d", 2) == 3.5);
        ck_assert(isnan(cev_table_double(back, "d", 0)));
        ck_assert_int_eq(cev_table_int64(back, "b", 0), INT64_MIN);
        ck_assert_int_eq(cev_table_int64(back, "b", 2), 30);
        ck_assert_str_eq(cev_table_text(back, "t", 0), "ada");
        ck_assert_ptr_null(cev_table_text(back, "t", 1));
        ck_assert_str_eq(cev_table_text(back, "t", 2), "");
        status = cev_table_to_arrow(back, NULL, 0, &schema, &array);
        if (status == CEV_OK)
            release_both();
        else
            cev_table_free(back);
    }
    return status;
}

START_TEST(round_trips_survive_failing_memory)
{
    fail_each_allocation(go_round, NULL);
}
END_TEST

START_TEST(a_schema_without_memory_says_so)
{
    struct ArrowArrayStream stream;
    cev_table *table = NULL;
    expect_ok(make_table(ctx, &table));
    expect_ok(cev_table_to_arrow_stream(table, NULL, 0, &stream));
    for (int64_t n = 1; n < 12; n++) {
        ledger.fail_from = ledger.fail_until = ledger.requests + n;
        int code = stream.get_schema(&stream, &schema);
        ledger.fail_from = 0;
        if (code == 0) {
            schema.release(&schema);
            continue;
        }
        ck_assert_int_eq(code, ENOMEM);
        ck_assert_str_eq(stream.get_last_error(&stream), "out of memory");
    }
    stream.release(&stream);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("arrow_out");
    tcase_add_test(cases, a_table_becomes_a_struct_array);
    tcase_add_test(cases, gaps_and_nan_become_nulls);
    tcase_add_test(cases, values_are_as_they_were);
    tcase_add_test(cases, owned_numbers_move_without_a_copy);
    tcase_add_test(cases, structs_may_go_in_any_order);
    tcase_add_test(cases, a_table_without_rows_or_columns);
    tcase_add_test(cases, wrong_arguments_leave_all_as_it_was);
    tcase_add_test(cases, a_stream_gives_one_chunk_and_ends);
    tcase_add_test(cases, round_trips_survive_failing_memory);
    tcase_add_test(cases, a_schema_without_memory_says_so);
    Suite *s = suite_create("core/arrow_out");
    suite_add_tcase(s, cases);
    return s;
}
