/**
 * Dates and times as shops write them.
 */
#include <stdio.h>
#include <string.h>

#include "stamp.h"
#include "support/check_main.h"

/* Reads `text` and writes it as `YYYY-MM-DDTHH:MM:SS`, the date alone when
 * there is no time of day, with `Z` behind it when there is an offset, which
 * is taken off; or what is wrong with it. */
static const char *again(const char *text, date_order dates)
{
    static char out[STAMP_TEXT];
    stamp s;

    switch (stamp_parse(text, strlen(text), dates, &s)) {
    case STAMP_EMPTY: return "empty";
    case STAMP_BAD: return "bad";
    case STAMP_RANGE: return "range";
    case STAMP_AMBIGUOUS: return "ambiguous";
    }
    utc_text(s.seconds - s.offset, out);
    if (!s.has_offset)
        out[19] = '\0';
    if (!s.has_clock)
        out[10] = '\0';
    return out;
}

START_TEST(dates_are_read_as_shops_write_them)
{
    static const char *const pairs[][2] = {
        {"2024-03-02", "2024-03-02"},
        {"2024-03-02 10:01:22", "2024-03-02T10:01:22"},
        {"2024-03-02T10:01:22", "2024-03-02T10:01:22"},
        {"2024-03-02 10:01", "2024-03-02T10:01:00"},
        {"2024-03-02 10:01:22 -0500", "2024-03-02T15:01:22Z"},
        {"2024-03-02T02:16:47+00:00", "2024-03-02T02:16:47Z"},
        {"2024-03-02T10:01:22.123456Z", "2024-03-02T10:01:22Z"},
        {"2024-03-02 10:01:22 UTC", "2024-03-02T10:01:22Z"},
        {"2024-03-02 10:01:22 GMT+1", "2024-03-02T09:01:22Z"},
        {"2024/3/2", "2024-03-02"}, {"20240302", "2024-03-02"},
        {"2.3.2024", "2024-03-02"}, {"02.03.24", "2024-03-02"},
        {"2 March 2024", "2024-03-02"}, {"02-Mar-2024", "2024-03-02"},
        {"Mar 2, 2024", "2024-03-02"}, {"Sept. 2, 2024", "2024-09-02"},
        {"Jan 8, 2024 14:17:05 PM", "2024-01-08T14:17:05"},
        {"Jan 8, 2024 09:17:05 AM", "2024-01-08T09:17:05"},
        {"Jan 8, 2024, 12:00:11 PM", "2024-01-08T12:00:11"},
        {"Jan 8, 2024 12:00 am", "2024-01-08T00:00:00"},
        {"Jan 8, 2024 1:05\xe2\x80\xafp.m.", "2024-01-08T13:05:00"},
        {"1709373682", "2024-03-02T10:01:22Z"},
        {"1709373682999", "2024-03-02T10:01:22Z"},
        {" 2024-03-02 ", "2024-03-02"}, {"2000-02-29", "2000-02-29"},
        {"1970-01-01", "1970-01-01"}, {"2100-12-31", "2100-12-31"},
        {"25/12/2024", "2024-12-25"}, {"12/25/2024", "2024-12-25"},
        {"3/3/2024", "2024-03-03"}
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        ck_assert_str_eq(again(pairs[i][0], DATE_ORDER_DETECT), pairs[i][1]);
}
END_TEST

START_TEST(what_is_no_date_is_refused)
{
    static const char *const texts[] = {
        "hello", "2024", "2024-13-01", "2024-02-30", "2023-02-29",
        "31.02.2024", "2024-00-10", "2024-01-00", "2024-1", "1/2", "1/2/3",
        "2024-01-01 25:00", "2024-01-01 10:60", "2024-01-01 1000",
        "2024-01-01 10:00 XM", "2024-01-01 14:00 AM", "2024-01-01 10:00 EST",
        "2024-01-01x", "2024-01-01 10:00:00 +99:00", "99999999", "12345",
        "2024/01-01", "Foo 3, 2024", "13/13/2024", "--", "2024-01-01 10:0",
        "-1", "2024-01-01 10:00:00 + "
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_str_eq(again(texts[i], DATE_ORDER_DETECT), "bad");
    ck_assert_str_eq(again("", DATE_ORDER_DETECT), "empty");
    ck_assert_str_eq(again("1969-12-31", DATE_ORDER_DETECT), "range");
    ck_assert_str_eq(again("2101-01-01", DATE_ORDER_DETECT), "range");
    ck_assert_str_eq(again("9999999999", DATE_ORDER_DETECT), "range");
}
END_TEST

START_TEST(day_and_month_are_told_apart_or_asked_for)
{
    ck_assert_str_eq(again("3/4/2024", DATE_ORDER_DETECT), "ambiguous");
    ck_assert_str_eq(again("3/4/2024", DATE_ORDER_DMY), "2024-04-03");
    ck_assert_str_eq(again("3/4/2024", DATE_ORDER_MDY), "2024-03-04");
    ck_assert_str_eq(again("3/4/24 7:31 PM", DATE_ORDER_MDY),
                     "2024-03-04T19:31:00");
    ck_assert_str_eq(again("24/4/3", DATE_ORDER_YMD), "2024-04-03");
    ck_assert_str_eq(again("14/3/2024", DATE_ORDER_MDY), "bad");
    ck_assert_str_eq(again("3/14/2024", DATE_ORDER_DMY), "bad");
    ck_assert_str_eq(again("2024-04-03", DATE_ORDER_DMY), "2024-04-03");
}
END_TEST

START_TEST(two_digit_years_turn_in_1969)
{
    ck_assert_str_eq(again("1.1.68", DATE_ORDER_DMY), "2068-01-01");
    ck_assert_str_eq(again("1.1.99", DATE_ORDER_DMY), "1999-01-01");
    ck_assert_str_eq(again("1.1.69", DATE_ORDER_DMY), "range");
}
END_TEST

START_TEST(every_day_of_500_years_goes_there_and_back)
{
    int64_t day = days_from_date(1800, 1, 1);

    ck_assert_int_eq(days_from_date(1970, 1, 1), 0);
    ck_assert_int_eq(days_from_date(2000, 3, 1), 11017);
    for (int64_t end = days_from_date(2300, 1, 1); day < end; day++) {
        int y, m, d;

        date_from_days(day, &y, &m, &d);
        ck_assert_int_eq(days_from_date(y, m, d), day);
        ck_assert(m >= 1 && m <= 12 && d >= 1 && d <= 31);
    }
    ck_assert_int_eq(day_of_seconds(-1), -1);
    ck_assert_int_eq(day_of_seconds(86399), 0);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("stamp");
    Suite *s = suite_create("program/stamp");

    tcase_add_test(cases, dates_are_read_as_shops_write_them);
    tcase_add_test(cases, what_is_no_date_is_refused);
    tcase_add_test(cases, day_and_month_are_told_apart_or_asked_for);
    tcase_add_test(cases, two_digit_years_turn_in_1969);
    tcase_add_test(cases, every_day_of_500_years_goes_there_and_back);
    suite_add_tcase(s, cases);
    return s;
}
