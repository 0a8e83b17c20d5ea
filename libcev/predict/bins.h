/*
 * Predictors in bins, for trees and cards: numbers between cuts, texts by
 * level, and a bin for what is missing.
 */
#ifndef CEV__BINS_H
#define CEV__BINS_H

#include "lesson.h"

/* The most bins of a predictor: 255 between 254 cuts and the missing, or the
 * levels, others, and the missing. */
enum { CEV__CUTS_MAX = 254, CEV__BINS_MAX = 257 };

typedef struct cev__binned {
    int32_t is_text;
    int32_t cuts;  /* of numbers: bin b holds what is <= cut[b], and above the
                      cut before; bin `cuts` what is above all */
    int32_t count; /* bins, the last for the missing */
    double cut[CEV__CUTS_MAX];
} cev__binned;

typedef struct cev__bins {
    int64_t rows;       /* that count, in the lesson's order */
    int64_t predictors;
    cev__binned *list;
    uint16_t *codes;    /* of each predictor, `rows` of them */
} cev__bins;

/* How many cuts of numbers are worth their time where there are so many leaves:
 * four within each, up to CEV__CUTS_MAX. */
int32_t cev__bins_cuts(double leaves);

/* With at most so many cuts of numbers, up to CEV__CUTS_MAX. */
int32_t cev__bins_learn(cev_ctx *ctx, const cev__lesson *lesson,
                        int32_t cuts, cev__bins *out);
void cev__bins_free(cev_ctx *ctx, cev__bins *bins);

#endif
