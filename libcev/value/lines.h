/* The summary of a model, gathered line by line. */
#ifndef CEV_LINES_H
#define CEV_LINES_H

#include "../core/table.h"
#include "reach.h"

enum { CEV__LINES = 128, CEV__LINE_NAME = 160, CEV__LINE_TEXT = 320 };

typedef struct cev__line {
    const char *section; /* a constant of the library: not copied */
    char name[CEV__LINE_NAME];
    char text[CEV__LINE_TEXT]; /* "": a gap */
    double value, std_error, lower, upper; /* NaN: a gap */
} cev__line;

typedef struct cev__lines {
    const char *part;  /* "bgnbd": names become "bgnbd.r"; or NULL */
    const char *joint; /* between them; NULL: a point */
    double z;         /* of the intervals; 0: none */
    int count;
    cev__line lines[CEV__LINES];
} cev__lines;

/* A line with nothing but names; its numbers are gaps, to be filled. */
cev__line *cev__lines_add(cev__lines *lines, const char *section,
                          const char *name, const char *text);

/* Parameter k, positive, with the standard error of its logarithm; where that
 * is beyond what can be told from nothing, gaps stand for it, and for an end
 * of the interval that is nowhere to be found. */
void cev__lines_parameter(cev__lines *lines, const char *name, double value,
                          double log_sd, const cev__reach *reach, int k);

/* A figure of the fit. */
void cev__lines_figure(cev__lines *lines, const char *name, double value);

/* A verdict, and the number it rests on (NaN: none), which stands in the text
 * for {n} as a count, for {%} as a percentage, for {x} to two decimals. */
void cev__lines_verdict(cev__lines *lines, const char *name, double value,
                        const char *text);

/* The table that cev_estimator_summary gives. */
int32_t cev__lines_table(cev_ctx *ctx, const cev__lines *lines,
                         cev_table **out);

/* A parameter whose logarithm has a greater standard error is not told from
 * one twenty times as large or as small. */
#define CEV__LOG_SD_KNOWN 3.0

#endif
