/*
 * Time zones through POSIX: the process zone is set for a moment, one year of
 * changes is read off localtime_r(), and conversions then use that table.
 */
#define _POSIX_C_SOURCE 200809L

#include "zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stamp.h"

#define FIRST_YEAR 1969
#define YEARS 134
#define MOST_CHANGES 12

/* The offsets of one year: `offset[i]` holds from `from[i]` (UTC) on. */
typedef struct zone_year {
    int n;
    int64_t from[MOST_CHANGES];
    int32_t offset[MOST_CHANGES];
} zone_year;

struct zone {
    char name[64];
    int fixed;      /* never changes, by `offset` */
    int32_t offset; /* of the interval below */
    int64_t from, until;
    zone_year years[YEARS]; /* n = 0: not read yet */
};

/* Folders in which systems keep the database. */
static const char *const zone_folders[] = {
    "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo",
    "/share/zoneinfo", "/etc/zoneinfo"
};

#define N_ZONE_FOLDERS (sizeof zone_folders / sizeof *zone_folders)

/* Whether a folder holds a zone of that name. */
static int folder_has(const char *folder, const char *name)
{
    char path[512], magic[4];
    FILE *file;
    size_t n;

    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >=
        sizeof path)
        return 0;
    file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    n = fread(magic, 1, sizeof magic, file);
    fclose(file);
    return n == 4 && memcmp(magic, "TZif", 4) == 0;
}

/* Whether the database knows the name: localtime_r() would take an unknown
 * one for UTC without a word. */
static int zone_exists(const char *name)
{
    const char *folder = getenv("TZDIR");

    if (name[0] == '\0' || name[0] == '/' || strstr(name, "..") != NULL)
        return 0;
    if (folder != NULL && folder_has(folder, name))
        return 1;
    for (size_t i = 0; i < N_ZONE_FOLDERS; i++)
        if (folder_has(zone_folders[i], name))
            return 1;
    return 0;
}

/* `+02:00`, `-0330`, `UTC+1`: seconds east of UTC. */
static int fixed_offset(const char *name, int32_t *offset)
{
    char text[48];
    stamp s;

    if (strlen(name) > 12 || (name[0] != '+' && name[0] != '-' &&
                              strncmp(name, "UTC", 3) != 0 &&
                              strncmp(name, "GMT", 3) != 0 &&
                              strcmp(name, "Z") != 0))
        return 0;
    snprintf(text, sizeof text, "2000-01-01 00:00 %s", name);
    if (stamp_parse(text, strlen(text), DATE_ORDER_YMD, &s) != STAMP_OK ||
        !s.has_offset)
        return 0;
    *offset = (int32_t)s.offset;
    return 1;
}

zone *zone_open(const char *name, char *why, size_t why_size)
{
    int32_t offset = 0;
    int fixed = fixed_offset(name, &offset);
    zone *z;

    if (strlen(name) >= sizeof z->name || (!fixed && !zone_exists(name))) {
        int installed = zone_exists("Europe/London");

        snprintf(why, why_size, installed
                 ? "\"%.80s\" is no time zone; wanted an IANA name such as "
                   "Europe/Berlin or America/New_York, UTC, or an offset "
                   "such as +02:00"
                 : "time zone \"%.80s\" cannot be looked up: the time zone "
                   "database is not installed (package tzdata)", name);
        return NULL;
    }
    z = calloc(1, sizeof *z);
    if (z == NULL) {
        why[0] = '\0';
        return NULL;
    }
    strcpy(z->name, name);
    z->fixed = fixed;
    z->offset = offset;
    return z;
}

void zone_close(zone *z)
{
    free(z);
}

const char *zone_name(const zone *z)
{
    return z->name;
}

/* Seconds east of UTC at a moment, in the zone the process is set to. */
static int32_t process_offset(int64_t utc)
{
    time_t t = (time_t)utc;
    struct tm tm;

    if (localtime_r(&t, &tm) == NULL)
        return 0;
    return (int32_t)(days_from_date(tm.tm_year + 1900, tm.tm_mon + 1,
                                    tm.tm_mday) * DAY_SECONDS +
                     tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec - utc);
}

