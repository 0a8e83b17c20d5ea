/* Tables from Arrow: what is borrowed, what is taken over, what is refused. */
#include "core/frames.h"

#include <errno.h>
#include <math.h>

static const double DOUBLES[] = {9, 9, 9, 1.5, NAN, 3.5, 4.5, 5.5};
static const int64_t WHOLES[] = {9, 9, 9, 10, 20, 30, 40, 50};
static const int32_t NARROW[] = {9, 9, 9, -1, 0, 1, 2, 3};

START_TEST(doubles_and_int64_are_borrowed) /* ARROW-IN-1 */
{
    cev_table *table = NULL;
    const void *data;
    int64_t stride;
    frame_begin(3);
    frame_add("g", "d", NULL, DOUBLES, NULL)->offset = 3;
    frame_add("l", "i", NULL, WHOLES, NULL);
    frame_add("tss:Europe/Berlin", "t", NULL, WHOLES, NULL);
    expect_ok(frame_read(&table));
    expect_ok(cev_table_column(table, "d", NULL, &data, &stride, NULL));
    ck_assert_ptr_eq(data, DOUBLES + 3);
    ck_assert_int_eq(stride, 8);
    expect_ok(cev_table_column(table, "i", NULL, &data, NULL, NULL));
    ck_assert_ptr_eq(data, WHOLES);
    expect_ok(cev_table_column(table, "t", NULL, &data, NULL, NULL));
    ck_assert_ptr_eq(data, WHOLES);
    ck_assert(cev_table_double(table, "d", 0) == 1.5);
    ck_assert_int_eq(cev_table_row_count(table), 3);
    ck_assert_int_eq(cev_table_column_count(table), 3);
    cev_table_free(table);
}
END_TEST

START_TEST(an_array_is_released_with_its_table) /* ARROW-IN-2 */
{
    cev_table *table = NULL;
    frame_begin(3);
    frame_add("g", "d", NULL, DOUBLES, NULL);
    expect_ok(frame_read(&table));
    ck_assert(frame_array.release == NULL);
    ck_assert_int_eq(frame_released, 0);
    cev_table_free(table);
    ck_assert_int_eq(frame_released, 1);
    ck_assert(frame_schema.release != NULL);
}
END_TEST

START_TEST(an_array_that_is_only_copied_is_released_at_once)
{
    cev_table *table = NULL;
    frame_begin(3);
    frame_add("i", "i", NULL, NARROW, NULL)->offset = 3;
    expect_ok(frame_read(&table));
    ck_assert(frame_array.release == NULL);
    ck_assert_int_eq(frame_released, 1);
    ck_assert_int_eq(cev_table_int64(table, "i", 0), -1);
    cev_table_free(table);
}
END_TEST

