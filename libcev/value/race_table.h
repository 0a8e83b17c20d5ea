/*
 * log G and its derivatives (pareto_race.h) for many q and the same n and s:
 * worked out at 16 points of each octave of q that is asked for, and
 * interpolated from then on; or each time, where so few are asked for that
 * this is less work.
 */
#ifndef CEV_RACE_TABLE_H
#define CEV_RACE_TABLE_H

#include <stdint.h>

#include "../math/chebyshev.h"
#include "pareto_race.h"

enum { CEV__RACE_OCTAVES = 16, CEV__RACE_PARTS = 10 };

typedef struct cev__race_octave {
    int exponent; /* q in [1, 2) times two to its power */
    int asked;    /* how often so far */
    double power[CEV__RACE_PARTS][CEV__CHEBYSHEV];
} cev__race_octave;

/* About 20 KiB, for the stack. */
typedef struct cev__race_table {
    double n, s;
    int direct; /* so many of an octave are worked out each time */
    int count;
    cev__race_octave octave[CEV__RACE_OCTAVES];
} cev__race_table;

/* For so many customers, with two q each. */
void cev__race_table_start(cev__race_table *table, double n, double s,
                           int64_t customers);

/* For customers of whom nobody knows how many there will be; a table that is of
 * these n and s already stays as it is. n is 0 in one of nothing. */
void cev__race_table_share(cev__race_table *table, double n, double s);

void cev__race_table_at(cev__race_table *table, double q, cev__race_jet *out);

#endif
