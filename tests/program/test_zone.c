/**
 * The shop's clock to UTC and back.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stamp.h"
#include "support/check_main.h"
#include "zone.h"

/* Seconds of a `YYYY-MM-DD HH:MM` text. */
static int64_t at(const char *text)
{
    stamp s;

    ck_assert_int_eq(stamp_parse(text, strlen(text), DATE_ORDER_YMD, &s), 0);
    return s.seconds;
}

/* A zone that may be missing on this machine. */
static zone *open_zone(const char *name)
{
    char why[256];

    return zone_open(name, why, sizeof why);
}

#define NEED_ZONES() \
    do { \
        zone *found = open_zone("America/New_York"); \
        if (found == NULL) \
            SKIP("no time zone database"); \
        zone_close(found); \
    } while (0)

START_TEST(summer_and_winter_have_their_offsets)
{
    NEED_ZONES();
    zone *z = open_zone("America/New_York");

    ck_assert_int_eq(zone_utc(z, at("2024-01-15 12:00")),
                     at("2024-01-15 17:00"));
    ck_assert_int_eq(zone_utc(z, at("2024-07-15 12:00")),
                     at("2024-07-15 16:00"));
    ck_assert_int_eq(zone_local(z, at("2024-01-18 00:36")),
                     at("2024-01-17 19:36"));
    ck_assert_int_eq(zone_local(z, at("1970-01-01 05:00")), 0);
    ck_assert_int_eq(zone_local(z, at("2100-12-31 05:00")),
                     at("2100-12-31 00:00"));
    zone_close(z);
}
END_TEST

START_TEST(clocks_set_forward_and_back_are_defined)
{
    NEED_ZONES();
    zone *z = open_zone("America/New_York");

    /* 02:30 did not happen: read by the clock before. */
    ck_assert_int_eq(zone_utc(z, at("2024-03-10 02:30")),
                     at("2024-03-10 07:30"));
    ck_assert_int_eq(zone_utc(z, at("2024-03-10 03:00")),
                     at("2024-03-10 07:00"));
    ck_assert_int_eq(zone_utc(z, at("2024-03-10 01:59")),
                     at("2024-03-10 06:59"));
    /* 01:30 happened twice: the first. */
    ck_assert_int_eq(zone_utc(z, at("2024-11-03 01:30")),
                     at("2024-11-03 05:30"));
    ck_assert_int_eq(zone_utc(z, at("2024-11-03 02:00")),
                     at("2024-11-03 07:00"));
    ck_assert_int_eq(zone_local(z, at("2024-11-03 06:30")),
                     at("2024-11-03 01:30"));
    zone_close(z);
}
END_TEST

START_TEST(every_hour_agrees_with_the_system)
{
    static const char *const names[] = {
        "America/New_York", "Europe/Berlin", "Asia/Kolkata",
        "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns",
        "Pacific/Apia"
    };

    NEED_ZONES();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        zone *z = open_zone(names[i]);

        if (z == NULL)
            continue;
        /* Warm the table first: it sets and restores the process zone. */
        for (int64_t t = at("2010-01-01 00:30"); t < at("2027-01-01 00:00");
             t += 5 * 3600)
            zone_local(z, t);
        setenv("TZ", names[i], 1);
        tzset();
        for (int64_t t = at("2010-01-01 00:30"); t < at("2027-01-01 00:00");
             t += 5 * 3600) {
            time_t moment = (time_t)t;
            struct tm tm;
            int64_t local;

            ck_assert_ptr_nonnull(localtime_r(&moment, &tm));
            local = days_from_date(tm.tm_year + 1900, tm.tm_mon + 1,
                                   tm.tm_mday) * DAY_SECONDS +
                    tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
            ck_assert_int_eq(zone_local(z, t), local);
            /* Back: the same clock, and not later. */
            ck_assert_int_eq(zone_local(z, zone_utc(z, local)), local);
            ck_assert_int_le(zone_utc(z, local), t);
        }
        zone_close(z);
    }
}
END_TEST

START_TEST(the_process_zone_stays_as_it_was)
{
    NEED_ZONES();
    zone *z = open_zone("Asia/Tokyo");

    setenv("TZ", "Europe/Berlin", 1);
    ck_assert_int_eq(zone_local(z, 0), 9 * 3600);
    ck_assert_str_eq(getenv("TZ"), "Europe/Berlin");
    unsetenv("TZ");
    ck_assert_int_eq(zone_local(z, at("1999-01-01 00:00")),
                     at("1999-01-01 09:00"));
    ck_assert_ptr_null(getenv("TZ"));
    zone_close(z);
}
END_TEST

START_TEST(unknown_zones_are_refused)
{
    static const char *const names[] = {
        "", "Europe/Berln", "../etc/passwd", "/etc/passwd", "Mars", "EST5EDT4",
        "zone.tab", "+99:00", "+1:",
        "A/very/long/name/that/no/time/zone/in/any/database/has/or/ever/had/x"
    };
    char why[256];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        why[0] = '\0';
        ck_assert_ptr_null(zone_open(names[i], why, sizeof why));
        ck_assert(why[0] != '\0');
    }
}
END_TEST

START_TEST(fixed_offsets_need_no_database)
{
    static const struct {
        const char *name;
        int64_t offset;
    } cases[] = {{"UTC", 0}, {"+02:00", 7200}, {"-0330", -12600},
                 {"UTC+1", 3600}, {"Z", 0}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        zone *z = open_zone(cases[i].name);

        ck_assert_ptr_nonnull(z);
        ck_assert_int_eq(zone_local(z, 1000), 1000 + cases[i].offset);
        ck_assert_int_eq(zone_utc(z, 1000), 1000 - cases[i].offset);
        zone_close(z);
    }
}
END_TEST

START_TEST(rails_names_are_known)
{
    NEED_ZONES();
    static const char *const names[] = {
        "Eastern Time (US & Canada)", "Central Time (US & Canada)",
        "Mountain Time (US & Canada)", "Pacific Time (US & Canada)",
        "Alaska", "Hawaii", "London", "Tokyo", "Sydney", "Zurich",
        "Adelaide", "UTC", "Indiana (East)", "Newfoundland", "Melbourne"
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        zone *z;

        ck_assert_ptr_nonnull(zone_from_rails(names[i]));
        z = open_zone(zone_from_rails(names[i]));
        ck_assert_ptr_nonnull(z);
        zone_close(z);
    }
    ck_assert_ptr_null(zone_from_rails("Eastern"));
    ck_assert_str_eq(zone_currency("America/New_York"), "USD");
    ck_assert_str_eq(zone_currency("Africa/Cairo"), "EGP");
    ck_assert_str_eq(zone_currency("Pacific/Honolulu"), "USD");
    ck_assert_str_eq(zone_currency("Nowhere"), "");
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("zone");
    Suite *s = suite_create("program/zone");

    tcase_add_test(cases, summer_and_winter_have_their_offsets);
    tcase_add_test(cases, clocks_set_forward_and_back_are_defined);
    tcase_add_test(cases, every_hour_agrees_with_the_system);
    tcase_add_test(cases, the_process_zone_stays_as_it_was);
    tcase_add_test(cases, unknown_zones_are_refused);
    tcase_add_test(cases, fixed_offsets_need_no_database);
    tcase_add_test(cases, rails_names_are_known);
    suite_add_tcase(s, cases);
    return s;
}
