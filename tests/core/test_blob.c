/* Saved bytes: the layout to the byte, and every way it can be wrong. */
#include "core/blob.h"
#include "core/expect.h"
#include "core/saved_options.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { SIZE = 24 + 37 + 8 };

/* One of each: 4 + 8 + 8 + 3 + 8 + 6 bytes. */
static void write_all(const void *object, cev__writer *writer)
{
    (void)object;
    cev__write_i32(writer, -2);
    cev__write_i64(writer, INT64_C(0x0102030405060708));
    cev__write_double(writer, 1.5);
    cev__write_bytes(writer, "abc", 3);
    cev__write_text(writer, "Zo\303\253!!");
}

static const uint8_t written[24 + 37] = {
    'l', 'i', 'b', 'c', 'e', 'v', 'T', 'S', /* magic */
    3, 0, 0, 0, 0, 0, 0, 0,                 /* layout, kept for later */
    37, 0, 0, 0, 0, 0, 0, 0,                /* payload */
    0xFE, 0xFF, 0xFF, 0xFF,                 /* -2 */
    8, 7, 6, 5, 4, 3, 2, 1,                 /* the int64 */
    0, 0, 0, 0, 0, 0, 0xF8, 0x3F,           /* 1.5 */
    'a', 'b', 'c',                          /* the bytes */
    6, 0, 0, 0, 0, 0, 0, 0, 'Z', 'o', 0xC3, 0xAB, '!', '!'};

static uint8_t bytes[SIZE];

static void save_all(void)
{
    int64_t size = 0;
    expect_ok(cev__blob_save(ctx, "TS", 3, write_all, NULL, bytes, SIZE,
                             &size));
    ck_assert_int_eq(size, SIZE);
}

START_TEST(bytes_are_little_endian_and_sealed)
{
    save_all();
    ck_assert_mem_eq(bytes, written, sizeof written);
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < sizeof written; i++)
        sum = (sum ^ written[i]) * UINT64_C(0x100000001b3);
    for (size_t i = 0; i < 8; i++)
        ck_assert_uint_eq(bytes[sizeof written + i],
                          (sum >> (8 * i)) & 0xFF);
}
END_TEST

START_TEST(what_was_written_is_read)
{
    cev__blob blob;
    char text[7];
    save_all();
    expect_ok(cev__blob_open(ctx, "TS", 3, bytes, SIZE, &blob));
    ck_assert_int_eq(cev__read_i32(&blob), -2);
    ck_assert(cev__read_i64(&blob) == INT64_C(0x0102030405060708));
    ck_assert(cev__read_double(&blob) == 1.5);
    ck_assert_mem_eq(cev__read_bytes(&blob, 3), "abc", 3);
    ck_assert_int_eq(cev__blob_close(ctx, &blob), CEV_ERR_FORMAT);
    cev__read_text(&blob, text, sizeof text);
    ck_assert_str_eq(text, "Zo\303\253!!");
    expect_ok(cev__blob_close(ctx, &blob));
    ck_assert_int_eq(cev__read_i64(&blob), 0);
    ck_assert_int_eq(cev__read_i64(&blob), 0);
    expect_failure(cev__blob_close(ctx, &blob), CEV_ERR_FORMAT,
                   "the bytes do not follow their layout");
}
END_TEST

START_TEST(doubles_keep_their_bits)
{
    double values[] = {0.0, -0.0, INFINITY, -INFINITY, 4.9e-324, NAN, 0.1};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        uint8_t eight[8];
        cev__writer writer = {eight, 8, 0};
        cev__write_double(&writer, values[i]);
        cev__blob blob = {eight, 8, 0, 0};
        double back = cev__read_double(&blob);
        ck_assert_mem_eq(&back, &values[i], 8);
    }
}
END_TEST

START_TEST(size_is_asked_for_without_bytes)
{
    int64_t size = -1;
    expect_ok(cev__blob_save(ctx, "TS", 3, write_all, NULL, NULL, 0, &size));
    ck_assert_int_eq(size, SIZE);
    expect_failure(
        cev__blob_save(ctx, "TS", 3, write_all, NULL, bytes, SIZE, NULL),
        CEV_ERR_ARGUMENT, "size is NULL");
}
END_TEST

