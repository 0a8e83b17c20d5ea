/* Columns of Arrow, every format that a table can hold. */
#include "core/frames.h"

#include <math.h>

static cev_table *table;

static void open_table(void)
{
    table = NULL;
}

static void close_table(void)
{
    cev_table_free(table);
}

/* One column of three rows, the second a gap, read from its second cell on;
 * the cells are those behind a first one that must not show. */
static const uint8_t GAP[] = {0x0A}; /* rows 1 and 3 of four */

static void read_cells(const char *format, const void *data, const void *bytes)
{
    cev_table_free(table);
    table = NULL;
    frame_begin(3);
    frame_add(format, "c", GAP, data, bytes)->offset = 1;
    expect_ok(frame_read(&table));
}

static void expect_wholes(const char *format, const void *data, int64_t first,
                          int64_t last)
{
    read_cells(format, data, NULL);
    int32_t type = 0;
    expect_ok(cev_table_column(table, "c", &type, NULL, NULL, NULL));
    ck_assert_int_eq(type, CEV_INT64);
    ck_assert_int_eq(cev_table_int64(table, "c", 0), first);
    ck_assert_int_eq(cev_table_int64(table, "c", 1), INT64_MIN);
    ck_assert_int_eq(cev_table_int64(table, "c", 2), last);
}

START_TEST(integers_of_any_width)
{
    const int8_t bytes[] = {9, -128, 9, 127};
    const int16_t shorts[] = {9, INT16_MIN, 9, INT16_MAX};
    const int32_t ints[] = {9, INT32_MIN, 9, INT32_MAX};
    const int64_t longs[] = {9, INT64_MIN + 1, 9, INT64_MAX};
    const int64_t positive[] = {-9, 0, -9, INT64_MAX};
    const uint8_t bits[] = {0x02};
    expect_wholes("c", bytes, -128, 127);
    expect_wholes("C", bytes, 128, 127);
    expect_wholes("s", shorts, INT16_MIN, INT16_MAX);
    expect_wholes("S", shorts, 32768, INT16_MAX);
    expect_wholes("i", ints, INT32_MIN, INT32_MAX);
    expect_wholes("I", ints, INT64_C(2147483648), INT32_MAX);
    expect_wholes("l", longs, INT64_MIN + 1, INT64_MAX);
    expect_wholes("L", positive, 0, INT64_MAX);
    expect_wholes("b", bits, 1, 0);
}
END_TEST

START_TEST(integers_beyond_int64_are_refused)
{
    const uint64_t values[] = {0, 1, 0, UINT64_C(1) << 63};
    frame_begin(3);
    frame_add("L", "c", GAP, values, NULL)->offset = 1;
    expect_failure(frame_read(&table), CEV_ERR_DOMAIN,
                   "c[2] is beyond 9223372036854775807, the largest int64");
}
END_TEST

START_TEST(times_are_seconds_rounded_down)
{
    const int32_t days[] = {9, -1, 9, 19874};
    const int64_t millis[] = {9, -1, 9, 1717113600999};
    const int64_t micros[] = {9, -1000001, 9, 1717113600999999};
    const int64_t nanos[] = {9, -1000000000, 9, 1717113600999999999};
    const int64_t seconds[] = {9, -1, 9, 1717113600};
    expect_wholes("tdD", days, -86400, 1717113600);
    expect_wholes("tdm", millis, -1, 1717113600);
    expect_wholes("tss:", seconds, -1, 1717113600);
    expect_wholes("tsm:UTC", millis, -1, 1717113600);
    expect_wholes("tsu:Europe/Berlin", micros, -2, 1717113600);
    expect_wholes("tsn:", nanos, -1, 1717113600);
}
END_TEST

static void expect_doubles(const char *format, const void *data, double first,
                           double last)
{
    read_cells(format, data, NULL);
    ck_assert(cev_table_double(table, "c", 0) == first);
    ck_assert(isnan(cev_table_double(table, "c", 1)));
    ck_assert(cev_table_double(table, "c", 2) == last);
}

