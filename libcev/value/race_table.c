/*
 * log G remembered by octaves; see race_table.h.
 *
 * In t = log q, G is analytic for |Im t| < pi, and |G| at most G(0) = 1 for
 * |Im t| <= pi / 2, which the ellipse with rho = 9.2 around an octave stays
 * within: 16 points leave 9.2^-15 = 4e-15.
 */
#include "../core/compiler.h"
#include "race_table.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

/* Fewer customers than this are worked out one by one. */
#define TABLE_CUSTOMERS 12

#define LOG_2 0.69314718055994530942

void cev__race_table_start(cev__race_table *table, double n, double s,
                           int64_t customers)
{
    table->n = n;
    table->s = s;
    table->is_direct = customers < TABLE_CUSTOMERS;
    table->count = 0;
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

static void fill_octave(const cev__race_table *table, int exponent,
                        cev__race_octave *octave)
{
    double value[CEV__RACE_PARTS][CEV__CHEBYSHEV];
    int i, k;

    octave->exponent = exponent;
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

/* The octave, filled; NULL when there is no room for it. */
static const cev__race_octave *octave_of(cev__race_table *table, int exponent)
{
    int i;

    for (i = 0; i < table->count; i++)
        if (table->octave[i].exponent == exponent)
            return &table->octave[i];
    if (table->count == CEV__RACE_OCTAVES)
        return NULL;
    fill_octave(table, exponent, &table->octave[table->count]);
    return &table->octave[table->count++];
}

void cev__race_table_at(cev__race_table *table, double q, cev__race_jet *out)
{
    const cev__race_octave *octave = NULL;
    double t = cev__log(q) / LOG_2, exponent = floor(t);
    double part[CEV__RACE_PARTS];
    int k;

    if (!table->is_direct && fabs(exponent) < 1000.0)
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
