/* RFM measures out of a table, and scores by quantile. */
#include <float.h>
#include <math.h>

#include "../math/quantile.h"
#include "rfm.h"

/* Bits of a recency that count, of the greatest age. */
#define RECENCY_BITS 40

int32_t cev__rfm_open(cev_ctx *ctx, const cev_table *customers, double grid,
                      cev__rfm_reader *reader)
{
    reader->ctx = ctx;
    reader->grid = grid;
    int32_t status = cev__table_numbers(ctx, customers, "x", &reader->x);
    if (status == CEV_OK)
        status = cev__table_numbers(ctx, customers, "t_x", &reader->t_x);
    if (status == CEV_OK)
        status = cev__table_numbers(ctx, customers, "T", &reader->T);
    if (status == CEV_OK)
        status =
            cev__table_numbers(ctx, customers, "revenue", &reader->revenue);
    return status;
}

/*
 * Two customers who last bought on the same day have the same T - t_x, but
 * not the same double when days are counted in weeks or years: both ages are
 * rounded. The grid is coarse enough to make them equal again and fine enough
 * for seconds over centuries.
 */
double cev__rfm_grid(const cev__rfm_reader *reader, int64_t rows)
{
    double oldest = 0;
    int exponent;
    for (int64_t i = 0; i < rows; i++) {
        double T = cev__number_at(&reader->T, i);
        if (T > oldest && T <= DBL_MAX)
            oldest = T;
    }
    frexp(oldest, &exponent);
    double grid = ldexp(1, exponent - RECENCY_BITS);
    return grid < DBL_MIN ? DBL_MIN : grid;
}

/* Names the value of row `row` that cannot be, and what is wanted. */
static int32_t fail_measure(cev_ctx *ctx, const char *name, int64_t row,
                            double value, const char *wanted)
{
    if (isnan(value))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "%s[%d] holds no number; wanted %s", name, row,
                         wanted);
    return cev__fail(ctx, CEV_ERR_DOMAIN, "%s[%d] = %g; wanted %s", name, row,
                     value, wanted);
}

int32_t cev__rfm_read(const cev__rfm_reader *reader, int64_t row,
                      double *measures)
{
    double x = cev__number_at(&reader->x, row);
    double t_x = cev__number_at(&reader->t_x, row);
    double T = cev__number_at(&reader->T, row);
    double revenue = cev__number_at(&reader->revenue, row);
    if (!(x >= 0 && x <= DBL_MAX) || floor(x) < x)
        return fail_measure(reader->ctx, "x", row, x,
                            "a whole number of 0 or more");
    if (!(T >= 0 && T <= DBL_MAX))
        return fail_measure(reader->ctx, "T", row, T,
                            "a finite number of 0 or more");
    if (!(t_x >= 0))
        return fail_measure(reader->ctx, "t_x", row, t_x, "0 to T");
    if (t_x > T)
        return cev__fail(reader->ctx, CEV_ERR_DOMAIN,
                         "T[%d] = %g is before t_x[%d] = %g", row, T, row,
                         t_x);
    if (isinf(revenue))
        return fail_measure(reader->ctx, "revenue", row, revenue,
                            "a finite number, or a gap where it is unknown");
    double steps = floor((T - t_x) / reader->grid + 0.5);
    measures[CEV__RFM_R] = -(steps * reader->grid);
    measures[CEV__RFM_F] = x + 1;
    measures[CEV__RFM_M] = isnan(revenue) ? INFINITY : revenue;
    return CEV_OK;
}

static int64_t count_known_values(const double *values, int64_t n)
{
    int64_t known = 0;
    for (int64_t i = 0; i < n; i++)
        known += values[i] <= DBL_MAX;
    return known;
}

/*
 * A value scores by the share of customers whom it beats, those who have the
 * same counted half: 1 + floor(scores * (below + equal / 2) / n). So equal
 * values score alike wherever the quantile falls among them, and where
 * everyone is equal all are in the middle.
 *
 * Score c + 1 therefore begins at the least value with
 * below + equal / 2 >= c n / scores. That is the value at position c n / scores
 * or, where that has too few smaller and equal ones, whatever exceeds it.
 */
void cev__rfm_cut(const double *values, int64_t n, int scores,
                  uint64_t *scratch, cev__rfm_cuts *out)
{
    int64_t positions[CEV__RFM_SCORES_MAX - 1] = {0};
    cev__rank ranks[CEV__RFM_SCORES_MAX - 1];
    int64_t known = count_known_values(values, n);
    out->known = known;
    if (known == 0)
        return;
    /* c known / scores in whole and remainder: the product might overflow. */
    for (int c = 1; c < scores; c++)
        positions[c - 1] = known / scores * c + known % scores * c / scores;
    cev__quantile_ranks(values, n, positions, scores - 1, scratch, ranks);
    for (int c = 1; c < scores; c++) {
        const cev__rank *rank = &ranks[c - 1];
        int64_t over = 2 * (rank->below - positions[c - 1]) + rank->equal;
        int64_t rest = known % scores * c % scores; /* scores-ths */
        int reached = over * scores >= 2 * rest;
        out->cuts[c - 1] =
            reached ? rank->value : nextafter(rank->value, INFINITY);
    }
}

/* Counts the cuts reached rather than stopping at the first that is not: the
 * processor cannot foresee where that would be. */
int cev__rfm_score(const cev__rfm_cuts *cuts, int scores, double value)
{
    int score = 1;
    if (cuts->known == 0 || value > DBL_MAX)
        return scores / 2 + 1;
    for (int c = 0; c < scores - 1; c++)
        score += value >= cuts->cuts[c];
    return score;
}

void cev__rfm_set_scores(cev__rfm_model *model, int scores)
{
    model->scores = scores;
    for (int score = 1; score <= scores; score++)
        model->fifths[score - 1] = cev__rfm_fifth(score, scores);
}

int cev__rfm_place(const cev__rfm_model *model, const double *measures,
                   int *score)
{
    int fifth[CEV__RFM_MEASURES];
    for (int i = 0; i < CEV__RFM_MEASURES; i++) {
        score[i] =
            cev__rfm_score(&model->cuts[i], model->scores, measures[i]);
        fifth[i] = model->fifths[score[i] - 1];
    }
    return cev__rfm_group(fifth, measures[CEV__RFM_F] <= 1);
}
