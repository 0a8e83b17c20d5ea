/*
 * Reading and writing dates by hand: a million rows a second leave no time
 * for strptime(), which knows neither 24-hour clocks with PM nor doubt about
 * day and month.
 */
#include "stamp.h"

#include <string.h>

#include "text.h"

#define FIRST_YEAR 1970
#define LAST_YEAR 2100

/* What is left to read. */
typedef struct stamp_text {
    const char *p, *end;
} stamp_text;

/* A calendar day as found in the text. */
typedef struct found_date {
    int year, month, day;
} found_date;

int64_t days_from_date(int year, int month, int day)
{
    /* Years begin in March, so that the leap day is their last. */
    int64_t y = month > 2 ? year : year - 1;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 +
                      day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
           of_year - 719468;
}

void date_from_days(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t d = z - era * 146097;
    int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
    int64_t of_year = d - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;

    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

int64_t day_of_seconds(int64_t seconds)
{
    int64_t day = seconds / DAY_SECONDS;

    return seconds % DAY_SECONDS < 0 ? day - 1 : day;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30,
                               31, 31, 30, 31, 30, 31};

    if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        return 29;
    return days[month - 1];
}

/* Read up to `most` digits; returns how many there were. */
static int take_digits(stamp_text *t, int most, int *value)
{
    int n = 0;

    *value = 0;
    while (n < most && t->p < t->end && *t->p >= '0' && *t->p <= '9') {
        *value = *value * 10 + (*t->p++ - '0');
        n++;
    }
    return n;
}

static int take_char(stamp_text *t, char c)
{
    if (t->p == t->end || *t->p != c)
        return 0;
    t->p++;
    return 1;
}

/* Skip blanks, among them the narrow one that newer systems put before PM. */
static void skip_blanks(stamp_text *t)
{
    for (;;) {
        if (t->p < t->end && (*t->p == ' ' || *t->p == '\t'))
            t->p++;
        else if (t->end - t->p >= 3 && memcmp(t->p, "\xe2\x80\xaf", 3) == 0)
            t->p += 3;
        else if (t->end - t->p >= 2 && memcmp(t->p, "\xc2\xa0", 2) == 0)
            t->p += 2;
        else
            return;
    }
}

/* `Mar`, `March`, `mar.`: 1..12, or 0. */
static int take_month_name(stamp_text *t)
{
    static const char *const names[] = {
        "january", "february", "march", "april", "may", "june", "july",
        "august", "september", "october", "november", "december"
    };
    char word[16];
    int n = 0;

    while (t->p + n < t->end && n < 15) {
        char c = t->p[n];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if (c < 'a' || c > 'z')
            break;
        word[n++] = c;
    }
    word[n] = '\0';
    for (int m = 0; m < 12 && n >= 3; m++) {
        if (strncmp(names[m], word, (size_t)n) == 0 ||
            (m == 8 && strcmp(word, "sept") == 0)) {
            t->p += n;
            take_char(t, '.');
            return m + 1;
        }
    }
    return 0;
}

/* A year of two or four digits; 69 and later are of the last century. */
static int take_year(stamp_text *t, int *year)
{
    int n = take_digits(t, 5, year);

    if (n == 2)
        *year += *year < 69 ? 2000 : 1900;
    return n == 2 || n == 4;
}

/* `Mar 2, 2024` from the name on. */
static int read_month_first(stamp_text *t, found_date *d)
{
    d->month = take_month_name(t);
    skip_blanks(t);
    if (d->month == 0 || take_digits(t, 2, &d->day) == 0)
        return STAMP_BAD;
    skip_blanks(t);
    take_char(t, ',');
    skip_blanks(t);
    return take_year(t, &d->year) ? STAMP_OK : STAMP_BAD;
}

/* Decide which of the two numbers of 3/4/2024 is the day. A point between
 * them is written by people who put the day first. */
static int assign_day_month(int a, int b, char mark, date_order dates,
                            found_date *d)
{
    if (dates == DATE_ORDER_DETECT || dates == DATE_ORDER_YMD) {
        if (mark == '.' || a > 12 || a == b)
            dates = DATE_ORDER_DMY;
        else if (b > 12)
            dates = DATE_ORDER_MDY;
        else
            return STAMP_AMBIGUOUS;
    }
    d->day = dates == DATE_ORDER_DMY ? a : b;
    d->month = dates == DATE_ORDER_DMY ? b : a;
    return STAMP_OK;
}