START_TEST(validity_from_any_bit_on)
{
    /* Rows 3, 5, 6, 8 and 11 of twelve hold values. */
    const uint8_t validity[2] = {0x68, 0x09};
    const int64_t values[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    for (int64_t of_frame = 0; of_frame < 9; of_frame++) {
        for (int64_t of_column = 0; of_column + of_frame < 9; of_column++) {
            cev_table *table = NULL;
            int64_t from = of_frame + of_column;
            frame_begin(3);
            frame_array.offset = of_frame;
            frame_add("l", "i", validity, values, NULL);
            frame_columns[0].offset = of_column;
            frame_columns[0].length = 12 - of_column;
            expect_ok(frame_read(&table));
            for (int64_t row = 0; row < 3; row++) {
                int64_t at = from + row;
                int holds = (validity[at / 8] >> (at % 8)) & 1;
                ck_assert_int_eq(cev_table_int64(table, "i", row),
                                 holds ? at : INT64_MIN);
            }
            cev_table_free(table);
        }
    }
}
END_TEST

START_TEST(names_pick_columns_in_their_order)
{
    const char *const names[] = {"c", "a"};
    cev_table *table = NULL;
    frame_begin(3);
    frame_add("g", "a", NULL, DOUBLES, NULL);
    frame_add("+l", "b", NULL, DOUBLES, NULL); /* a list: not asked for */
    frame_add("l", "c", NULL, WHOLES, NULL);
    expect_ok(cev_table_from_arrow(ctx, &frame_schema, &frame_array, names, 2,
                                   &table));
    ck_assert_int_eq(cev_table_column_count(table), 2);
    ck_assert_str_eq(cev_table_name(table, 0), "c");
    ck_assert_str_eq(cev_table_name(table, 1), "a");
    cev_table_free(table);
    table = NULL;
    frame_array.release = frame_release;
    expect_ok(cev_table_from_arrow(ctx, &frame_schema, &frame_array, names, 0,
                                   &table));
    ck_assert_int_eq(cev_table_column_count(table), 0);
    ck_assert_int_eq(cev_table_row_count(table), 3);
    cev_table_free(table);
}
END_TEST

START_TEST(a_frame_without_rows)
{
    cev_table *table = NULL;
    frame_begin(0);
    frame_add("g", "d", NULL, NULL, NULL);
    frame_add("U", "t", NULL, NULL, "");
    expect_ok(frame_read(&table));
    ck_assert_int_eq(cev_table_row_count(table), 0);
    ck_assert_int_eq(cev_table_column_count(table), 2);
    cev_table_free(table);
}
END_TEST

/* The frame is refused and stays the caller's. */
#define expect_refusal(wanted, message) \
    do { \
        cev_table *never = NULL; \
        expect_failure(frame_read(&never), (wanted), (message)); \
        ck_assert_ptr_null(never); \
        ck_assert(frame_array.release != NULL); \
        ck_assert(frame_schema.release != NULL); \
    } while (0)

START_TEST(wrong_arguments_are_refused)
{
    const char *const names[] = {"d", NULL};
    cev_table *table = NULL;
    frame_begin(3);
    frame_add("g", "d", NULL, DOUBLES, NULL);
    ck_assert_int_eq(cev_table_from_arrow(NULL, &frame_schema, &frame_array,
                                          NULL, 0, &table),
                     CEV_ERR_ARGUMENT);
    expect_failure(
        cev_table_from_arrow(ctx, NULL, &frame_array, NULL, 0, &table),
        CEV_ERR_ARGUMENT, "schema is NULL");
    expect_failure(
        cev_table_from_arrow(ctx, &frame_schema, NULL, NULL, 0, &table),
        CEV_ERR_ARGUMENT, "array is NULL");
    expect_failure(cev_table_from_arrow(ctx, &frame_schema, &frame_array, NULL,
                                        0, NULL),
                   CEV_ERR_ARGUMENT, "out is NULL");
    expect_failure(cev_table_from_arrow(ctx, &frame_schema, &frame_array,
                                        names, -1, &table),
                   CEV_ERR_ARGUMENT, "count = -1; wanted 0 or more");
    expect_failure(cev_table_from_arrow(ctx, &frame_schema, &frame_array,
                                        names, 2, &table),
                   CEV_ERR_ARGUMENT, "names[1] is NULL");
    ck_assert_ptr_null(table);
    ck_assert(frame_array.release != NULL);
}
END_TEST

START_TEST(columns_that_cannot_be_are_refused)
{
    const char *const names[] = {"x"};
    cev_table *table = NULL;
    frame_begin(3);
    frame_add("g", "d", NULL, DOUBLES, NULL);
    frame_add("w:16", "uuid", NULL, DOUBLES, NULL);
    expect_refusal(CEV_ERR_COLUMN,
                   "column \"uuid\" is of Arrow's type \"w:16\"; wanted "
                   "numbers, dates, timestamps or text");
    expect_failure(cev_table_from_arrow(ctx, &frame_schema, &frame_array,
                                        names, 1, &table),
                   CEV_ERR_COLUMN, "there is no column \"x\"");
    frame_fields[1].name = "d";
    expect_refusal(CEV_ERR_COLUMN, "columns 0 and 1 are both named \"d\"");
    frame_fields[0].name = "\xC0";
    expect_refusal(CEV_ERR_UTF8, "name is not valid UTF-8");
    frame_fields[0].name = "";
    expect_refusal(CEV_ERR_ARGUMENT, "name is empty");
}
END_TEST

START_TEST(structs_that_are_no_frame_are_refused)
{
    const uint8_t first_only = 1;
    const void *validity[1] = {&first_only};
    frame_begin(3);
    frame_add("g", "d", NULL, DOUBLES, NULL);
    frame_schema.format = "l";
    expect_refusal(CEV_ERR_COLUMN,
                   "schema is of Arrow's type \"l\"; wanted \"+s\", a struct "
                   "of columns");
    frame_schema.format = NULL;
    expect_refusal(CEV_ERR_COLUMN,
                   "schema is of Arrow's type \"NULL\"; wanted \"+s\", a "
                   "struct of columns");
    frame_schema.format = "+s";
    frame_fields[0].name = NULL;
    expect_refusal(CEV_ERR_ARGUMENT,
                   "schema is broken: column 0 has no name");
    frame_fields[0].name = "d";
    frame_array.n_children = 0;
    expect_refusal(CEV_ERR_ARGUMENT,
                   "array is broken: it has 0 children, schema 1");
    frame_array.n_children = 1;
    frame_array.children = NULL;
    expect_refusal(CEV_ERR_ARGUMENT,
                   "array is broken: it has 1 children, schema 1");
    frame_array.children = frame_column_list;
    frame_array.offset = INT64_MAX / 64 - 2;
    expect_refusal(CEV_ERR_ARGUMENT, "array is broken: length = 3, offset = "
                                     "144115188075855869");
    frame_array.offset = -1;
    expect_refusal(CEV_ERR_ARGUMENT,
                   "array is broken: length = 3, offset = -1");
    frame_array.offset = 0;
    frame_array.buffers = validity;
    frame_array.null_count = -1;
    expect_refusal(CEV_ERR_COLUMN, "array has rows that are null as a whole; "
                                   "wanted gaps in columns only");
    frame_array.buffers = frame_no_validity;
    frame_array.n_children = frame_schema.n_children = -1;
    expect_refusal(CEV_ERR_ARGUMENT, "schema is broken: it has no children");
    frame_schema.release = NULL;
    cev_table *table = NULL;
    expect_failure(frame_read(&table), CEV_ERR_ARGUMENT, "schema is released");
    frame_begin(3);
    frame_array.release = NULL;
    expect_failure(frame_read(&table), CEV_ERR_ARGUMENT, "array is released");
}
END_TEST

/* Nulls may be counted where there are none. */
START_TEST(rows_that_are_all_there_are_a_frame)
{
    const uint8_t all = 7;
    const void *validity[1] = {&all};
    const void *no_validity[1] = {NULL};
    for (int i = 0; i < 4; i++) {
        cev_table *table = NULL;
        frame_begin(3);
        frame_add("g", "d", NULL, DOUBLES, NULL);
        frame_array.null_count = -1;
        frame_array.n_buffers = i != 1;
        frame_array.buffers = i == 0 ? validity : i == 3 ? no_validity : NULL;
        expect_ok(frame_read(&table));
        ck_assert_int_eq(cev_table_row_count(table), 3);
        cev_table_free(table);
    }
}
END_TEST

START_TEST(columns_that_are_broken_are_refused)
{
    frame_begin(3);
    struct ArrowArray *column = frame_add("g", "d", NULL, DOUBLES, NULL);
    column->length = 2;
    expect_refusal(CEV_ERR_ARGUMENT,
                   "column \"d\" is broken: it is shorter than its frame");
    column->length = -1;
    expect_refusal(CEV_ERR_ARGUMENT, "column \"d\" is broken: its length or "
                                     "offset is no such");
    column->length = 3;
    frame_array.offset = 1;
    expect_refusal(CEV_ERR_ARGUMENT,
                   "column \"d\" is broken: it is shorter than its frame");
    frame_array.offset = 0;
    column->offset = INT64_MAX;
    expect_refusal(CEV_ERR_ARGUMENT, "column \"d\" is broken: its length or "
                                     "offset is no such");
    column->offset = 0;
    column->n_buffers = 1;
    expect_refusal(CEV_ERR_ARGUMENT,
                   "column \"d\" is broken: buffers are missing");
    column->n_buffers = 2;
    column->null_count = 1;
    expect_refusal(CEV_ERR_ARGUMENT, "column \"d\" is broken: it has nulls "
                                     "and no validity buffer");
    column->null_count = 0;
    frame_buffers[0][1] = NULL;
    expect_refusal(CEV_ERR_ARGUMENT,
                   "column \"d\" is broken: a buffer is NULL");
    frame_column_list[0] = NULL;
    expect_refusal(CEV_ERR_ARGUMENT,
                   "column \"d\" is broken: it has no array");
}
END_TEST

/* ---- Streams -------------------------------------------------------------- */

/* A stream that gives the frame's rows in chunks, `chunk_rows` each. */
enum { ENDLESS = 70 };

static int64_t chunk_rows[ENDLESS];
static int chunks_given;
static int chunks_end;
static int failing_call; /* the get_next that fails, from 1; 0: none */
static int failing_code;
static int stream_released;

static int give_frame_schema(struct ArrowArrayStream *stream,
                             struct ArrowSchema *out)
{
    (void)stream;
    *out = frame_schema;
    return 0;
}

static int give_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    (void)stream;
    if (chunks_given + 1 == failing_call)
        return failing_code;
    out->release = NULL;
    if (chunks_given == chunks_end)
        return 0;
    int64_t offset = 0;
    for (int i = 0; i < chunks_given; i++)
        offset += chunk_rows[i];
    *out = frame_array;
    out->offset = offset;
    out->length = chunk_rows[chunks_given++];
    return 0;
}

