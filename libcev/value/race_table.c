/*
 * log G remembered by octaves; see race_table.h.
 *
 * In t = log q, G is analytic for |Im t| < pi, and |G| at most G(0) = 1 for
 * |Im t| <= pi / 2, which the ellipse with rho = 9.2 around an octave stays
 * within: 16 points leave 9.2^-15 = 4e-15.
 */
#include "../core/compiler.h"
#include "race_table.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "../math/elementary.h"

/* Fewer customers than this are worked out one by one. */
#define TABLE_CUSTOMERS 12

/* Where there may be many or few, the first of each octave: filling it pays
 * from 16 on. */
#define DIRECT_FIRST 6

#define LOG_2 0.69314718055994530942

static void start_table(cev__race_table *table, double n, double s, int direct)
{
    table->n = n;
    table->s = s;
    table->direct = direct;
    table->count = 0;
}

void cev__race_table_start(cev__race_table *table, double n, double s,
                           int64_t customers)
{
    start_table(table, n, s, customers < TABLE_CUSTOMERS ? INT_MAX : 0);
}

void cev__race_table_share(cev__race_table *table, double n, double s)
{
    if (table->n < n || table->n > n || table->s < s || table->s > s)
        start_table(table, n, s, DIRECT_FIRST);
}

static void parts_of(const cev__race_jet *jet, double part[CEV__RACE_PARTS])
{
    const double list[CEV__RACE_PARTS] = {
        jet->value, jet->n,  jet->s,  jet->q,  jet->nn,
        jet->ns,    jet->ss, jet->nq, jet->sq, jet->qq};

    memcpy(part, list, sizeof list);
}

static void jet_of(const double part[CEV__RACE_PARTS], cev__race_jet *jet)
{
    jet->value = part[0];
    jet->n = part[1];
    jet->s = part[2];
    jet->q = part[3];
    jet->nn = part[4];
    jet->ns = part[5];
    jet->ss = part[6];
    jet->nq = part[7];
    jet->sq = part[8];
    jet->qq = part[9];
}

static void fill_octave(const cev__race_table *table,
                        cev__race_octave *octave)
{
    int exponent = octave->exponent;
    double value[CEV__RACE_PARTS][CEV__CHEBYSHEV];
    int i, k;

    for (i = 0; i < CEV__CHEBYSHEV; i++) {
        double part[CEV__RACE_PARTS];
        double s = i < CEV__CHEBYSHEV / 2
                       ? cev__chebyshev_point[i]
                       : -cev__chebyshev_point[CEV__CHEBYSHEV - 1 - i];
        cev__race_jet jet;

        cev__race_jet_at(table->n, table->s,
                         cev__exp((exponent + 0.5 + 0.5 * s) * LOG_2), &jet);
        parts_of(&jet, part);
        for (k = 0; k < CEV__RACE_PARTS; k++)
            value[k][i] = part[k];
    }
    for (k = 0; k < CEV__RACE_PARTS; k++)
        cev__chebyshev_through(value[k], octave->power[k]);
}

/* The octave, filled; NULL when there is no room for it, or it is not yet asked
 * for often enough. */
static const cev__race_octave *octave_of(cev__race_table *table, int exponent)
{
    cev__race_octave *octave = table->octave;
    int i;

    for (i = 0; i < table->count; i++, octave++)
        if (octave->exponent == exponent)
            break;
    if (i == CEV__RACE_OCTAVES)
        return NULL;
    if (i == table->count) {
        octave->exponent = exponent;
        octave->asked = 0;
        table->count++;
    }
    if (octave->asked > table->direct)
        return octave;
    if (octave->asked++ < table->direct)
        return NULL;
    fill_octave(table, octave);
    return octave;
}

void cev__race_table_at(cev__race_table *table, double q, cev__race_jet *out)
{
    const cev__race_octave *octave = NULL;
    double t = cev__log(q) / LOG_2, exponent = floor(t);
    double part[CEV__RACE_PARTS];
    int k;

    if (fabs(exponent) < 1000.0)
        octave = octave_of(table, (int)exponent);
    if (octave == NULL) {
        cev__race_jet_at(table->n, table->s, q, out);
        return;
    }
    t = 2.0 * (t - exponent) - 1.0;
    for (k = 0; k < CEV__RACE_PARTS; k++)
        part[k] = cev__chebyshev_at(octave->power[k], t);
    jet_of(part, out);
}
