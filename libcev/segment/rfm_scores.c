/* RFM measures out of a table, and scores by quantile. */
#include <float.h>
#include <math.h>

#include "../math/bits.h"
#include "rfm.h"

/* Bits of a recency that count, of the greatest age. */
#define RECENCY_BITS 40

int32_t cev__rfm_open(cev_ctx *ctx, const cev_table *customers, double grid,
                      cev__rfm_reader *reader)
{
    reader->ctx = ctx;
    reader->grid = grid;
    reader->oldest = DBL_MAX;
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

/* Names what is wrong with a row; CEV_OK where nothing is. */
static int32_t check_measures(const cev__rfm_reader *reader, int64_t row,
                              double x, double t_x, double T, double revenue)
{
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
    return CEV_OK;
}

int32_t cev__rfm_check(const cev__rfm_reader *reader, int64_t first,
                       int64_t rows)
{
    int32_t status = CEV_OK;
    for (int64_t i = first; status == CEV_OK && i < first + rows; i++)
        status = check_measures(reader, i, cev__number_at(&reader->x, i),
                                cev__number_at(&reader->t_x, i),
                                cev__number_at(&reader->T, i),
                                cev__number_at(&reader->revenue, i));
    return status;
}

/*
 * Two customers who last bought on the same day have the same T - t_x, but
 * not the same double when days are counted in weeks or years: both ages are
 * rounded. The grid is coarse enough to make them equal again and fine enough
 * for seconds over centuries.
 */
void cev__rfm_lay_grid(cev__rfm_reader *reader, int64_t rows, int64_t step)
{
    double oldest[4] = {0}; /* beside each other, none waits for the next */
    double T[CEV__ROWS] = {0}, greatest;
    int exponent;
    for (int64_t first = 0; first < rows; first += step * CEV__ROWS) {
        int64_t n = cev__rows_from(first, rows);
        cev__numbers_read(&reader->T, first, n, T);
        /* Behind the last row stand ages of rows before it, or 0. */
        for (int64_t i = 0; i < CEV__ROWS; i += 4)
            for (int k = 0; k < 4; k++) {
                double age = T[i + k] <= DBL_MAX ? T[i + k] : 0.0;
                oldest[k] = age > oldest[k] ? age : oldest[k];
            }
    }
    greatest = fmax(fmax(oldest[0], oldest[1]), fmax(oldest[2], oldest[3]));
    frexp(greatest, &exponent);
    reader->grid = fmax(ldexp(1, exponent - RECENCY_BITS), DBL_MIN);
    reader->oldest = greatest > 0 ? nextafter(ldexp(1, exponent), 0) : 0;
}

/* Adding and taking off this rounds what is smaller to a whole number. */
#define WHOLE_FROM 4503599627370496.0 /* 2^52 */

/* Minus recencies, as multiples of the grid, a power of 2; not 0 where a T or
 * t_x cannot be or is beyond what the grid is meant for. The bits of what is
 * wrong are gathered, for sums would wait for one another. */
static uint64_t read_recency(const double *restrict T,
                             const double *restrict t_x,
                             const cev__rfm_reader *reader,
                             double *restrict out)
{
    double grid = reader->grid, each = 1.0 / grid, oldest = reader->oldest;
    uint64_t wrong = 0;
    for (int64_t i = 0; i < CEV__ROWS; i++) {
        double steps = (T[i] - t_x[i]) * each;
        double rounding = steps < WHOLE_FROM ? WHOLE_FROM : 0.0;
        out[i] = -grid * (steps + rounding - rounding);
        wrong |= cev__bits_of((t_x[i] >= 0 ? 0.0 : 1.0)
                              + (t_x[i] <= T[i] ? 0.0 : 1.0)
                              + (T[i] <= oldest ? 0.0 : 1.0));
    }
    return wrong;
}

/* So many purchases of a block's rows still add up without rounding. */
#define PURCHASES_MOST 17592186044416.0 /* 2^44 */

/* Purchases out of repeat purchases; 0 where there is nothing to ask of any:
 * none is below 0 or has a part, and none is beyond what anybody buys. */
static uint64_t read_frequency(const double *restrict x, double *restrict out)
{
    uint64_t wrong = 0;
    for (int64_t i = 0; i < CEV__ROWS; i++) {
        double part = x[i] + WHOLE_FROM - WHOLE_FROM - x[i];
        out[i] = x[i] + 1.0;
        wrong |= cev__bits_of((x[i] >= 0 ? 0.0 : 1.0)
                              + (x[i] < PURCHASES_MOST ? 0.0 : 1.0)
                              + fabs(part));
    }
    return wrong;
}

/* Amounts, INFINITY where one is a gap; not 0 where one is infinite. */
static uint64_t read_monetary(const double *restrict revenue,
                             double *restrict out)
{
    uint64_t wrong = 0;
    for (int64_t i = 0; i < CEV__ROWS; i++) {
        double size = fabs(revenue[i]);
        out[i] = size <= DBL_MAX ? revenue[i] : INFINITY;
        wrong |= cev__bits_of(size > DBL_MAX ? 1.0 : 0.0);
    }
    return wrong;
}

int cev__rfm_measure(const cev__rfm_reader *reader, int measure,
                     int64_t first, int64_t n, double *out)
{
    double values[CEV__ROWS], t_x[CEV__ROWS];
    uint64_t wrong;
    const cev__numbers *from = measure == CEV__RFM_R   ? &reader->T
                               : measure == CEV__RFM_F ? &reader->x
                                                       : &reader->revenue;
    cev__numbers_read(from, first, n, values);
    if (measure == CEV__RFM_R)
        cev__numbers_read(&reader->t_x, first, n, t_x);
    for (int64_t i = n; i < CEV__ROWS; i++)
        values[i] = t_x[i] = 0.0;
    if (measure == CEV__RFM_R)
        wrong = read_recency(values, t_x, reader, out);
    else if (measure == CEV__RFM_F)
        wrong = read_frequency(values, out);
    else
        wrong = read_monetary(values, out);
    return wrong == 0;
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
void cev__rfm_cut(const cev__values *values, const cev__value_bins *bins,
                  int scores, uint64_t *scratch, cev__rfm_cuts *out)
{
    int64_t known = values->n - bins->infinite;
    int64_t positions[CEV__RFM_SCORES_MAX - 1] = {0};
    cev__rank ranks[CEV__RFM_SCORES_MAX - 1];
    out->has_cuts = known > 0;
    if (known == 0)
        return;
    /* c known / scores in whole and remainder: the product might overflow. */
    for (int c = 1; c < scores; c++)
        positions[c - 1] = known / scores * c + known % scores * c / scores;
    cev__quantile_find(values, bins, positions, scores - 1, scratch, ranks);
    for (int c = 1; c < scores; c++) {
        const cev__rank *rank = &ranks[c - 1];
        int64_t over = 2 * (rank->below - positions[c - 1]) + rank->equal;
        int64_t rest = known % scores * c % scores; /* scores-ths */
        int reached = over * scores >= 2 * rest;
        out->cuts[c - 1] =
            reached ? rank->value : nextafter(rank->value, INFINITY);
    }
}

void cev__rfm_set_scores(cev__rfm_model *model, int scores)
{
    uint8_t *place = model->places;
    model->scores = scores;
    for (int once = 0; once < 2; once++)
        for (int r = 1; r <= scores; r++)
            for (int f = 1; f <= scores; f++)
                for (int m = 1; m <= scores; m++) {
                    int fifth[CEV__RFM_MEASURES];
                    fifth[CEV__RFM_R] = cev__rfm_fifth(r, scores);
                    fifth[CEV__RFM_F] = cev__rfm_fifth(f, scores);
                    fifth[CEV__RFM_M] = cev__rfm_fifth(m, scores);
                    *place++ = (uint8_t)cev__rfm_group(fifth, once);
                }
}

/* The scores of a block's values. Counts the cuts reached, four at a time,
 * rather than stopping at the first that is not: the processor cannot foresee
 * where that would be. What is unknown reaches them all. */
static void score_block(const cev__rfm_cuts *cuts, int scores,
                        const double *restrict values,
                        double *restrict score)
{
    int count = cuts->has_cuts ? scores - 1 : 0, rounds = (count + 3) / 4;
    double middle = scores / 2 + 1, first = cuts->has_cuts ? 1.0 : middle;
    double unknown = middle - 4 * rounds;
    for (int64_t i = 0; i < CEV__ROWS; i++)
        score[i] = values[i] > DBL_MAX ? unknown : first;
    for (int round = 0; round < rounds; round++) {
        double least[4];
        for (int k = 0; k < 4; k++)
            least[k] = 4 * round + k < count ? cuts->cuts[4 * round + k]
                                             : INFINITY;
        for (int64_t i = 0; i < CEV__ROWS; i++)
            score[i] += (values[i] >= least[0] ? 1.0 : 0.0)
                        + (values[i] >= least[1] ? 1.0 : 0.0)
                        + (values[i] >= least[2] ? 1.0 : 0.0)
                        + (values[i] >= least[3] ? 1.0 : 0.0);
    }
}

int cev__rfm_place(const cev__rfm_model *model, const cev__rfm_reader *reader,
                   int64_t first, int64_t n, cev__rfm_block *block)
{
    int is_plain = 1;
    double scores = model->scores, place[CEV__ROWS];
    double ones = (scores + 1.0) * scores + 1.0; /* the place of 1, 1, 1 is 0 */
    const double *frequency = block->measures[CEV__RFM_F];
    for (int k = 0; k < CEV__RFM_MEASURES; k++) {
        is_plain &=
            cev__rfm_measure(reader, k, first, n, block->measures[k]);
        score_block(&model->cuts[k], model->scores, block->measures[k],
                    block->score[k]);
    }
    for (int64_t i = 0; i < CEV__ROWS; i++)
        place[i] = (((frequency[i] <= 1.0 ? scores : 0.0)
                     + block->score[CEV__RFM_R][i])
                        * scores
                    + block->score[CEV__RFM_F][i])
                       * scores
                   + block->score[CEV__RFM_M][i] - ones;
    for (int64_t i = 0; i < CEV__ROWS; i++)
        block->group[i] = model->places[(int)place[i]];
    return is_plain;
}
