/*
 * Centres of groups, laid out so that a point is compared with eight at a
 * time: in blocks of eight, coordinate by coordinate.
 */
#ifndef CEV__CENTRES_H
#define CEV__CENTRES_H

#include "points.h"
#include "tally.h"

enum { CEV__LANES = 8 };
/* The room that distances to CEV__GROUPS_MAX of them take. */
enum { CEV__DISTANCES = 104 };

typedef struct cev__centres {
    int64_t count, columns;
    const cev__space *space; /* that of the points, or NULL */
    double *lanes;   /* blocks × columns × CEV__LANES; unused lanes far away */
    double *weights; /* customers of each */
} cev__centres;

int32_t cev__centres_new(cev_ctx *ctx, int64_t count, int64_t columns,
                         cev__centres *out);
/* In the space of these points. */
int32_t cev__centres_among(cev_ctx *ctx, int64_t count,
                           const cev__points *points, cev__centres *out);
void cev__centres_free(cev_ctx *ctx, cev__centres *centres);

/* Copies one of the same size. */
void cev__centres_copy(const cev__centres *from, cev__centres *to);

/* Where coordinate d of centre j stands. */
static inline double *cev__centre_at(const cev__centres *centres, int64_t j,
                                     int64_t d)
{
    int64_t block = j / CEV__LANES;
    return centres->lanes
           + (block * centres->columns + d) * CEV__LANES + j % CEV__LANES;
}

void cev__centre_set(cev__centres *centres, int64_t j, const double *point);

/* The squared distance of a point to centre j. */
double cev__centre_distance(const cev__centres *centres, int64_t j,
                            const double *point);

/* Those to all of them, in CEV__DISTANCES numbers. */
void cev__centre_distances(const cev__centres *centres, const double *point,
                           double *distances);

/* The nearest; of equally near ones the first. */
int32_t cev__centre_nearest(const cev__centres *centres, const double *point);

/* The most customers first, of equally large ones by their coordinates. */
void cev__centres_sort(cev__centres *centres);

#endif
