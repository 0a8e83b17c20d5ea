/*
 * Whether a model is worth it: profits of choices, drawn again and again.
 */
#ifndef CEV__GATE_H
#define CEV__GATE_H

#include "../core/lines.h"
#include "judge.h"

/* Whom to act on, the simplest last. */
enum {
    CEV__GATE_MODEL,
    CEV__GATE_SIMPLER,
    CEV__GATE_BASELINE,
    CEV__GATE_EVERYBODY,
    CEV__GATE_NOBODY,
    CEV__GATE_CHOICES,
    CEV__GATE_READ = CEV__GATE_EVERYBODY /* choices with a column */
};

/* A trial as it is judged. Arrays are of rows of the table; those that count
 * stand in `order`, which the order of the table does not change. */
typedef struct cev__gate {
    cev_ctx *ctx;
    int64_t rows, count, draws;
    double *numbers;   /* what the next point into */
    double *weights;   /* 0: does not count */
    double *gains;     /* of acting on the customer */
    double *values;    /* what keeping him is worth; NULL: as the options say */
    double *predicted[CEV__GATE_READ]; /* NULL: there is none such */
    double *acts[CEV__GATE_READ];      /* 1 where he is picked */
    int64_t *order;
    double *drawn;     /* profits, of each choice `draws` */
    double *scratch;   /* as many */
    double customers;  /* that count */
    double profit[CEV__GATE_CHOICES], share[CEV__GATE_CHOICES];
    int is_binary, has_values; /* what came: yes or no, each with a value */
} cev__gate;

/* Reads, picks and draws; `rule` is what messages call the column "baseline".
 * CEV_ERR_COLUMN, CEV_ERR_DOMAIN, CEV_ERR_CANCELLED, CEV_ERR_MEMORY with a
 * message, and `out` is then nothing to close. */
int32_t cev__gate_open(cev_ctx *ctx, const cev_table *trial, const char *rule,
                       const cev_options *options, cev__gate *out);
void cev__gate_close(cev__gate *gate);

/* Between the files of this: whom each column picks. */
int32_t cev__gate_pick(cev__gate *gate, const cev__campaign *campaign);

/* All that is to be said of it. */
void cev__gate_tell(const cev__gate *gate, const cev_options *options,
                    cev__lines *lines);

/* What a year costs. */
double cev__gate_cost(const cev_options *options);

#endif