/* The same, as if each began where the others did. */
static int give_endless(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    int status = give_next(stream, out);
    out->offset = 0;
    return status;
}

static int give_no_schema(struct ArrowArrayStream *stream,
                          struct ArrowSchema *out)
{
    (void)stream;
    (void)out;
    return EIO;
}

static const char *give_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "the disk is gone";
}

static void release_given(struct ArrowArrayStream *stream)
{
    stream_released++;
    stream->release = NULL;
}

static struct ArrowArrayStream stream_of(int chunks)
{
    struct ArrowArrayStream stream = {give_frame_schema, give_next, give_error,
                                      release_given, NULL};
    chunks_given = 0;
    chunks_end = chunks;
    failing_call = 0;
    stream_released = 0;
    return stream;
}

/* Eight rows: numbers to borrow, and text. */
static void begin_stream_frame(void)
{
    static const int32_t ends[] = {0, 1, 1, 3, 4, 5, 6, 7, 8};
    static const uint8_t validity[] = {0xEF};
    frame_begin(8);
    frame_add("g", "d", NULL, DOUBLES, NULL);
    frame_add("l", "i", validity, WHOLES, NULL);
    frame_add("u", "t", validity, ends, "abcdefgh");
}

START_TEST(chunks_are_joined) /* ARROW-IN-3 */
{
    cev_table *table = NULL;
    begin_stream_frame();
    chunk_rows[0] = 3;
    chunk_rows[1] = 0;
    chunk_rows[2] = 4;
    chunk_rows[3] = 1;
    struct ArrowArrayStream stream = stream_of(4);
    expect_ok(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, &table));
    ck_assert_int_eq(stream_released, 1);
    ck_assert_int_eq(frame_released, 4);
    ck_assert_int_eq(cev_table_row_count(table), 8);
    ck_assert(cev_table_double(table, "d", 3) == 1.5);
    ck_assert(isnan(cev_table_double(table, "d", 4)));
    ck_assert_int_eq(cev_table_int64(table, "i", 4), INT64_MIN);
    ck_assert_int_eq(cev_table_int64(table, "i", 7), 50);
    ck_assert_str_eq(cev_table_text(table, "t", 0), "a");
    ck_assert_str_eq(cev_table_text(table, "t", 1), "");
    ck_assert_str_eq(cev_table_text(table, "t", 2), "bc");
    ck_assert_ptr_null(cev_table_text(table, "t", 4));
    ck_assert_str_eq(cev_table_text(table, "t", 7), "h");
    cev_table_free(table);
    ck_assert_int_eq(frame_released, 4);
}
END_TEST

