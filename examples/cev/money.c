/*
 * Reading, adding and writing exact decimal amounts.
 */
#include "money.h"

#include <math.h>
#include <string.h>

#define MAX_SCALE 18
#define MAX_UNITS INT64_C(999999999999999999) /* 18 digits */

static const int64_t powers_of_ten[MAX_SCALE + 1] = {
    INT64_C(1), INT64_C(10), INT64_C(100), INT64_C(1000), INT64_C(10000),
    INT64_C(100000), INT64_C(1000000), INT64_C(10000000),
    INT64_C(100000000), INT64_C(1000000000), INT64_C(10000000000),
    INT64_C(100000000000), INT64_C(1000000000000),
    INT64_C(10000000000000), INT64_C(100000000000000),
    INT64_C(1000000000000000), INT64_C(10000000000000000),
    INT64_C(100000000000000000), INT64_C(1000000000000000000)
};

/* What is left to read of an amount. */
typedef struct amount_text {
    const char *p, *end;
} amount_text;

/* Digits collected so far, and what was cut off behind the eighteenth. */
typedef struct digits {
    int64_t units;
    int scale;      /* digits behind the decimal point that were kept */
    int dropped;    /* digits before the point that were cut: too large */
    int next;       /* the first digit cut behind the point, or -1 */
    int sticky;     /* whether anything but zeros was cut after that */
    int seen;       /* digits of any kind */
} digits;

/* Take `word` off the front of the text if it is there. */
static int take_word(amount_text *t, const char *word)
{
    size_t n = strlen(word);

    if ((size_t)(t->end - t->p) < n || memcmp(t->p, word, n) != 0)
        return 0;
    t->p += n;
    return 1;
}

/* Take `word` off the back of the text if it is there. */
static int drop_word(amount_text *t, const char *word)
{
    size_t n = strlen(word);

    if ((size_t)(t->end - t->p) < n || memcmp(t->end - n, word, n) != 0)
        return 0;
    t->end -= n;
    return 1;
}

static int is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether three capitals stand at p: an ISO 4217 code. `NaN` is none, and
 * `INF` and `NAN` are excluded because files hold them for no number. */
static int is_code(const char *p)
{
    return is_upper(p[0]) && is_upper(p[1]) && is_upper(p[2]) &&
           memcmp(p, "NAN", 3) != 0 && memcmp(p, "INF", 3) != 0;
}

/* Signs of money, longest first; blanks of every kind count as signs. */
static const char *const money_signs[] = {
    "&#36;", "&#036;", "&euro;", "&#8364;", "&pound;", "&#163;", "&yen;",
    "&#165;", "&nbsp;", "US$", "CA$", "AU$", "NZ$", "HK$", "A$", "C$", "R$",
    "S$", "$", "\xe2\x82\xac", "\xc2\xa3", "\xc2\xa5", "\xe2\x82\xb9",
    "\xe2\x82\xa9", "\xe2\x82\xba", "\xe2\x82\xbd", "\xe2\x82\xaa",
    "z\xc5\x82", "kr.", "kr", "Fr.", "Fr", "Rs.", "Rs", "\xc2\xa0",
    "\xe2\x80\xaf", " ", "\t"
};

#define N_MONEY_SIGNS (sizeof money_signs / sizeof *money_signs)

/* Take one sign of money or blank off the front; 0 if there is none. */
static int take_sign(amount_text *t)
{
    for (size_t i = 0; i < N_MONEY_SIGNS; i++)
        if (take_word(t, money_signs[i]))
            return 1;
    if (t->end - t->p >= 3 && is_code(t->p)) {
        t->p += 3;
        return 1;
    }
    return 0;
}

/* The same at the back. */
static int drop_sign(amount_text *t)
{
    for (size_t i = 0; i < N_MONEY_SIGNS; i++)
        if (drop_word(t, money_signs[i]))
            return 1;
    if (t->end - t->p >= 3 && is_code(t->end - 3)) {
        t->end -= 3;
        return 1;
    }
    return 0;
}

/* Strip signs of money, blanks, minus and parentheses from both ends. At
 * most one of the ways to say "negative" may occur: returns 1 if one did, 0
 * if none, -1 if they contradict each other. */
