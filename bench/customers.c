/*
 * A shop's customers for the benchmarks, as plain CSV on standard output:
 *
 *     customers [CUSTOMERS] > customers.csv   (a million unless told otherwise)
 *
 * Columns customer_id,x,t_x,T,m_x in weeks: customers of a BG/NBD who came 27
 * to 39 weeks ago, seen by the day, with Gamma-Gamma spend; the parameters
 * are about those of CDNOW. One seed, so the same shop every time, but for
 * what the machine's log and pow leave to the last digit.
 */
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t state = 20240607;

/* Uniform between 0 and 1, neither of them, by splitmix64: Steele, Lea &
   Flood (2014), "Fast splittable pseudorandom number generators". */
static double uniform(void)
{
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return ((double)(z >> 12) + .5) * 0x1p-52;
}

/* Standard normal: Marsaglia & Bray's polar method, one of the pair. */
static double normal(void)
{
    double u, v, s;

    do {
        u = 2 * uniform() - 1;
        v = 2 * uniform() - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * sqrt(-2 * log(s) / s);
}

/* Gamma of rate 1: Marsaglia & Tsang (2000), "A simple method for generating
   gamma variables"; a shape below 1 by way of the shape above it. */
static double gamma_draw(double shape)
{
    if (shape < 1)
        return gamma_draw(shape + 1) * pow(uniform(), 1 / shape);
    double d = shape - 1. / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double z = normal(), v = 1 + c * z;
        if (v <= 0)
            continue;
        v = v * v * v;
        if (log(uniform()) < z * z / 2 + d - d * v + d * log(v))
            return d * v;
    }
}

/* One amount of a customer of this rate, of at least a cent. */
static double amount(double rate)
{
    double cents = floor(gamma_draw(6.25) / rate * 100 + .5);
    return (cents < 1 ? 1 : cents) / 100;
}

/* A customer's life and the row that is seen of it: purchases on one day are
   one, and the day of the first belongs to none of the repeat purchases. */
static void print_customer(uint64_t id)
{
    double T = 27 + 12 * uniform();
    double lambda = gamma_draw(.243) / 4.414;
    double leave = gamma_draw(.793), stay = gamma_draw(2.426);
    double rate = gamma_draw(3.74) / 15.44;
    double p = leave / (leave + stay), t = 0, spent = 0;
    int64_t x = 0, last = 0, end = (int64_t)floor(T * 7 + .5);

    for (;;) {
        t -= log(uniform()) / lambda; /* lambda may be 0: then never */
        if (!(t < T))
            break;
        int64_t day = (int64_t)floor(t * 7);
        if (day > end)
            day = end;
        if (day > 0)
            spent += amount(rate);
        if (day > last)
            x++;
        last = day;
        if (uniform() < p)
            break;
    }
    printf("%" PRIu64 ",%" PRId64 ",%.17g,%.17g,%.17g\n", id, x,
           (double)last / 7, (double)end / 7, x ? spent / (double)x : 0);
}

int main(int argc, char **argv)
{
    uint64_t customers = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;

    puts("customer_id,x,t_x,T,m_x");
    for (uint64_t id = 1; id <= customers; id++)
        print_customer(id);
    return 0;
}
