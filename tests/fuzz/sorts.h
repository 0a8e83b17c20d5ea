/**
 * Calls over plain arrays, each with letters that tell what it is given and
 * what comes of it: whatever they are given, they refuse it and leave the
 * answers as they were, or they answer by numbers, of the sort that the letters
 * say; and each row the same as if it were alone, where rows do not hang
 * together.
 */
#ifndef TESTS_FUZZ_SORTS_H
#define TESTS_FUZZ_SORTS_H

#include "fuzz/input.h"

enum { ARRAY_ROWS = 4, ARRAY_COLUMNS = 4, ARRAY_NUMBERS = 6, ARRAY_OUTS = 3 };

/* What a call is given: parameters, other numbers, columns. */
typedef struct arrays {
    double params[ARRAY_NUMBERS], a, b;
    double columns[ARRAY_COLUMNS][ARRAY_ROWS];
    const double *in[ARRAY_COLUMNS];
} arrays;

typedef int32_t (*arrays_call)(const arrays *, int64_t n, double *const *out);

#define CALL(name, ...) \
    static int32_t call_##name(const arrays *s, int64_t n, double *const *out) \
    { \
        const double *const *in = s->in; \
        (void)in; \
        return cev_##name(__VA_ARGS__); \
    }

/*
 * Each call with a letter for each parameter, other number and column:
 *   c whole   n from the column before up   s within 0 and 1   p above 0
 *   v any   b 0 or 1   w from the column before up to 1
 *   q above 0 and of a size that shops have, or refused   x a count that they
 *   have   f a share of the column before   h times between so many purchases,
 *   the column before, the last at the time of the one before that: the sum of
 *   their logs
 * and for each answer:
 *   s within 0 and 1   p at least 0   v any   m finite   o an order of the rows
 *   l, u limits   L, U limits within 0 and 1
 *   2, i  an array of two whatever the rows, limits   1  a number
 */
typedef struct arrays_entry {
    arrays_call call;
    const char *params, *numbers, *columns, *answers;
    int together; /* rows hang together */
} arrays_entry;

/* ---- What it is given ---------------------------------------------------- */

/* Of a size that shops have, if it is above 0. */
static double next_usual(void)
{
    double number = next_number();
    return number > 0.0 && isfinite(number) ? 1.0 + fmod(number, 63.0) : number;
}

/* A number of that sort, now and then one of another; `before` are the columns
 * before it, the nearest first. */
static double next_of_sort(char sort, const double *before)
{
    int byte = next_byte();
    if (byte >= 248)
        return strchr("qx", sort) != NULL ? next_usual() : next_number();
    switch (sort) {
    case 'c':
    case 'n':
        return byte < 240 ? byte % 32 + (sort == 'n') * before[0]
                          : floor(pow(10.0, byte - 236));
    case 's':
        return byte / 247.0;
    case 'w':
        return before[0] + (1.0 - before[0]) * byte / 247.0;
    case 'b':
        return byte % 2;
    case 'q':
        return (byte + 1) / 16.0;
    case 'x':
        return byte % 32;
    case 'f':
        return before[0] * byte / 247.0;
    case 'h':
        return before[0] > 0.0 ? before[0] * (log(before[1] / before[0])
                                              - byte % 16 / 8.0)
                               : 0.0;
    case 'p':
        return byte < 200 ? (byte + 1) / 16.0 : pow(10.0, (byte - 224) / 4.0);
    default:
        return byte < 200 ? (byte - 100) / 8.0 : -pow(10.0, (byte - 224) / 4.0);
    }
}

static void next_arrays(arrays *s, const arrays_entry *entry, int64_t n)
{
    static const double none[2] = {0.0, 0.0};
    for (int i = 0; entry->params[i] != '\0'; i++)
        s->params[i] = next_of_sort(entry->params[i], none);
    for (int i = 0; entry->numbers[i] != '\0'; i++)
        *(i == 0 ? &s->a : &s->b) = next_of_sort(entry->numbers[i], none);
    for (int k = 0; entry->columns[k] != '\0'; k++) {
        s->in[k] = s->columns[k];
        for (int64_t i = 0; i < n; i++) {
            double before[2] = {k > 0 ? s->columns[k - 1][i] : 0.0,
                                k > 1 ? s->columns[k - 2][i] : 0.0};
            s->columns[k][i] = next_of_sort(entry->columns[k], before);
        }
    }
}

