/*
 * Shops made up again for a bootstrap: for every customer there is, one of the
 * same age, or with as many purchases. A row that stands for many is as many
 * customers, each with a fate of his own; a part of one is a part.
 */
#ifndef CEV_REMADE_H
#define CEV_REMADE_H

#include "../math/variates.h"
#include "grouping.h"

/* The next customers of a group, so many at once, all of one weight. */
typedef struct cev__remade {
    double left;
    int64_t count;
    double weight;
} cev__remade;

void cev__remade_begin(double customers, cev__remade *crowd);

/* 0 when there are no more. */
int cev__remade_next(cev__remade *crowd);

/* An empty grouping for as many customers as there are in `groups`;
 * CEV_ERR_DOMAIN with a message when they are too many to make up again and
 * again. */
int32_t cev__remade_open(cev_ctx *ctx, const cev__grouping *groups,
                         cev__grouping *out);

/* Streams of random numbers, so that no two fits of one context share any. */
#define CEV__STREAM_PURCHASES (UINT64_C(1) << 32)
#define CEV__STREAM_SPEND (UINT64_C(2) << 32)
#define CEV__STREAM_CONTRACTS (UINT64_C(3) << 32)

#endif