START_TEST(numbers_with_a_fraction)
{
    const float floats[] = {9, -1.5f, 9, 0.1f};
    const double doubles[] = {9, -1.5, 9, 0.1};
    const int32_t small[] = {9, -1234, 9, 1999};
    const int64_t large[] = {9, -1234, 9, INT64_C(9007199254740993)};
    /* 128 bits: -1234, and 3 * 2^64 + 5. */
    const uint16_t probe = 1;
    const int low = *(const uint8_t *)&probe == 1 ? 0 : 1;
    uint64_t halves[4][2] = {{9, 9}, {0, 0}, {9, 9}, {0, 0}};
    halves[1][low] = 0 - UINT64_C(1234);
    halves[1][!low] = UINT64_MAX;
    halves[3][low] = 5;
    halves[3][!low] = 3;
    expect_doubles("f", floats, -1.5, (double)0.1f);
    expect_doubles("g", doubles, -1.5, 0.1);
    expect_doubles("d:9,2,32", small, -12.34, 19.99);
    expect_doubles("d:18,2,64", large, -12.34, 9007199254740993.0 / 100);
    expect_doubles("d:38,2", halves, -12.34, 553402322211286548.53);
    expect_doubles("d:38,0,128", halves, -1234, 55340232221128654853.0);
    expect_doubles("d:38,-3", halves, -1234000, 55340232221128654853000.0);
}
END_TEST

START_TEST(a_decimal_that_is_none_is_refused)
{
    const char *const formats[] = {"d:", "d:9", "d:9,", "d:9,2,16", "d:9,2,",
                                   "d:9,2,128x", "d:x,2", "d:1234,2"};
    const double values[4] = {0};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        frame_begin(3);
        frame_add(formats[i], "c", NULL, values, NULL);
        ck_assert_int_eq(frame_read(&table), CEV_ERR_COLUMN);
        ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), formats[i]));
    }
}
END_TEST

START_TEST(a_column_of_nothing_is_all_gaps)
{
    frame_begin(3);
    frame_add("n", "c", NULL, NULL, NULL);
    expect_ok(frame_read(&table));
    ck_assert(isnan(cev_table_double(table, "c", 0)));
    ck_assert(isnan(cev_table_double(table, "c", 2)));
}
END_TEST

static void expect_texts(void)
{
    ck_assert_str_eq(cev_table_text(table, "c", 0), "J\xC3\xBCrgen");
    ck_assert_ptr_null(cev_table_text(table, "c", 1));
    ck_assert_str_eq(cev_table_text(table, "c", 2), "");
}

START_TEST(text_by_offsets)
{
    const char *bytes = "xxJ\xC3\xBCrgenyy";
    const int32_t narrow[] = {0, 2, 9, 11, 11};
    const int64_t wide[] = {0, 2, 9, 11, 11};
    read_cells("u", narrow, bytes);
    expect_texts();
    read_cells("U", wide, bytes);
    expect_texts();
}
END_TEST

/* A view: its length, and then the text or where it is. */
static void put_view(char *view, const char *text, int32_t buffer,
                     int32_t offset)
{
    int32_t length = (int32_t)strlen(text);
    memset(view, 0, 16);
    memcpy(view, &length, 4);
    if (length <= 12) {
        memcpy(view + 4, text, (size_t)length);
        return;
    }
    memcpy(view + 4, text, 4);
    memcpy(view + 8, &buffer, 4);
    memcpy(view + 12, &offset, 4);
}

