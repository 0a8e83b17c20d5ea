/* Calendar periods, day by day and at the ends of time. */
#include "portfolio/calendar.h"
#include "portfolio/shop.h"

static int is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Walks through 9,999 years by the rules of the calendar alone. */
START_TEST(every_day_of_the_calendar_is_in_its_periods)
{
    static const int64_t lengths[] = {31, 28, 31, 30, 31, 30,
                                      31, 31, 30, 31, 30, 31};
    int64_t day = CEV_TIME_MIN / DAY;
    for (int64_t year = 1; year <= 9999; year++) {
        ck_assert_int_eq(cev__period_start(year - 1970, CEV__YEAR), day * DAY);
        for (int64_t month = 0; month < 12; month++) {
            int64_t index = (year - 1970) * 12 + month;
            int64_t length =
                lengths[month] + (month == 1 && is_leap(year));
            ck_assert_int_eq(cev__period_start(index, CEV__MONTH), day * DAY);
            if (month % 3 == 0)
                ck_assert_int_eq(
                    cev__period_start((year - 1970) * 4 + month / 3,
                                      CEV__QUARTER),
                    day * DAY);
            /* Check is slow where nothing fails: one assertion a month. */
            int right = 1;
            for (int64_t i = 0; i < length; i++, day++)
                right &= cev__period_of(day * DAY, CEV__MONTH) == index
                         && cev__period_of(day * DAY + DAY - 1, CEV__MONTH)
                                == index
                         && cev__period_of(day * DAY, CEV__QUARTER)
                                == (year - 1970) * 4 + month / 3
                         && cev__period_of(day * DAY, CEV__YEAR)
                                == year - 1970
                         && cev__period_of(day * DAY + 1, CEV__DAY) == day;
            ck_assert(right);
        }
    }
    ck_assert_int_eq(day * DAY, CEV_TIME_MAX + 1);
}
END_TEST

START_TEST(weeks_begin_on_monday)
{
    /* 2024-01-01 was a Monday, day 19723. */
    int64_t week = cev__period_of(19723 * DAY, CEV__WEEK);
    ck_assert_int_eq(cev__period_start(week, CEV__WEEK), 19723 * DAY);
    ck_assert_int_eq(cev__period_of(19730 * DAY - 1, CEV__WEEK), week);
    ck_assert_int_eq(cev__period_of(19730 * DAY, CEV__WEEK), week + 1);
    ck_assert_int_eq(cev__period_of(19723 * DAY - 1, CEV__WEEK), week - 1);
    /* 1969-12-29, before the count of seconds begins, was one as well. */
    ck_assert_int_eq(cev__period_of(0, CEV__WEEK), 0);
    ck_assert_int_eq(cev__period_start(0, CEV__WEEK), -3 * DAY);
    ck_assert_int_eq(cev__period_of(-3 * DAY - 1, CEV__WEEK), -1);
}
END_TEST

START_TEST(periods_go_by_their_names)
{
    ck_assert_int_eq(cev__period_named("day"), CEV__DAY);
    ck_assert_int_eq(cev__period_named("week"), CEV__WEEK);
    ck_assert_int_eq(cev__period_named("month"), CEV__MONTH);
    ck_assert_int_eq(cev__period_named("quarter"), CEV__QUARTER);
    ck_assert_int_eq(cev__period_named("year"), CEV__YEAR);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("calendar");
    tcase_add_test(cases, every_day_of_the_calendar_is_in_its_periods);
    tcase_add_test(cases, weeks_begin_on_monday);
    tcase_add_test(cases, periods_go_by_their_names);
    Suite *s = suite_create("portfolio/calendar");
    suite_add_tcase(s, cases);
    return s;
}
