/*
 * Exact decimal money: a whole number of units, each 10^-scale of the
 * currency. No amount passes through binary floating point before it is
 * asked for as a double.
 */
#ifndef CEV_PROGRAM_MONEY_H
#define CEV_PROGRAM_MONEY_H

#include <stddef.h>
#include <stdint.h>

/* units * 10^-scale; 0 <= scale <= 18. */
typedef struct money {
    int64_t units;
    int scale;
} money;

/* What money_parse() found. */
enum {
    MONEY_OK = 0,
    MONEY_EMPTY = 1,  /* nothing, or a currency sign alone */
    MONEY_BAD = 2,    /* no number, or one that is not finite */
    MONEY_RANGE = 3   /* a number, but beyond 64 bits */
};

/* Room for any amount as text, sign, point and terminator included. */
#define MONEY_TEXT 48

/**
 * Read an amount as shops write it: `1,240.00`, `-$12.00`, `($1.58)`,
 * `12.00-`, `EUR 3`, `&#36;184.00`, `1e-9`. With `decimal_comma` the roles
 * of `,` and `.` are exchanged. Thousands separators must stand where
 * thousands are, so that `12,50` is refused rather than read as 1250. More
 * than 18 digits are rounded to 18, half to even.
 */
int money_parse(const char *text, size_t length, int decimal_comma,
                money *out);

/* 1, and *sum = a + b exactly; 0 when the sum does not fit. */
int money_add(money a, money b, money *sum);

/* The same amount with the other sign. */
money money_negate(money a);

/*
 * The part of an amount from the share `from` to the share `to` of it, 0 … 1, in
 * steps of 10^-decimals or its own finer ones. Parts that begin where the one
 * before ends, from 0 to 1, add up to the amount exactly.
 */
money money_part(money whole, double from, double to, int decimals);

/* Nearest double. */
double money_double(money a);

/**
 * Decimal text in the shortest form that has at least the decimals of the
 * currency (`276.5400` USD is `276.54`, 3600 JPY is `3600`) and loses
 * nothing. Returns the length.
 */
size_t money_text(money a, const char *currency, char out[MONEY_TEXT]);

/* Decimals of an ISO 4217 currency: 0 for JPY, 3 for KWD, otherwise 2. */
int money_decimals(const char *currency);

#endif
