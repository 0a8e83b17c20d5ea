/* Cox's partial likelihood of margins; see boosting_risk.h. */
#include "../core/compiler.h"
#include "boosting_risk.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/sum.h"

/* Margins further out count as this, so that squares of risks are numbers. */
#define RISK_MARGIN_MOST 100.0

/* Times at which somebody left, one after the other. */
typedef struct risk_walk {
    const cev__risk *risk;
    const int32_t *rows;
    int64_t count, from, to; /* the rows of the time are from `from` on */
    double events;           /* customers who left then */
    double at_risk;          /* the risks of all who were there */
} risk_walk;

static double margin_of(const cev__risk *risk, int32_t row)
{
    return fmin(fmax(risk->margins[row], -RISK_MARGIN_MOST),
                RISK_MARGIN_MOST);
}

static double risk_of(const cev__risk *risk, int32_t row)
{
    return risk->weights[row] * cev__exp(margin_of(risk, row));
}

/* The risks of a row and all after it. */
static risk_walk begin_risks(const cev__risk *risk, const int32_t *rows,
                            int64_t count)
{
    cev__sum sum = {0};
    for (int64_t k = count; k-- > 0;) {
        cev__sum_add(&sum, risk_of(risk, rows[k]));
        risk->at_risk[k] = cev__sum_value(&sum);
    }
    return (risk_walk){.risk = risk, .rows = rows, .count = count};
}

/* The next time, whether somebody left at it or not. */
static int go_to_next_time(risk_walk *w)
{
    const cev__risk *risk = w->risk;
    cev__sum events = {0};
    w->from = w->to;
    if (w->from == w->count)
        return 0;
    double time = risk->times[w->rows[w->from]];
    for (; w->to < w->count && risk->times[w->rows[w->to]] <= time; w->to++)
        cev__sum_add(&events, risk->weights[w->rows[w->to]]
                                  * risk->events[w->rows[w->to]]);
    w->events = cev__sum_value(&events);
    w->at_risk = risk->at_risk[w->from];
    return 1;
}

void cev__risk_slopes(const cev__risk *risk, const int32_t *rows,
                      int64_t count, double *sums)
{
    risk_walk w = begin_risks(risk, rows, count);
    cev__sum hazard = {0}, square = {0};
    while (go_to_next_time(&w)) {
        cev__sum_add(&hazard, w.events / w.at_risk);
        cev__sum_add(&square, w.events / w.at_risk / w.at_risk);
        for (int64_t k = w.from; k < w.to; k++) {
            double weight = risk->weights[rows[k]];
            double own = cev__exp(margin_of(risk, rows[k]));
            double *to = sums + CEV__SUMS * rows[k];
            double expected = own * cev__sum_value(&hazard);
            double bend = expected - own * own * cev__sum_value(&square);
            to[CEV__SUM_RESIDUAL] =
                weight * (risk->events[rows[k]] - expected);
            to[CEV__SUM_WEIGHT] = weight * fmax(bend, 0.0);
        }
    }
}

double cev__risk_loss(const cev__risk *risk, const int32_t *rows,
                      int64_t count)
{
    risk_walk w = begin_risks(risk, rows, count);
    cev__sum loss = {0};
    while (go_to_next_time(&w)) {
        if (!(w.events > 0.0))
            continue;
        cev__sum_add(&loss, w.events * cev__log(w.at_risk));
        for (int64_t k = w.from; k < w.to; k++)
            cev__sum_add(&loss, -risk->weights[rows[k]]
                                    * risk->events[rows[k]]
                                    * margin_of(risk, rows[k]));
    }
    return cev__sum_value(&loss);
}

int32_t cev__risk_hazard(cev_ctx *ctx, const cev__risk *risk,
                         const int32_t *rows, int64_t count,
                         cev__hazard *out)
{
    cev__sum hazard = {0};
    int64_t steps = 0;
    for (risk_walk w = begin_risks(risk, rows, count); go_to_next_time(&w);)
        steps += w.events > 0.0;
    int32_t status = cev__hazard_make(ctx, steps, 1, out);
    if (status != CEV_OK)
        return status;
    cev__hazard_step *step = out->steps;
    for (risk_walk w = begin_risks(risk, rows, count); go_to_next_time(&w);) {
        if (!(w.events > 0.0))
            continue;
        cev__sum_add(&hazard, w.events / w.at_risk);
        step->time = risk->times[rows[w.from]];
        step++->hazard = cev__sum_value(&hazard);
    }
    return CEV_OK;
}