START_TEST(text_by_views)
{
    const char *longer = "fourteen bytes";
    const char *run = "--fourteen bytes";
    const int64_t sizes[] = {16};
    char views[4][16];
    put_view(views[0], "before", 0, 0);
    put_view(views[1], longer, 0, 2);
    put_view(views[2], "a gap", 0, 0);
    put_view(views[3], "twelve bytes", 0, 0);
    frame_begin(3);
    struct ArrowArray *column = frame_add("vu", "c", GAP, views, run);
    column->offset = 1;
    column->n_buffers = 4;
    frame_buffers[0][3] = sizes;
    expect_ok(frame_read(&table));
    ck_assert_str_eq(cev_table_text(table, "c", 0), longer);
    ck_assert_ptr_null(cev_table_text(table, "c", 1));
    ck_assert_str_eq(cev_table_text(table, "c", 2), "twelve bytes");
}
END_TEST

#define expect_broken_text(why) \
    expect_failure(frame_read(&table), CEV_ERR_ARGUMENT, \
                   "column \"c\" is broken: " why)

START_TEST(text_that_leads_astray_is_refused)
{
    const int32_t backwards[] = {0, 2, 1, 3};
    const int32_t negative[] = {-1, 2, 3, 4};
    const int64_t sizes[] = {15};
    char views[3][16];
    frame_begin(3);
    struct ArrowArray *column = frame_add("u", "c", NULL, backwards, "abc");
    expect_broken_text("a text begins or ends where there is none");
    frame_buffers[0][1] = negative;
    expect_broken_text("a text begins or ends where there is none");
    frame_fields[0].format = "vu";
    frame_buffers[0][1] = views;
    frame_buffers[0][3] = sizes;
    column->n_buffers = 4;
    memset(views, 0, sizeof views);
    const int32_t places[][2] = {{0, 2}, {1, 0}, {-1, 0}, {0, -1}};
    for (int i = 0; i < 4; i++) {
        put_view(views[2], "fourteen bytes", places[i][0], places[i][1]);
        expect_broken_text("a text begins or ends where there is none");
    }
    put_view(views[2], "fourteen bytes", 0, 0);
    frame_buffers[0][2] = NULL;
    expect_broken_text("a text begins or ends where there is none");
    frame_buffers[0][2] = "fourteen bytes.";
    frame_buffers[0][3] = NULL;
    expect_broken_text("a text begins or ends where there is none");
    memset(views[2], 0xFF, 16);
    expect_broken_text("a text begins or ends where there is none");
}
END_TEST

/* Found by fuzzing: lengths were taken before the offsets were looked at. */
START_TEST(text_that_leads_astray_as_far_as_can_be_is_refused)
{
    const int64_t far[] = {INT64_MIN, 2, 3, 4};
    const int64_t none[] = {INT64_MIN};
    char views[3][16];
    frame_begin(3);
    struct ArrowArray *column = frame_add("U", "c", NULL, far, "abc");
    expect_broken_text("a text begins or ends where there is none");
    memset(views, 0, sizeof views);
    put_view(views[2], "fourteen bytes", 0, INT32_MAX);
    const int64_t too_long[] = {0, INT64_MAX, INT64_MAX, INT64_MAX};
    frame_buffers[0][1] = too_long;
    expect_failure(frame_read(&table), CEV_ERR_MEMORY, "out of memory");
    frame_fields[0].format = "vu";
    frame_buffers[0][1] = views;
    frame_buffers[0][3] = none;
    column->n_buffers = 4;
    expect_broken_text("a text begins or ends where there is none");
}
END_TEST

START_TEST(text_that_holds_nul_is_refused)
{
    const int32_t ends[] = {0, 1, 3, 4};
    frame_begin(3);
    frame_add("u", "c", NULL, ends, "ab\0d");
    expect_failure(frame_read(&table), CEV_ERR_DOMAIN,
                   "c[1] holds the character NUL, where a text ends");
}
END_TEST

/* ---- Dictionaries --------------------------------------------------------- */

static struct ArrowSchema word_schema;
static struct ArrowArray word_array;
static const void *word_buffers[3];