/* `3/2/24`, `2.3.2024`, `2 March 2024`, `24-03-02`, the first number read. */
static int read_day_first(stamp_text *t, int a, date_order dates,
                          found_date *d)
{
    char mark;
    int b, status, digits;

    skip_blanks(t);
    if (t->p == t->end)
        return STAMP_BAD;
    mark = *t->p;
    if (mark == '-' || mark == '/' || mark == '.')
        t->p++;
    if (take_digits(t, 2, &b) == 0) {
        d->day = a;
        d->month = take_month_name(t);
        if (d->month == 0)
            return STAMP_BAD;
        skip_blanks(t);
        if (!take_char(t, '-'))
            take_char(t, ',');
        skip_blanks(t);
        return take_year(t, &d->year) ? STAMP_OK : STAMP_BAD;
    }
    if ((mark != '-' && mark != '/' && mark != '.') || !take_char(t, mark))
        return STAMP_BAD;
    if (dates == DATE_ORDER_YMD) {
        d->year = a + (a < 69 ? 2000 : 1900);
        d->month = b;
        digits = take_digits(t, 2, &d->day);
        if (digits > 0 && (t->p == t->end || *t->p < '0' || *t->p > '9'))
            return STAMP_OK;
        return STAMP_BAD;
    }
    status = assign_day_month(a, b, mark, dates, d);
    if (!take_year(t, &d->year))
        return STAMP_BAD;
    return status;
}

/* The day, whichever way it is written. */
static int read_date(stamp_text *t, date_order dates, found_date *d)
{
    const char *start = t->p;
    int first, n;

    if (t->p == t->end || *t->p < '0' || *t->p > '9')
        return read_month_first(t, d);
    n = take_digits(t, 4, &first);
    if (n == 4 && t->p < t->end && *t->p >= '0' && *t->p <= '9') {
        d->year = first; /* 20240302 */
        if (take_digits(t, 2, &d->month) != 2 ||
            take_digits(t, 2, &d->day) != 2)
            return STAMP_BAD;
        return t->p - start == 8 ? STAMP_OK : STAMP_BAD;
    }
    if (n == 4 && t->p < t->end) {
        char mark = *t->p++;

        d->year = first;
        if (mark != '-' && mark != '/' && mark != '.')
            return STAMP_BAD;
        if (take_digits(t, 2, &d->month) == 0 || !take_char(t, mark) ||
            take_digits(t, 2, &d->day) == 0)
            return STAMP_BAD;
        return STAMP_OK;
    }
    if (n > 2)
        return STAMP_BAD;
    return read_day_first(t, first, dates, d);
}

/* `am`, `PM`, `p.m.` turn a 12-hour clock into hours of the day. A 24-hour
 * clock with AM/PM behind it (Magento) is right already. */
static int read_half(stamp_text *t, int *hour)
{
    char c;

    skip_blanks(t);
    if (t->p == t->end)
        return 1;
    c = (char)(*t->p | 32);
    if (c != 'a' && c != 'p')
        return 1;
    t->p++;
    take_char(t, '.');
    if (t->p == t->end || (*t->p | 32) != 'm')
        return 0;
    t->p++;
    take_char(t, '.');
    if (c == 'a' && *hour > 12)
        return 0;
    if (c == 'a' && *hour == 12)
        *hour = 0;
    else if (c == 'p' && *hour < 12)
        *hour += 12;
    return 1;
}

/* `Z`, `UTC`, `-0500`, `+01:00`, `+1`. */
static int read_offset(stamp_text *t, stamp *out)
{
    int sign, hours, minutes = 0;

    skip_blanks(t);
    if (t->p == t->end)
        return 1;
    out->has_offset = 1;
    if (take_char(t, 'Z'))
        return 1;
    if (t->end - t->p >= 3 &&
        (memcmp(t->p, "UTC", 3) == 0 || memcmp(t->p, "GMT", 3) == 0)) {
        t->p += 3;
        skip_blanks(t);
        if (t->p == t->end)
            return 1;
    }
    if (*t->p != '+' && *t->p != '-')
        return 0;
    sign = *t->p++ == '-' ? -1 : 1;
    if (take_digits(t, 2, &hours) == 0)
        return 0;
    if ((take_char(t, ':') || t->p < t->end) &&
        take_digits(t, 2, &minutes) != 2)
        return 0;
    out->offset = sign * (hours * 3600 + minutes * 60);
    return hours <= 15 && minutes < 60;
}

/* The time of day, if there is one, with what follows it. */
static int read_clock(stamp_text *t, stamp *out)
{
    int hour, minute, second = 0, ignored;

    if (t->p < t->end && *t->p == ',')
        t->p++;
    if (t->p < t->end && *t->p == 'T')
        t->p++;
    skip_blanks(t);
    if (t->p == t->end)
        return 1;
    if (take_digits(t, 2, &hour) == 0)
        return 0;
    if (!take_char(t, ':') || take_digits(t, 2, &minute) != 2)
        return 0;
    if (take_char(t, ':')) {
        if (take_digits(t, 2, &second) != 2)
            return 0;
        if (take_char(t, '.') || take_char(t, ','))
            while (take_digits(t, 9, &ignored) > 0)
                continue;
    }
    if (hour > 23 || minute > 59 || second > 60 || !read_half(t, &hour))
        return 0;
    out->has_clock = 1;
    out->seconds += hour * 3600 + minute * 60 + second;
    if (!read_offset(t, out))
        return 0;
    skip_blanks(t);
    return t->p == t->end;
}

