/*
 * A shop's orders for the benchmarks, as plain CSV on standard output:
 *
 *     orders [ORDERS] > orders.csv        (a million unless told otherwise)
 *
 * Days of two years in order, three orders a customer on average, some of
 * whom buy much more than others. The same bytes on every machine.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* splitmix64: Steele, Lea & Flood (2014), "Fast splittable pseudorandom
   number generators". */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t draw_below(uint64_t *state, uint64_t limit)
{
    return draw(state) % limit;
}

static void print_date(uint64_t day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
    int year = 2022 + (int)(day / 365); /* 2022 and 2023: no leap years */
    int rest = (int)(day % 365);
    int month = 0;
    while (rest >= lengths[month])
        rest -= lengths[month++];
    printf("%04d-%02d-%02d", year, month + 1, rest + 1);
}

int main(int argc, char **argv)
{
    uint64_t orders = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    uint64_t customers = orders / 3 + 1;
    uint64_t state = 20240101;
    puts("customer_id,date,amount");
    for (uint64_t i = 0; i < orders; i++) {
        /* The smaller of two draws: low numbers buy more often. */
        uint64_t one = draw_below(&state, customers);
        uint64_t two = draw_below(&state, customers);
        printf("%" PRIu64 ",", (one < two ? one : two) + 1);
        print_date(i * 730 / orders);
        printf(",%" PRIu64 ".%02" PRIu64 "\n", draw_below(&state, 200) + 1,
               draw_below(&state, 100));
    }
    return 0;
}