START_TEST(one_chunk_with_rows_is_borrowed)
{
    cev_table *table = NULL;
    const void *data;
    begin_stream_frame();
    chunk_rows[0] = 0;
    chunk_rows[1] = 8;
    struct ArrowArrayStream stream = stream_of(2);
    expect_ok(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, &table));
    ck_assert_int_eq(stream_released, 1);
    ck_assert_int_eq(frame_released, 1);
    expect_ok(cev_table_column(table, "d", NULL, &data, NULL, NULL));
    ck_assert_ptr_eq(data, DOUBLES);
    cev_table_free(table);
    ck_assert_int_eq(frame_released, 2);
}
END_TEST

START_TEST(a_stream_without_chunks_has_its_columns)
{
    cev_table *table = NULL;
    begin_stream_frame();
    struct ArrowArrayStream stream = stream_of(0);
    expect_ok(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, &table));
    ck_assert_int_eq(cev_table_row_count(table), 0);
    ck_assert_int_eq(cev_table_column_count(table), 3);
    cev_table_free(table);
}
END_TEST

START_TEST(a_stream_that_fails_is_released)
{
    cev_table *table = NULL;
    begin_stream_frame();
    chunk_rows[0] = chunk_rows[1] = 4;
    struct ArrowArrayStream stream = stream_of(2);
    failing_call = 2;
    failing_code = EIO;
    expect_failure(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, &table),
                   CEV_ERR_ARGUMENT, "the stream fails: the disk is gone");
    ck_assert_int_eq(stream_released, 1);
    ck_assert_int_eq(frame_released, 1);
    begin_stream_frame();
    stream = stream_of(2);
    failing_call = 1;
    failing_code = ENOMEM;
    expect_failure(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, &table),
                   CEV_ERR_MEMORY, "out of memory");
    expect_failure(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, &table),
                   CEV_ERR_ARGUMENT, "stream is released");
    begin_stream_frame();
    stream = stream_of(2);
    frame_array.n_children = 2;
    expect_failure(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, &table),
                   CEV_ERR_ARGUMENT,
                   "array is broken: it has 2 children, schema 3");
    ck_assert_int_eq(frame_released, 1);
    begin_stream_frame();
    stream = stream_of(0);
    stream.get_schema = give_no_schema;
    expect_failure(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, &table),
                   CEV_ERR_ARGUMENT, "the stream fails: the disk is gone");
    ck_assert_int_eq(stream_released, 1);
    begin_stream_frame();
    stream = stream_of(0);
    frame_schema.release = NULL;
    expect_failure(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, &table),
                   CEV_ERR_ARGUMENT, "schema is released");
    ck_assert_ptr_null(table);
}
END_TEST

