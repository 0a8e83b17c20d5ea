/*
 * The calendar of a shop in Britain.
 */
#include "shop.h"

/* Year, month and day of a day number: the usual count of 400-year eras. */
void date_of(int day, int *year, int *month, int *dom)
{
    int z = day + 719468, era = z / 146097, doe = z % 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

    *dom = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = yoe + era * 400 + (*month <= 2);
}

/* Monday is 0. */
int weekday_of(int day)
{
    return (day + 3) % 7;
}

/* Hours ahead of UTC: one from the last Sunday of March to that of October.
 * The shop sleeps when the clock changes, so the day decides. */
int offset_of(int day)
{
    int year, month, dom;
    date_of(day, &year, &month, &dom);
    int past = dom - (weekday_of(day) + 1) % 7 >= 25; /* its last Sunday */

    if (month == 3)
        return past;
    if (month == 10)
        return !past;
    return month > 3 && month < 10;
}
