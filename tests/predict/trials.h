/**
 * Trials for tests of evaluations: one invented, one of the EMP package of R.
 */
#ifndef TESTS_PREDICT_TRIALS_H
#define TESTS_PREDICT_TRIALS_H

#include <math.h>

#include "cev/scores.h"
#include "predict/features.h"

#define ROWS 240

/* A trial of yes and no with ties, weights and two models; deterministic. */
typedef struct {
    double actual[ROWS], prediction[ROWS], other[ROWS], customers[ROWS];
    double value[ROWS], time[ROWS], event[ROWS];
} invented;

static invented data;

static inline double share_from(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static inline void invent(void)
{
    uint64_t state = 11;
    for (int i = 0; i < ROWS; i++) {
        double risk = share_from(&state);
        data.actual[i] = share_from(&state) < risk;
        data.prediction[i] =
            floor(20.0 * (0.7 * risk + 0.3 * share_from(&state))) / 20.0;
        data.other[i] = 0.4 * risk + 0.6 * share_from(&state);
        data.customers[i] = 1.0 + floor(3.0 * share_from(&state));
        data.value[i] = 50.0 + 400.0 * share_from(&state);
        data.time[i] = ceil(12.0 * (1.2 - risk) * share_from(&state));
        data.event[i] = share_from(&state) < 0.7;
    }
}

static inline cev_table *trial_of(const char *const *names,
                           const double *const *columns, int64_t rows)
{
    cev_table *table = frame_of(ctx, rows);
    for (int i = 0; names[i] != NULL; i++)
        put_numbers(table, names[i], columns[i]);
    return table;
}

static inline cev_table *invented_trial(int is_weighted)
{
    static const char *const names[] = {"actual", "prediction", "other",
                                        "customers", NULL};
    static const char *const plain[] = {"actual", "prediction", "other", NULL};
    const double *const columns[] = {data.actual, data.prediction, data.other,
                                     data.customers};
    invent();
    return trial_of(is_weighted ? names : plain, columns, ROWS);
}

static inline cev_table *judged(const cev_table *trial, const char *what,
                         const cev_options *options)
{
    cev_table *out = NULL;
    expect_ok(cev_scores_evaluate(ctx, trial, what, options, &out));
    return out;
}

static const double toy_score[20] = {.9,   .8,  .7,  .6,  .55, .54, .53,
                                     .52,  .51, .505, .4, .39, .38, .37,
                                     .36,  .35, .34, .33, .30, .1};
static const double toy_actual[20] = {1, 1, 0, 1, 1, 1, 0, 0, 1, 0,
                                      1, 0, 1, 0, 0, 0, 1, 0, 1, 0};

static inline cev_table *toy_trial(void)
{
    static const char *const names[] = {"actual", "prediction", NULL};
    const double *const columns[] = {toy_actual, toy_score};
    return trial_of(names, columns, 20);
}

#endif