/* Of no columns, so that nobody has to hold them. */
START_TEST(a_stream_of_too_many_rows_is_refused)
{
    cev_table *table = NULL;
    frame_begin(0);
    for (int i = 0; i < ENDLESS; i++)
        chunk_rows[i] = 1;
    struct ArrowArrayStream stream = stream_of(ENDLESS);
    expect_ok(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, &table));
    ck_assert_int_eq(cev_table_row_count(table), ENDLESS);
    cev_table_free(table);
    table = NULL;
    frame_begin(0);
    for (int i = 0; i < ENDLESS; i++)
        chunk_rows[i] = INT64_MAX / 64;
    stream = stream_of(ENDLESS);
    stream.get_next = give_endless;
    expect_failure(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, &table),
                   CEV_ERR_LIMIT, "the stream has too many rows");
    ck_assert_int_eq(frame_released, 65);
    ck_assert_ptr_null(table);
}
END_TEST

START_TEST(a_stream_is_released_whatever_is_wrong)
{
    cev_table *table = NULL;
    begin_stream_frame();
    struct ArrowArrayStream stream = stream_of(1);
    ck_assert_int_eq(
        cev_table_from_arrow_stream(NULL, &stream, NULL, 0, &table),
        CEV_ERR_ARGUMENT);
    ck_assert_int_eq(stream_released, 1);
    stream = stream_of(1);
    expect_failure(cev_table_from_arrow_stream(ctx, &stream, NULL, 0, NULL),
                   CEV_ERR_ARGUMENT, "out is NULL");
    ck_assert_int_eq(stream_released, 1);
    expect_failure(cev_table_from_arrow_stream(ctx, NULL, NULL, 0, &table),
                   CEV_ERR_ARGUMENT, "stream is NULL");
    ck_assert_int_eq(cev_table_from_arrow_stream(NULL, NULL, NULL, 0, &table),
                     CEV_ERR_ARGUMENT);
    stream.release = NULL;
    ck_assert_int_eq(
        cev_table_from_arrow_stream(NULL, &stream, NULL, 0, &table),
        CEV_ERR_ARGUMENT);
}
END_TEST