START_TEST(too_little_room_writes_nothing)
{
    int64_t size = -1;
    memset(bytes, 0x77, SIZE);
    expect_failure(cev__blob_save(ctx, "TS", 3, write_all, NULL, bytes,
                                  SIZE - 1, &size),
                   CEV_ERR_LIMIT, "capacity = 68; wanted at least 69");
    ck_assert_int_eq(
        cev__blob_save(ctx, "TS", 3, write_all, NULL, bytes, -1, &size),
        CEV_ERR_LIMIT);
    ck_assert_int_eq(size, -1);
    for (int i = 0; i < SIZE; i++)
        ck_assert_int_eq(bytes[i], 0x77);
}
END_TEST

static int32_t open_bytes(const void *from, int64_t size)
{
    cev__blob blob;
    return cev__blob_open(ctx, "TS", 3, from, size, &blob);
}

START_TEST(other_bytes_are_told_apart)
{
    save_all();
    expect_failure(open_bytes(NULL, SIZE), CEV_ERR_ARGUMENT, "bytes is NULL");
    expect_failure(open_bytes("{\"model\": \"bgnbd\"}", 18), CEV_ERR_FORMAT,
                   "these 18 bytes were not saved by libcev");
    expect_failure(open_bytes(bytes, 0), CEV_ERR_FORMAT,
                   "these 0 bytes were not saved by libcev");
    expect_failure(open_bytes(bytes, -1), CEV_ERR_FORMAT,
                   "these -1 bytes were not saved by libcev");
    bytes[6] = 'P';
    expect_failure(open_bytes(bytes, SIZE), CEV_ERR_FORMAT,
                   "the bytes hold another kind of object");
    save_all();
    bytes[8] = 4;
    expect_failure(open_bytes(bytes, SIZE), CEV_ERR_VERSION,
                   "the bytes have layout 4; this library reads 1 to 3");
    bytes[8] = 0;
    ck_assert_int_eq(open_bytes(bytes, SIZE), CEV_ERR_VERSION);
    save_all();
    ck_assert_int_eq(open_bytes(bytes, SIZE - 1), CEV_ERR_CHECKSUM);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "the bytes are cut short or too long: size = 68");
}
END_TEST

START_TEST(every_cut_and_every_changed_bit_is_seen)
{
    uint8_t longer[SIZE + 1] = {0};
    save_all();
    for (int64_t size = 0; size < SIZE; size++)
        ck_assert_int_ne(open_bytes(bytes, size), CEV_OK);
    memcpy(longer, bytes, SIZE);
    ck_assert_int_eq(open_bytes(longer, SIZE + 1), CEV_ERR_CHECKSUM);
    for (int bit = 0; bit < 8 * SIZE; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        ck_assert_int_ne(open_bytes(bytes, SIZE), CEV_OK);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    expect_ok(open_bytes(bytes, SIZE));
}
END_TEST

/* A text of `length` bytes, of which `size` are there, read into room for
 * four. */
static int reads_text(const char *text, int64_t length, int64_t size)
{
    uint8_t saved[32];
    char read[5];
    cev__writer writer = {saved, sizeof saved, 0};
    cev__write_i64(&writer, length);
    cev__write_bytes(&writer, text, size);
    cev__blob blob = {saved, writer.size, 0, 0};
    cev__read_text(&blob, read, sizeof read);
    ck_assert(blob.failed || strcmp(read, text) == 0);
    return !blob.failed;
}

START_TEST(text_must_fit_and_be_text)
{
    ck_assert(reads_text("", 0, 0));
    ck_assert(reads_text("abcd", 4, 4));
    ck_assert(!reads_text("abcde", 5, 5));
    ck_assert(!reads_text("abcd", 4, 3));
    ck_assert(!reads_text("abcd", -1, 4));
    ck_assert(!reads_text("abcd", INT64_MAX, 4));
    ck_assert(!reads_text("abcd", INT64_MIN, 4));
    ck_assert(!reads_text("a\0b", 3, 3));
    ck_assert(!reads_text("\377", 1, 1));
    ck_assert(!reads_text("\303", 1, 1));
}
END_TEST

/* What comes back of options saved by `write`. */
static int32_t read_saved(void (*write)(cev__writer *), cev_options *options)
{
    uint8_t saved[256];
    cev__writer writer = {saved, sizeof saved, 0};
    write(&writer);
    ck_assert_int_le(writer.size, writer.capacity);
    cev__blob blob = {saved, writer.size, 0, 0};
    return cev__read_options(ctx, &blob, "scores margin period", "test",
                             options);
}

static void write_three(cev__writer *writer)
{
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_int(options, "scores", 7));
    expect_ok(cev_options_set_double(options, "margin", 0.1));
    expect_ok(cev_options_set_str(options, "period", "week"));
    cev__write_options(writer, options);
    cev_options_free(options);
}

