/* The hazard of who is average; see hazard.h. */
#include "../core/compiler.h"
#include "hazard.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/sum.h"

enum { HAZARD_STEP_BYTES = 28 };

void cev__hazard_free(cev_ctx *ctx, cev__hazard *h)
{
    cev__free(ctx, h->steps, h->count + 1, (int64_t)sizeof *h->steps);
    cev__free(ctx, h->ends, h->group_count, (int64_t)sizeof *h->ends);
    memset(h, 0, sizeof *h);
}

int32_t cev__hazard_make(cev_ctx *ctx, int64_t steps, int64_t groups,
                         cev__hazard *out)
{
    *out = (cev__hazard){.count = steps, .group_count = groups};
    out->steps =
        cev__alloc_zero(ctx, steps + 1, (int64_t)sizeof *out->steps);
    out->ends = cev__alloc_zero(ctx, groups, (int64_t)sizeof *out->ends);
    return out->steps == NULL || out->ends == NULL ? cev__fail_memory(ctx)
                                                   : CEV_OK;
}

void cev__hazard_end(const cev__spells *spells, cev__hazard *hazard)
{
    for (int64_t i = 0; i < spells->lesson.count; i++) {
        int64_t row = spells->lesson.order[i];
        double *end = &hazard->ends[spells->groups[row]];
        *end = fmax(*end, spells->times[row]);
    }
}

/* ---- Bytes --------------------------------------------------------------- */

void cev__hazard_save(const cev__hazard *hazard, cev__writer *writer)
{
    cev__write_i64(writer, hazard->count);
    cev__write_doubles(writer, hazard->ends, hazard->group_count);
    for (int64_t i = 0; i < hazard->count; i++) {
        cev__write_i32(writer, hazard->steps[i].group);
        cev__write_double(writer, hazard->steps[i].time);
        cev__write_double(writer, hazard->steps[i].hazard);
        cev__write_double(writer, hazard->steps[i].spread);
    }
}

/* Whether a step can follow the one before it. */
static int is_step_of(const cev__hazard *hazard, int64_t at)
{
    const cev__hazard_step *step = &hazard->steps[at];
    if (step->group < 0 || step->group >= hazard->group_count
        || !(step->time >= 0.0) || !(step->time <= hazard->ends[step->group])
        || !(step->hazard >= 0.0) || !isfinite(step->hazard)
        || !(step->spread >= 0.0) || !isfinite(step->spread))
        return 0;
    if (at == 0 || step[-1].group < step->group)
        return 1;
    return step[-1].group == step->group && step[-1].time < step->time
           && step[-1].hazard <= step->hazard
           && step[-1].spread <= step->spread;
}

static int load_hazard_steps(cev__blob *blob, cev__hazard *hazard)
{
    cev__read_doubles(blob, hazard->ends, hazard->group_count);
    for (int64_t at = 0; at < hazard->count; at++) {
        cev__hazard_step *step = &hazard->steps[at];
        step->group = cev__read_i32(blob);
        step->time = cev__read_double(blob);
        step->hazard = cev__read_double(blob);
        step->spread = cev__read_double(blob);
        if (blob->failed || !is_step_of(hazard, at))
            return 0;
    }
    return !blob->failed;
}

int32_t cev__hazard_load(cev_ctx *ctx, cev__blob *blob, int64_t groups,
                         cev__hazard *out)
{
    cev__hazard hazard;
    int64_t count = cev__read_i64(blob), left = blob->size - blob->at;
    if (blob->failed || count < 0 || count > left / HAZARD_STEP_BYTES
        || groups > left / 8)
        return CEV_ERR_FORMAT;
    int32_t status = cev__hazard_make(ctx, count, groups, &hazard);
    if (status == CEV_OK && !load_hazard_steps(blob, &hazard))
        status = CEV_ERR_FORMAT;
    if (status == CEV_OK)
        *out = hazard;
    else
        cev__hazard_free(ctx, &hazard);
    return status;
}

/* ---- Looking ahead ------------------------------------------------------- */

int64_t cev__hazard_after(const cev__hazard *hazard, int32_t group,
                          double time)
{
    int64_t low = 0, high = hazard->count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        const cev__hazard_step *step = &hazard->steps[middle];
        if (step->group < group
            || (step->group == group && step->time <= time))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double cev__hazard_before(const cev__hazard *hazard, int32_t group,
                          int64_t step)
{
    return step > 0 && hazard->steps[step - 1].group == group
               ? hazard->steps[step - 1].hazard
               : 0.0;
}

double cev__hazard_at(const cev__hazard *hazard, int32_t group, double time)
{
    return cev__hazard_before(hazard, group,
                              cev__hazard_after(hazard, group, time));
}

double cev__hazard_stay(const cev__hazard *hazard, int32_t group, double age,
                        double end, double eta)
{
    int64_t at = cev__hazard_after(hazard, group, age);
    double risk = cev__exp(eta), base = cev__hazard_before(hazard, group, at);
    double time = age, share = 1.0;
    cev__sum stay = {0};
    for (; at < hazard->count && hazard->steps[at].group == group
           && hazard->steps[at].time < end;
         at++) {
        const cev__hazard_step *step = &hazard->steps[at];
        cev__sum_add(&stay, share * (step->time - time));
        time = step->time;
        share = cev__exp(-risk * (step->hazard - base));
    }
    cev__sum_add(&stay, share * (end - time));
    return cev__sum_value(&stay);
}

cev__stay cev__hazard_ahead(const cev__hazard *hazard, int32_t group,
                            double age, double horizon, double eta)
{
    cev__stay stay = {NAN, NAN, NAN, NAN, NAN, NAN};
    if (!(age < hazard->ends[group]))
        return stay;
    double within = cev__hazard_at(hazard, group, age + horizon)
                    - cev__hazard_at(hazard, group, age);
    stay.leaves = -cev__expm1(-within * cev__exp(eta));
    stay.stays = cev__hazard_stay(hazard, group, age, age + horizon, eta);
    return stay;
}