static int strip_signs(amount_text *t)
{
    int negative = 0, open = 0, closed = 0;

    for (;;) {
        if (take_sign(t))
            continue;
        if (take_word(t, "-") || take_word(t, "\xe2\x88\x92"))
            negative++;
        else if (take_word(t, "("))
            open++;
        else
            break;
    }
    for (;;) {
        if (drop_sign(t))
            continue;
        if (drop_word(t, "-"))
            negative++;
        else if (drop_word(t, ")"))
            closed++;
        else
            break;
    }
    if (open != closed || negative + open > 1)
        return -1;
    return negative + open;
}

/* Append one digit; behind the point, digits past the eighteenth only serve
 * rounding. */
static void push_digit(digits *d, int digit, int behind)
{
    d->seen++;
    if (d->next < 0 && d->units <= (MAX_UNITS - digit) / 10 &&
        d->scale < MAX_SCALE) {
        d->units = d->units * 10 + digit;
        d->scale += behind;
    } else if (!behind) {
        d->dropped = 1;
    } else if (d->next < 0) {
        d->next = digit;
    } else {
        d->sticky |= digit != 0;
    }
}

/* The digits before the decimal point. Groups of thousands must be complete:
 * after a first separator exactly three digits follow each. */
static int read_whole(amount_text *t, char thousands, digits *d)
{
    int in_group = 0, groups = 0;

    for (; t->p < t->end; t->p++) {
        if (is_digit(*t->p)) {
            push_digit(d, *t->p - '0', 0);
            in_group++;
        } else if (*t->p == thousands || *t->p == '\'' || *t->p == ' ') {
            if (in_group == 0 || in_group > 3 || (groups && in_group != 3))
                return 0;
            groups++;
            in_group = 0;
        } else if (take_word(t, "\xc2\xa0") || take_word(t, "\xe2\x80\xaf")) {
            if (in_group == 0 || in_group > 3 || (groups && in_group != 3))
                return 0;
            groups++;
            in_group = 0;
            t->p--; /* the loop steps on */
        } else {
            break;
        }
    }
    return groups == 0 || in_group == 3;
}

/* `e-9`: leaves the exponent, or 0 when there is none. */
static int read_exponent(amount_text *t, int *exponent)
{
    int sign = 1, value = 0, n = 0;

    *exponent = 0;
    if (t->p == t->end || (*t->p != 'e' && *t->p != 'E'))
        return 1;
    t->p++;
    if (t->p < t->end && (*t->p == '-' || *t->p == '+'))
        sign = *t->p++ == '-' ? -1 : 1;
    for (; t->p < t->end && is_digit(*t->p); t->p++, n++)
        if (value < 1000)
            value = value * 10 + (*t->p - '0');
    *exponent = sign * value;
    return n > 0;
}

/* Round half to even by what was cut off. */
static void round_digits(digits *d)
{
    if (d->next > 5 || (d->next == 5 && (d->sticky || (d->units & 1))))
        d->units++;
}

/* Move the point by the exponent. */
static int shift_point(digits *d, int exponent)
{
    for (; exponent > 0; exponent--) {
        if (d->scale > 0)
            d->scale--;
        else if (d->units > MAX_UNITS / 10)
            return 0;
        else
            d->units *= 10;
    }
    for (; exponent < 0; exponent++) {
        if (d->scale < MAX_SCALE) {
            d->scale++;
        } else {
            d->sticky |= d->next > 0;
            d->next = (int)(d->units % 10);
            d->units /= 10;
            if (d->units == 0 && d->next == 0)
                break;
        }
    }
    return 1;
}

/* `123`, `123.4`, `-123.45`: nearly every amount of nearly every file. */
static int parse_simple(const char *p, size_t length, money *out)
{
    const char *end = p + length, *point = NULL;
    int64_t units = 0;
    int negative = 0;

    if (p < end && *p == '-') {
        negative = 1;
        p++;
    }
    if (p == end || end - p > 17)
        return 0;
    for (; p < end; p++) {
        if (is_digit(*p))
            units = units * 10 + (*p - '0');
        else if (*p == '.' && point == NULL)
            point = p;
        else
            return 0;
    }
    if (point == end - 1)
        return 0;
    out->units = negative ? -units : units;
    out->scale = point ? (int)(end - point) - 1 : 0;
    return 1;
}

