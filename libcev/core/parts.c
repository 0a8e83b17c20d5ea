/* Fits in parts: what was asked, and what has come of it; see parts.h. */
#include "parts.h"

#include <math.h>
#include <string.h>

/* Customers of all parts may differ between two questions by this share: the
 * rounding of fractions, added up in another order. */
#define COUNT_ROUNDING 1e-9

int cev__parts_is_asking(const cev__parts *parts)
{
    return parts != NULL && parts->question == NULL;
}

static int is_same_question(const cev__answer *answer, const char *model,
                            const cev__step *step, const double *asked)
{
    return strcmp(answer->model, model) == 0 && answer->step == step
           && (step->asked_count == 0
               || memcmp(answer->asked, asked,
                         (size_t)step->asked_count * sizeof *asked)
                      == 0);
}

static void keep_question(cev__answer *answer, const char *model,
                          const cev__step *step, const double *asked)
{
    memset(answer, 0, sizeof *answer);
    answer->model = model;
    answer->step = step;
    for (int i = 0; i < step->asked_count; i++)
        answer->asked[i] = asked[i];
}

/* Makes a step the question. */
static int32_t open_question(cev_ctx *ctx, cev__parts *parts,
                             const char *model, const cev__step *step,
                             const double *asked)
{
    if (parts->count == parts->capacity) {
        int64_t capacity = 2 * parts->capacity + 16;
        cev__answer *answers =
            cev__resize(ctx, parts->answers, parts->capacity, capacity,
                        (int64_t)sizeof *answers);
        if (answers == NULL)
            return cev__fail_memory(ctx);
        parts->answers = answers;
        parts->capacity = capacity;
    }
    keep_question(&parts->answers[parts->count++], model, step, asked);
    parts->is_open = 1;
    return CEV__PARTS_STOP;
}

int32_t cev__parts_pass(cev_ctx *ctx, cev__parts *parts, const char *model,
                        const cev__step *step, const double *asked,
                        cev__sum *sums)
{
    size_t size = (size_t)step->sum_count * sizeof *sums;
    int is_wanted = 0;
    double wanted[CEV__ASKED_MOST];
    if (parts == NULL)
        return CEV_OK;
    if (!cev__parts_is_asking(parts)) {
        int32_t status =
            cev__parts_read(ctx, parts, model, step, &is_wanted, wanted);
        if (status != CEV_OK || !is_wanted)
            return status;
        keep_question(&parts->answer, model, step, wanted);
        memcpy(parts->answer.sums, sums, size);
        return CEV__PARTS_STOP;
    }
    for (int64_t i = 0; i < parts->count; i++) {
        if (is_same_question(&parts->answers[i], model, step, asked)) {
            memcpy(sums, parts->answers[i].sums, size);
            return CEV_OK;
        }
    }
    return open_question(ctx, parts, model, step, asked);
}

static double customers_of(const cev__answer *answer)
{
    return cev__sum_value(&answer->sums[0]);
}

int32_t cev__parts_check(cev_ctx *ctx, cev__parts *parts, int *is_waiting)
{
    *is_waiting = 0;
    if (!parts->is_open)
        return CEV_OK;
    const cev__answer *last = &parts->answers[parts->count - 1];
    double seen = customers_of(last), all = customers_of(parts->answers);
    if (last->parts == 0)
        *is_waiting = 1;
    else if (!(seen > 0.0))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "there are no customers in any part; wanted one");
    else if (seen < all * (1.0 - COUNT_ROUNDING))
        return cev__fail(ctx, CEV_ERR_STATE,
                         "parts of %g of %g customers have answered; add "
                         "those that are missing first",
                         seen, all);
    else
        parts->is_open = 0;
    return CEV_OK;
}

/* Adds the sums of one part to those of the others. */
static void merge_sums(const cev__step *step, const cev__sum *part,
                       int is_first, cev__sum *sums)
{
    for (int i = 0; i < step->sum_count; i++) {
        switch (step->sums[i].how) {
        case CEV__COMMON:
            if (is_first)
                sums[i] = part[i];
            else if (!(sums[i].total == part[i].total))
                sums[i].total = NAN;
            break;
        case CEV__LARGEST:
            sums[i].total = fmax(sums[i].total, part[i].total);
            break;
        default:
            cev__sum_merge(&sums[i], &part[i]);
        }
    }
}

int32_t cev__parts_add(cev_ctx *ctx, cev__parts *parts, const cev_table *part)
{
    if (!parts->is_open)
        return cev__fail(ctx, CEV_ERR_STATE,
                         "nothing was asked; see cev_estimator_partial_ask()");
    cev__answer *last = &parts->answers[parts->count - 1];
    cev__answer read = *last;
    int32_t status = cev__answer_read(ctx, part, &read);
    if (status != CEV_OK)
        return status;
    double before = customers_of(last), here = customers_of(&read);
    double all = customers_of(parts->answers);
    if (parts->count > 1 && before + here > all * (1.0 + COUNT_ROUNDING))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "this part is of %g customers; wanted at most %g: "
                         "the first question was answered for %g, and this "
                         "one for %g already",
                         here, all - before, all, before);
    last->parts++;
    if (here > 0.0)
        merge_sums(last->step, read.sums, !(before > 0.0), last->sums);
    return CEV_OK;
}

void cev__parts_free(cev_ctx *ctx, cev__parts *parts)
{
    cev__free(ctx, parts->answers, parts->capacity,
              (int64_t)sizeof *parts->answers);
    memset(parts, 0, sizeof *parts);
}
