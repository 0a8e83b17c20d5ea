/* The summary of a model, gathered line by line. */
#ifndef CEV__LINES_H
#define CEV__LINES_H

#include "table.h"

enum { CEV__LINE_NAME = 160, CEV__LINE_TEXT = 320 };

typedef struct cev__line {
    const char *section; /* a constant of the library: not copied */
    char name[CEV__LINE_NAME];
    char text[CEV__LINE_TEXT]; /* "": a gap */
    double value, std_error, lower, upper; /* NaN: a gap */
} cev__line;

/* All zero but the context to begin with. Gathering never fails: what there is
 * no memory for is lost, and the table says so. */
typedef struct cev__lines {
    cev_ctx *ctx;
    const char *part;  /* "bgnbd": names become "bgnbd.r"; or NULL */
    const char *joint; /* between them; NULL: a point */
    double z;         /* of the intervals; 0: none */
    cev__line *lines;
    int64_t count, capacity;
    int is_short; /* of memory */
    cev__line lost;
} cev__lines;

/* A line with nothing but names; its numbers are gaps, to be filled before the
 * next is added. */
cev__line *cev__lines_add(cev__lines *lines, const char *section,
                          const char *name, const char *text);

/* A figure of the fit. */
void cev__lines_figure(cev__lines *lines, const char *name, double value);

/* A verdict, and the number it rests on (NaN: none), which stands in the text
 * for {n} as a count, for {%} as a percentage, for {x} to two decimals. */
void cev__lines_verdict(cev__lines *lines, const char *name, double value,
                        const char *text);

/* The table that cev_estimator_summary gives: section, name, value,
 * std_error, lower, upper, text; the lines are cleared. */
int32_t cev__lines_table(cev__lines *lines, cev_table **out);

/* That of scores: metric, value, lower, upper; the same. */
int32_t cev__lines_metrics(cev__lines *lines, cev_table **out);

/* And with how they were found: metric, value, std_error, lower, upper, method
 * (the text of a line). */
int32_t cev__lines_scores(cev__lines *lines, cev_table **out);

/* For who gathers and then needs no table. */
void cev__lines_clear(cev__lines *lines);

#endif