static int32_t read_frame_of(cev_ctx *of, void *state)
{
    static const uint8_t validity[] = {0x3D};
    cev_table *table = NULL;
    (void)state;
    begin_stream_frame();
    frame_add("l", "bits", validity, WHOLES, NULL);
    frame_array.offset = 3;
    frame_array.length = 3;
    int32_t status = cev_table_from_arrow(of, &frame_schema, &frame_array,
                                          NULL, 0, &table);
    ck_assert((status == CEV_OK) == (table != NULL));
    ck_assert((status == CEV_OK) == (frame_array.release == NULL));
    cev_table_free(table);
    ck_assert_int_eq(frame_released, status == CEV_OK);
    return status;
}

static int32_t read_stream_of(cev_ctx *of, void *state)
{
    cev_table *table = NULL;
    int chunks = *(const int *)state;
    begin_stream_frame();
    chunk_rows[0] = 3;
    chunk_rows[1] = 5;
    struct ArrowArrayStream stream = stream_of(chunks);
    int32_t status =
        cev_table_from_arrow_stream(of, &stream, NULL, 0, &table);
    ck_assert((status == CEV_OK) == (table != NULL));
    cev_table_free(table);
    ck_assert_int_eq(stream_released, 1);
    ck_assert_int_eq(frame_released, chunks_given);
    return status;
}

START_TEST(reading_survives_failing_memory)
{
    int chunks = 1;
    fail_each_allocation(read_frame_of, NULL);
    fail_each_allocation(read_stream_of, &chunks);
    chunks = 2;
    fail_each_allocation(read_stream_of, &chunks);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("arrow_in");
    tcase_add_test(cases, doubles_and_int64_are_borrowed);
    tcase_add_test(cases, an_array_is_released_with_its_table);
    tcase_add_test(cases, an_array_that_is_only_copied_is_released_at_once);
    tcase_add_test(cases, validity_from_any_bit_on);
    tcase_add_test(cases, names_pick_columns_in_their_order);
    tcase_add_test(cases, a_frame_without_rows);
    tcase_add_test(cases, wrong_arguments_are_refused);
    tcase_add_test(cases, columns_that_cannot_be_are_refused);
    tcase_add_test(cases, structs_that_are_no_frame_are_refused);
    tcase_add_test(cases, rows_that_are_all_there_are_a_frame);
    tcase_add_test(cases, columns_that_are_broken_are_refused);
    tcase_add_test(cases, chunks_are_joined);
    tcase_add_test(cases, one_chunk_with_rows_is_borrowed);
    tcase_add_test(cases, a_stream_without_chunks_has_its_columns);
    tcase_add_test(cases, a_stream_that_fails_is_released);
    tcase_add_test(cases, a_stream_of_too_many_rows_is_refused);
    tcase_add_test(cases, a_stream_is_released_whatever_is_wrong);
    tcase_add_test(cases, reading_survives_failing_memory);
    Suite *s = suite_create("core/arrow_in");
    suite_add_tcase(s, cases);
    return s;
}