static void write_negative_count(cev__writer *writer)
{
    cev__write_i32(writer, -1);
}

static void write_too_many(cev__writer *writer)
{
    cev__write_i32(writer, INT32_MAX);
}

static void write_cut(cev__writer *writer)
{
    cev__write_i32(writer, 1);
    cev__write_text(writer, "scores");
    cev__write_i32(writer, 1);
}

static void write_wrong_type(cev__writer *writer)
{
    cev__write_i32(writer, 1);
    cev__write_text(writer, "scores");
    cev__write_i32(writer, 4);
}

static void write_unknown(cev__writer *writer)
{
    cev__write_i32(writer, 1);
    cev__write_text(writer, "tomorrow's option");
    cev__write_i32(writer, 1);
    cev__write_i64(writer, 5);
}

static void write_out_of_range(cev__writer *writer)
{
    cev__write_i32(writer, 1);
    cev__write_text(writer, "scores");
    cev__write_i32(writer, 1);
    cev__write_i64(writer, 11);
}

static void write_foreign(cev__writer *writer)
{
    cev__write_i32(writer, 1);
    cev__write_text(writer, "tol");
    cev__write_i32(writer, 2);
    cev__write_double(writer, 1e-9);
}

START_TEST(options_come_back_as_they_were)
{
    cev_options options = {0};
    expect_ok(read_saved(write_three, &options));
    ck_assert_int_eq(cev__options_int(&options, CEV__OPT_SCORES), 7);
    ck_assert(cev__options_double(&options, CEV__OPT_MARGIN) == 0.1);
    ck_assert_str_eq(cev__options_str(&options, CEV__OPT_PERIOD), "week");
    ck_assert(!cev__options_has(&options, CEV__OPT_BIN));
    cev__options_clear(&options);
}
END_TEST

START_TEST(damaged_options_do_not_follow_the_layout)
{
    cev_options options = {0};
    ck_assert_int_eq(read_saved(write_negative_count, &options),
                     CEV_ERR_FORMAT);
    ck_assert_int_eq(read_saved(write_too_many, &options), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_saved(write_cut, &options), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_saved(write_wrong_type, &options), CEV_ERR_FORMAT);
    ck_assert(!cev__options_has(&options, CEV__OPT_SCORES));
}
END_TEST

START_TEST(options_that_this_library_cannot_have_are_named)
{
    cev_options options = {0};
    expect_failure(read_saved(write_unknown, &options), CEV_ERR_OPTION,
                   "\"tomorrow's option\" is no option; see "
                   "cev_options_list()");
    expect_failure(read_saved(write_out_of_range, &options), CEV_ERR_OPTION,
                   "option scores = 11; wanted 2 to 10");
    expect_failure(read_saved(write_foreign, &options), CEV_ERR_OPTION,
                   "option tol means nothing to test; it takes: scores "
                   "margin period");
    ck_assert(!cev__options_has(&options, CEV__OPT_TOL));
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("blob");
    tcase_add_test(cases, bytes_are_little_endian_and_sealed);
    tcase_add_test(cases, what_was_written_is_read);
    tcase_add_test(cases, doubles_keep_their_bits);
    tcase_add_test(cases, size_is_asked_for_without_bytes);
    tcase_add_test(cases, too_little_room_writes_nothing);
    tcase_add_test(cases, other_bytes_are_told_apart);
    tcase_add_test(cases, every_cut_and_every_changed_bit_is_seen);
    tcase_add_test(cases, text_must_fit_and_be_text);
    tcase_add_test(cases, options_come_back_as_they_were);
    tcase_add_test(cases, damaged_options_do_not_follow_the_layout);
    tcase_add_test(cases, options_that_this_library_cannot_have_are_named);
    Suite *s = suite_create("core/blob");
    suite_add_tcase(s, cases);
    return s;
}