int money_parse(const char *text, size_t length, int decimal_comma,
                money *out)
{
    amount_text t = {text, text + length};
    digits d = {0, 0, 0, -1, 0, 0};
    char point = decimal_comma ? ',' : '.';
    int negative, exponent;

    if (length == 0) /* what columns that are not there hold, a row each */
        return MONEY_EMPTY;
    if (!decimal_comma && parse_simple(text, length, out))
        return MONEY_OK;
    negative = strip_signs(&t);
    if (negative == 0 && t.p == t.end)
        return MONEY_EMPTY;
    if (negative == 0 && *t.p == '+')
        t.p++;
    if (negative < 0 || !read_whole(&t, decimal_comma ? '.' : ',', &d))
        return MONEY_BAD;
    if (t.p < t.end && *t.p == point)
        for (t.p++; t.p < t.end && is_digit(*t.p); t.p++)
            push_digit(&d, *t.p - '0', 1);
    if (d.seen == 0 || !read_exponent(&t, &exponent) || t.p != t.end)
        return MONEY_BAD;
    if (d.dropped || !shift_point(&d, exponent))
        return MONEY_RANGE;
    round_digits(&d);
    out->units = negative ? -d.units : d.units;
    out->scale = d.scale;
    return MONEY_OK;
}

/* a with more decimals, or 0 when that leaves 64 bits. */
static int widen_scale(money *a, int scale)
{
    int64_t factor = powers_of_ten[scale - a->scale];

    if (a->units > INT64_MAX / factor || a->units < -(INT64_MAX / factor))
        return 0;
    a->units *= factor;
    a->scale = scale;
    return 1;
}

/* a without zeros at its end. */
static money trim_zeros(money a, int min_scale)
{
    while (a.scale > min_scale && a.units % 10 == 0) {
        a.units /= 10;
        a.scale--;
    }
    return a;
}

int money_add(money a, money b, money *sum)
{
    if (a.scale != b.scale) {
        a = trim_zeros(a, 0);
        b = trim_zeros(b, 0);
        if (a.scale < b.scale ? !widen_scale(&a, b.scale)
                              : !widen_scale(&b, a.scale))
            return 0;
    }
    if (b.units > 0 ? a.units > INT64_MAX - b.units
                    : a.units < -INT64_MAX - b.units)
        return 0;
    sum->units = a.units + b.units;
    sum->scale = a.scale;
    return 1;
}

/* The units up to a share of them. */
static int64_t units_up_to(int64_t units, double share)
{
    double upto = floor((double)units * share + 0.5);

    if (share >= 1 || fabs(upto) >= fabs((double)units))
        return units;
    return share <= 0 ? 0 : (int64_t)upto;
}

money money_part(money whole, double from, double to, int decimals)
{
    if (whole.scale < decimals)
        widen_scale(&whole, decimals);
    whole.units = units_up_to(whole.units, to) - units_up_to(whole.units, from);
    return whole;
}

money money_negate(money a)
{
    a.units = -a.units;
    return a;
}

double money_double(money a)
{
    /* Powers of ten up to 1e22 are doubles, so one correctly rounded
     * division gives the nearest double whenever the units are below
     * 2^53. */
    return (double)a.units / (double)powers_of_ten[a.scale];
}

int money_decimals(const char *currency)
{
    static const char none[] =
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ";
    static const char three[] = "BHD IQD JOD KWD LYD OMR TND ";

    if (strlen(currency) != 3)
        return 2;
    for (const char *p = none; *p; p += 4)
        if (memcmp(p, currency, 3) == 0)
            return 0;
    for (const char *p = three; *p; p += 4)
        if (memcmp(p, currency, 3) == 0)
            return 3;
    return 2;
}

size_t money_text(money a, const char *currency, char out[MONEY_TEXT])
{
    int decimals = money_decimals(currency), n = 0, written = 0;
    char reversed[MONEY_TEXT], *p = out;
    uint64_t units;

    a = trim_zeros(a, decimals);
    units = a.units < 0 ? (uint64_t)0 - (uint64_t)a.units : (uint64_t)a.units;
    if (a.units < 0)
        *p++ = '-';
    for (int i = a.scale; i < decimals; i++)
        reversed[n++] = '0';
    while (units > 0 || written <= a.scale) {
        reversed[n++] = (char)('0' + units % 10);
        units /= 10;
        written++;
    }
    if (decimals < a.scale)
        decimals = a.scale;
    while (n > 0) {
        *p++ = reversed[--n];
        if (n == decimals && n > 0)
            *p++ = '.';
    }
    *p = '\0';
    return (size_t)(p - out);
}