/* Ten digits are seconds since 1970, thirteen are milliseconds. */
static int read_epoch(const char *p, size_t length, stamp *out)
{
    int64_t value = 0;

    if (length != 10 && length != 13)
        return 0;
    for (size_t i = 0; i < length; i++) {
        if (p[i] < '0' || p[i] > '9')
            return 0;
        value = value * 10 + (p[i] - '0');
    }
    out->seconds = length == 13 ? value / 1000 : value;
    out->has_clock = out->has_offset = 1;
    out->offset = 0;
    return 1;
}

/* Two digits as a number, or a negative value. */
static int two_digits(const char *p)
{
    unsigned a = (unsigned)(p[0] - '0'), b = (unsigned)(p[1] - '0');

    return a > 9 || b > 9 ? -1000 : (int)(a * 10 + b);
}

/* `YYYY-MM-DD` alone or with ` HH:MM:SS`, as nearly every file has it.
 * Returns 0 for anything else and anything odd, which the long way explains. */
static int parse_iso(const char *p, size_t length, stamp *out)
{
    int year, month, day, hour = 0, minute = 0, second = 0;

    if ((length != 10 && length != 19) || p[4] != '-' || p[7] != '-')
        return 0;
    year = two_digits(p) * 100 + two_digits(p + 2);
    month = two_digits(p + 5);
    day = two_digits(p + 8);
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 ||
        day < 1 || (day > 28 && day > month_days(year, month)))
        return 0;
    if (length == 19) {
        if ((p[10] != ' ' && p[10] != 'T') || p[13] != ':' || p[16] != ':')
            return 0;
        hour = two_digits(p + 11);
        minute = two_digits(p + 14);
        second = two_digits(p + 17);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
            second < 0 || second > 59)
            return 0;
    }
    out->seconds = days_from_date(year, month, day) * DAY_SECONDS +
                   hour * 3600 + minute * 60 + second;
    out->has_clock = length == 19;
    out->has_offset = 0;
    out->offset = 0;
    return 1;
}

int stamp_parse(const char *text, size_t length, date_order dates,
                stamp *out)
{
    stamp_text t = {text, text + length};
    found_date d = {0, 0, 0};
    int status;

    if (parse_iso(text, length, out))
        return STAMP_OK;
    memset(out, 0, sizeof *out);
    skip_blanks(&t);
    while (t.end > t.p && (t.end[-1] == ' ' || t.end[-1] == '\t'))
        t.end--;
    if (t.p == t.end)
        return STAMP_EMPTY;
    if (read_epoch(t.p, (size_t)(t.end - t.p), out))
        return out->seconds < days_from_date(LAST_YEAR + 1, 1, 1) *
                                  DAY_SECONDS ? STAMP_OK : STAMP_RANGE;
    status = read_date(&t, dates, &d);
    if (status == STAMP_AMBIGUOUS) {
        stamp ignored = *out;

        return read_clock(&t, &ignored) ? STAMP_AMBIGUOUS : STAMP_BAD;
    }
    if (status != STAMP_OK || d.month < 1 || d.month > 12 || d.day < 1 ||
        d.day > month_days(d.year, d.month))
        return STAMP_BAD;
    out->seconds = days_from_date(d.year, d.month, d.day) * DAY_SECONDS;
    if (!read_clock(&t, out))
        return STAMP_BAD;
    if (d.year < FIRST_YEAR || d.year > LAST_YEAR)
        return STAMP_RANGE;
    return STAMP_OK;
}

/* Two digits of a number below 100. */
static char *put_two(char *p, int value)
{
    *p++ = (char)('0' + value / 10);
    *p++ = (char)('0' + value % 10);
    return p;
}

void date_text(int64_t seconds, char out[STAMP_TEXT])
{
    int year, month, day;
    char *p = out;

    date_from_days(day_of_seconds(seconds), &year, &month, &day);
    p = put_two(p, year / 100 % 100);
    p = put_two(p, year % 100);
    *p++ = '-';
    p = put_two(p, month);
    *p++ = '-';
    p = put_two(p, day);
    *p = '\0';
}

void utc_text(int64_t seconds, char out[STAMP_TEXT])
{
    int of_day = (int)(seconds - day_of_seconds(seconds) * DAY_SECONDS);
    char *p = out + 10;

    date_text(seconds, out);
    *p++ = 'T';
    p = put_two(p, of_day / 3600);
    *p++ = ':';
    p = put_two(p, of_day / 60 % 60);
    *p++ = ':';
    p = put_two(p, of_day % 60);
    *p++ = 'Z';
    *p = '\0';
}