/* Gives the frame's first column a dictionary of three words, one a gap. */
static void add_dictionary(const char *format, const void *data,
                           const void *bytes)
{
    static const uint8_t validity[] = {0x05};
    memset(&word_schema, 0, sizeof word_schema);
    memset(&word_array, 0, sizeof word_array);
    word_schema.format = format;
    word_buffers[0] = validity;
    word_buffers[1] = data;
    word_buffers[2] = bytes;
    word_array.length = 3;
    word_array.null_count = 1;
    word_array.n_buffers = bytes == NULL ? 2 : 3;
    word_array.buffers = word_buffers;
    frame_fields[0].dictionary = &word_schema;
    frame_columns[0].dictionary = &word_array;
}

START_TEST(dictionaries_of_text_and_numbers)
{
    const uint8_t words[] = {0, 2, 1, 0, 1};
    const int32_t ends[] = {0, 3, 4, 7};
    const int64_t micros[] = {1000000, 9, 86400000000};
    const uint8_t validity[] = {0x17};
    frame_begin(5);
    frame_add("C", "c", validity, words, NULL);
    add_dictionary("u", ends, "adaxbob");
    expect_ok(frame_read(&table));
    ck_assert_str_eq(cev_table_text(table, "c", 0), "ada");
    ck_assert_str_eq(cev_table_text(table, "c", 1), "bob");
    ck_assert_ptr_null(cev_table_text(table, "c", 2));
    ck_assert_ptr_null(cev_table_text(table, "c", 3));
    cev_table_free(table);
    table = NULL;
    frame_begin(5);
    frame_add("C", "c", NULL, words, NULL);
    add_dictionary("tsu:", micros, NULL);
    expect_ok(frame_read(&table));
    ck_assert_int_eq(cev_table_int64(table, "c", 0), 1);
    ck_assert_int_eq(cev_table_int64(table, "c", 1), 86400);
    ck_assert_int_eq(cev_table_int64(table, "c", 4), INT64_MIN);
}
END_TEST

START_TEST(dictionaries_that_are_broken_are_refused)
{
    const int8_t words[] = {0, 3, 1};
    const int8_t below[] = {0, -1, 1};
    const int64_t values[] = {1, 2, 3};
    const double doubles[] = {0, 0, 0};
    frame_begin(3);
    frame_add("c", "c", NULL, words, NULL);
    add_dictionary("l", values, NULL);
    expect_broken_text("it names words that its dictionary lacks");
    frame_buffers[0][1] = below;
    expect_broken_text("it names words that its dictionary lacks");
    word_schema.dictionary = &word_schema;
    expect_broken_text("its dictionary has another");
    word_schema.dictionary = NULL;
    word_array.length = -1;
    expect_broken_text("its length or offset is no such");
    frame_columns[0].dictionary = NULL;
    expect_broken_text("its dictionary is missing");
    frame_fields[0].format = "g";
    frame_buffers[0][1] = doubles;
    expect_broken_text("it has a dictionary and no whole numbers");
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("arrow_cells");
    tcase_add_checked_fixture(cases, open_table, close_table);
    tcase_add_test(cases, integers_of_any_width);
    tcase_add_test(cases, integers_beyond_int64_are_refused);
    tcase_add_test(cases, times_are_seconds_rounded_down);
    tcase_add_test(cases, numbers_with_a_fraction);
    tcase_add_test(cases, a_decimal_that_is_none_is_refused);
    tcase_add_test(cases, a_column_of_nothing_is_all_gaps);
    tcase_add_test(cases, text_by_offsets);
    tcase_add_test(cases, text_by_views);
    tcase_add_test(cases, text_that_leads_astray_is_refused);
    tcase_add_test(cases, text_that_leads_astray_as_far_as_can_be_is_refused);
    tcase_add_test(cases, text_that_holds_nul_is_refused);
    tcase_add_test(cases, dictionaries_of_text_and_numbers);
    tcase_add_test(cases, dictionaries_that_are_broken_are_refused);
    Suite *s = suite_create("core/arrow_cells");
    suite_add_tcase(s, cases);
    return s;
}