/* The first moment after `low` at which the offset is no longer `offset`;
 * at `high` it is not. */
static int64_t change_between(int64_t low, int64_t high, int32_t offset)
{
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (process_offset(middle) == offset)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Read one year's changes, day by day. */
static void scan_year(zone_year *y, int year)
{
    int64_t t = days_from_date(year, 1, 1) * DAY_SECONDS;
    int64_t end = days_from_date(year + 1, 1, 1) * DAY_SECONDS;

    y->n = 1;
    y->from[0] = t;
    y->offset[0] = process_offset(t);
    while (t < end && y->n < MOST_CHANGES) {
        int64_t next = t + DAY_SECONDS;
        int32_t old = y->offset[y->n - 1];

        if (process_offset(next) != old) {
            next = change_between(t, next, old);
            if (next >= end)
                break;
            y->from[y->n] = next;
            y->offset[y->n++] = process_offset(next);
        }
        t = next;
    }
}

/* Set the process to a zone, or back to what it was (NULL: no TZ). */
static void set_process_zone(const char *name)
{
    if (name != NULL)
        setenv("TZ", name, 1);
    else
        unsetenv("TZ");
    tzset();
}

/* The table of a year, made when it is first asked for. */
static const zone_year *year_table(zone *z, int year)
{
    zone_year *table = &z->years[year - FIRST_YEAR];
    const char *old = getenv("TZ");
    char kept[1024]; /* setenv() may overwrite what `old` points to */

    if (table->n > 0)
        return table;
    snprintf(kept, sizeof kept, "%s", old ? old : "");
    set_process_zone(z->name);
    scan_year(table, year);
    set_process_zone(old ? kept : NULL);
    return table;
}

/* Make z->offset the one at a moment, with the interval it is good for. */
static void find_offset(zone *z, int64_t utc)
{
    int year, month, day, i;
    const zone_year *table;

    if (z->fixed || (utc >= z->from && utc < z->until))
        return;
    date_from_days(day_of_seconds(utc), &year, &month, &day);
    year = year < FIRST_YEAR ? FIRST_YEAR
         : year >= FIRST_YEAR + YEARS ? FIRST_YEAR + YEARS - 1 : year;
    table = year_table(z, year);
    for (i = table->n - 1; i > 0 && utc < table->from[i]; i--)
        continue;
    z->offset = table->offset[i];
    z->from = table->from[i];
    z->until = i + 1 < table->n
             ? table->from[i + 1]
             : days_from_date(year + 1, 1, 1) * DAY_SECONDS;
}

int64_t zone_local(zone *z, int64_t utc)
{
    find_offset(z, utc);
    return utc + z->offset;
}

int64_t zone_utc(zone *z, int64_t local)
{
    int64_t before, after;

    /* A day inside the known interval no change can disturb. */
    if (z->fixed || (local - z->offset >= z->from + DAY_SECONDS &&
                     local - z->offset < z->until - DAY_SECONDS))
        return local - z->offset;
    find_offset(z, local - DAY_SECONDS - z->offset);
    before = local - z->offset;
    find_offset(z, before);
    if (before + z->offset == local)
        return before;
    find_offset(z, local + DAY_SECONDS - z->offset);
    after = local - z->offset;
    find_offset(z, after);
    return after + z->offset == local ? after : before;
}

/* A name and what it stands for, in alphabetical order of the name. */
typedef struct zone_pair {
    const char *name, *value;
} zone_pair;

/* Names of ActiveSupport::TimeZone, written by Square and other Rails
 * programs. */
static const zone_pair rails_zones[] = {
    {"Adelaide", "Australia/Adelaide"},
    {"Alaska", "America/Juneau"},
    {"American Samoa", "Pacific/Pago_Pago"},
    {"Amsterdam", "Europe/Amsterdam"},
    {"Arizona", "America/Phoenix"},
    {"Athens", "Europe/Athens"},
    {"Atlantic Time (Canada)", "America/Halifax"},
    {"Auckland", "Pacific/Auckland"},
    {"Bangkok", "Asia/Bangkok"},
    {"Beijing", "Asia/Shanghai"},
    {"Berlin", "Europe/Berlin"},
    {"Bern", "Europe/Zurich"},
    {"Bogota", "America/Bogota"},
    {"Brasilia", "America/Sao_Paulo"},
    {"Brisbane", "Australia/Brisbane"},
    {"Brussels", "Europe/Brussels"},
    {"Bucharest", "Europe/Bucharest"},
    {"Budapest", "Europe/Budapest"},
    {"Buenos Aires", "America/Argentina/Buenos_Aires"},
    {"Cairo", "Africa/Cairo"},
    {"Canberra", "Australia/Canberra"},
    {"Central Time (US & Canada)", "America/Chicago"},
    {"Chennai", "Asia/Kolkata"},
    {"Copenhagen", "Europe/Copenhagen"},
    {"Darwin", "Australia/Darwin"},
    {"Dublin", "Europe/Dublin"},
    {"Eastern Time (US & Canada)", "America/New_York"},
    {"Edinburgh", "Europe/London"},
    {"Guadalajara", "America/Mexico_City"},
    {"Guam", "Pacific/Guam"},
    {"Hawaii", "Pacific/Honolulu"},
    {"Helsinki", "Europe/Helsinki"},
    {"Hobart", "Australia/Hobart"},
    {"Hong Kong", "Asia/Hong_Kong"},
    {"Indiana (East)", "America/Indiana/Indianapolis"},
    {"Istanbul", "Europe/Istanbul"},
    {"Jakarta", "Asia/Jakarta"},
    {"Jerusalem", "Asia/Jerusalem"},
    {"Kolkata", "Asia/Kolkata"},
    {"Kuala Lumpur", "Asia/Kuala_Lumpur"},
    {"Kyiv", "Europe/Kiev"},
    {"Lima", "America/Lima"},
    {"Lisbon", "Europe/Lisbon"},
    {"London", "Europe/London"},
    {"Madrid", "Europe/Madrid"},
    {"Melbourne", "Australia/Melbourne"},
    {"Mexico City", "America/Mexico_City"},
    {"Mountain Time (US & Canada)", "America/Denver"},
    {"Mumbai", "Asia/Kolkata"},
    {"Nairobi", "Africa/Nairobi"},
    {"New Delhi", "Asia/Kolkata"},
    {"Newfoundland", "America/St_Johns"},
    {"Osaka", "Asia/Tokyo"},
    {"Pacific Time (US & Canada)", "America/Los_Angeles"},
    {"Paris", "Europe/Paris"},
    {"Perth", "Australia/Perth"},
    {"Prague", "Europe/Prague"},
    {"Pretoria", "Africa/Johannesburg"},
    {"Puerto Rico", "America/Puerto_Rico"},
    {"Riga", "Europe/Riga"},
    {"Rome", "Europe/Rome"},
    {"Santiago", "America/Santiago"},
    {"Sapporo", "Asia/Tokyo"},
    {"Saskatchewan", "America/Regina"},
    {"Seoul", "Asia/Seoul"},
    {"Singapore", "Asia/Singapore"},
    {"Sofia", "Europe/Sofia"},
    {"Stockholm", "Europe/Stockholm"},
    {"Sydney", "Australia/Sydney"},
    {"Taipei", "Asia/Taipei"},
    {"Tallinn", "Europe/Tallinn"},
    {"Tijuana", "America/Tijuana"},
    {"Tokyo", "Asia/Tokyo"},
    {"UTC", "UTC"},
    {"Vienna", "Europe/Vienna"},
    {"Vilnius", "Europe/Vilnius"},
    {"Warsaw", "Europe/Warsaw"},
    {"Wellington", "Pacific/Auckland"},
    {"Zagreb", "Europe/Zagreb"},
    {"Zurich", "Europe/Zurich"}
};

/* The currency of the country of a zone, for files that name none. */
static const zone_pair zone_currencies[] = {
    {"Africa/Cairo", "EGP"},
    {"Africa/Johannesburg", "ZAR"},
    {"Africa/Lagos", "NGN"},
    {"Africa/Nairobi", "KES"},
    {"America/Anchorage", "USD"},
    {"America/Argentina/Buenos_Aires", "ARS"},
    {"America/Bogota", "COP"},
    {"America/Boise", "USD"},
    {"America/Chicago", "USD"},
    {"America/Denver", "USD"},
    {"America/Detroit", "USD"},
    {"America/Edmonton", "CAD"},
    {"America/Halifax", "CAD"},
    {"America/Indiana/Indianapolis", "USD"},
    {"America/Juneau", "USD"},
    {"America/Lima", "PEN"},
    {"America/Los_Angeles", "USD"},
    {"America/Mexico_City", "MXN"},
    {"America/Montreal", "CAD"},
    {"America/New_York", "USD"},
    {"America/Phoenix", "USD"},
    {"America/Puerto_Rico", "USD"},
    {"America/Regina", "CAD"},
    {"America/Santiago", "CLP"},
    {"America/Sao_Paulo", "BRL"},
    {"America/St_Johns", "CAD"},
    {"America/Tijuana", "MXN"},
    {"America/Toronto", "CAD"},
    {"America/Vancouver", "CAD"},
    {"America/Winnipeg", "CAD"},
    {"Asia/Bangkok", "THB"},
    {"Asia/Dubai", "AED"},
    {"Asia/Hong_Kong", "HKD"},
    {"Asia/Jakarta", "IDR"},
    {"Asia/Jerusalem", "ILS"},
    {"Asia/Kolkata", "INR"},
    {"Asia/Kuala_Lumpur", "MYR"},
    {"Asia/Manila", "PHP"},
    {"Asia/Seoul", "KRW"},
    {"Asia/Shanghai", "CNY"},
    {"Asia/Singapore", "SGD"},
    {"Asia/Taipei", "TWD"},
    {"Asia/Tokyo", "JPY"},
    {"Atlantic/Reykjavik", "ISK"},
    {"Australia/Adelaide", "AUD"},
    {"Australia/Brisbane", "AUD"},
    {"Australia/Canberra", "AUD"},
    {"Australia/Darwin", "AUD"},
    {"Australia/Hobart", "AUD"},
    {"Australia/Melbourne", "AUD"},
    {"Australia/Perth", "AUD"},
    {"Australia/Sydney", "AUD"},
    {"Europe/Amsterdam", "EUR"},
    {"Europe/Athens", "EUR"},
    {"Europe/Berlin", "EUR"},
    {"Europe/Bratislava", "EUR"},
    {"Europe/Brussels", "EUR"},
    {"Europe/Bucharest", "RON"},
    {"Europe/Budapest", "HUF"},
    {"Europe/Copenhagen", "DKK"},
    {"Europe/Dublin", "EUR"},
    {"Europe/Helsinki", "EUR"},
    {"Europe/Istanbul", "TRY"},
    {"Europe/Lisbon", "EUR"},
    {"Europe/Ljubljana", "EUR"},
    {"Europe/London", "GBP"},
    {"Europe/Luxembourg", "EUR"},
    {"Europe/Madrid", "EUR"},
    {"Europe/Malta", "EUR"},
    {"Europe/Oslo", "NOK"},
    {"Europe/Paris", "EUR"},
    {"Europe/Prague", "CZK"},
    {"Europe/Riga", "EUR"},
    {"Europe/Rome", "EUR"},
    {"Europe/Stockholm", "SEK"},
    {"Europe/Tallinn", "EUR"},
    {"Europe/Vienna", "EUR"},
    {"Europe/Vilnius", "EUR"},
    {"Europe/Warsaw", "PLN"},
    {"Europe/Zurich", "CHF"},
    {"Pacific/Auckland", "NZD"},
    {"Pacific/Honolulu", "USD"}
};

/* Order of a name against a pair, for bsearch(). */
static int compare_pair(const void *name, const void *pair)
{
    return strcmp(name, ((const zone_pair *)pair)->name);
}

const char *zone_from_rails(const char *name)
{
    const zone_pair *found = bsearch(
        name, rails_zones, sizeof rails_zones / sizeof *rails_zones,
        sizeof *rails_zones, compare_pair);

    return found ? found->value : NULL;
}

const char *zone_currency(const char *name)
{
    const zone_pair *found = bsearch(
        name, zone_currencies,
        sizeof zone_currencies / sizeof *zone_currencies,
        sizeof *zone_currencies, compare_pair);

    return found ? found->value : "";
}