/* ---- What comes of it ---------------------------------------------------- */

/* How many numbers an answer of that sort has. */
static int64_t answer_length(char sort, int64_t n)
{
    return sort == '1' ? 1 : sort == '2' || sort == 'i' ? 2 : n;
}

static void check_order(const double *order, int64_t n)
{
    int seen = 0;
    for (int64_t i = 0; i < n; i++)
        if (order[i] >= 0.0 && order[i] < (double)n)
            seen |= 1 << (int)order[i];
    if (seen != (1 << n) - 1)
        abort();
}

/* An answer is what its sort says. */
static void check_sort(char sort, const double *answer, const double *before,
                       int64_t length)
{
    for (int64_t i = 0; i < length; i++) {
        double value = answer[i];
        if (isnan(value)
            || (strchr("sLU", sort) != NULL && !(value >= 0.0 && value <= 1.0))
            || (sort == 'p' && !(value >= 0.0))
            || (sort == 'm' && !isfinite(value))
            || (strchr("uU", sort) != NULL && !(value >= before[i])))
            abort();
    }
    if (sort == 'i' && !(answer[0] <= answer[1]))
        abort();
    if (sort == 'o')
        check_order(answer, length);
}

static int32_t ask_arrays(const arrays_entry *entry, const arrays *s, int64_t n,
                          double out[][ARRAY_ROWS])
{
    double *outs[ARRAY_OUTS];
    for (int k = 0; k < ARRAY_OUTS; k++) {
        outs[k] = out[k];
        for (int i = 0; i < ARRAY_ROWS; i++)
            out[k][i] = -7.0;
    }
    int32_t status = entry->call(s, n, outs);
    if (status != CEV_OK && status != CEV_ERR_DOMAIN
        && status != CEV_ERR_ARGUMENT)
        abort();
    for (int k = 0; k < ARRAY_OUTS; k++) {
        int64_t length = k < (int)strlen(entry->answers) && status == CEV_OK
                             ? answer_length(entry->answers[k], n)
                             : 0;
        for (int64_t i = length; i < ARRAY_ROWS; i++)
            if (out[k][i] != -7.0)
                abort();
        if (length > 0)
            check_sort(entry->answers[k], out[k], k > 0 ? out[k - 1] : NULL,
                       length);
    }
    return status;
}

/* A row by itself is answered as among the others. */
static void ask_alone(const arrays_entry *entry, const arrays *s, int64_t row,
                      int32_t status, double out[][ARRAY_ROWS])
{
    double alone[ARRAY_OUTS][ARRAY_ROWS];
    arrays one = *s;
    for (int k = 0; entry->columns[k] != '\0'; k++)
        one.in[k] = s->in[k] + row;
    int32_t own = ask_arrays(entry, &one, 1, alone);
    if (status != CEV_OK)
        return;
    if (own != CEV_OK)
        abort();
    for (int k = 0; entry->answers[k] != '\0'; k++)
        if (memcmp(&alone[k][0], &out[k][row], sizeof alone[k][0]) != 0)
            abort();
}

/* Does what an input says to one of so many calls, of up to so many rows. */
static void try_entry(const arrays_entry *entries, int count, int rows,
                      const uint8_t *data, size_t size)
{
    input_begin(data, size);
    arrays s = {.a = 0.0};
    double out[ARRAY_OUTS][ARRAY_ROWS];
    const arrays_entry *entry = &entries[next_byte() % count];
    int64_t n = next_byte() % (rows + 1);
    next_arrays(&s, entry, n);
    int32_t status = ask_arrays(entry, &s, n, out);
    for (int64_t i = 0; i < n && !entry->together; i++)
        ask_alone(entry, &s, i, status, out);
}

#endif
