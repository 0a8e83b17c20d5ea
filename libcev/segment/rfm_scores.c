/* RFM measures out of a table, and scores by quantile. */
#include <float.h>
#include <math.h>
#include <string.h>

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

/*
 * Readers of a block's measures. They gather bits by `or`, for sums would wait
 * for one another: `signs`, of what may not be below 0, and `far`, of whole
 * numbers behind 2^52, which stay behind all that is more or no number.
 */

/* Whether bits that were gathered are those of numbers from 0 to less than
 * 2^most, up to 2^52. */
static int are_near(uint64_t signs, uint64_t far, int most)
{
    return (signs >> 63) == 0
           && far >> most == cev__bits_of(WHOLE_FROM) >> most;
}

/* Minus recencies, as multiples of the grid, a power of 2; 0 where a T or t_x
 * may be wrong or is beyond what the grid is meant for. From 2^52 multiples on,
 * at thousands of times the oldest age of the fit, a last bit is rounded. */
static int read_recency(const double *restrict T, const double *restrict t_x,
                        const cev__rfm_reader *reader, double *restrict out)
{
    double grid = reader->grid, each = 1.0 / grid, oldest = reader->oldest;
    uint64_t signs = 0, far = 0;
    for (int64_t i = 0; i < CEV__ROWS; i++) {
        double age = T[i] - t_x[i], steps = age * each + WHOLE_FROM;
        out[i] = (WHOLE_FROM - steps) * grid;
        signs |= cev__bits_of(age) | cev__bits_of(t_x[i])
                 | cev__bits_of(oldest - T[i]);
        far |= cev__bits_of(steps);
    }
    return are_near(signs, far, 52);
}

/* Purchases out of repeat purchases; 0 where there is something to ask of one:
 * it is below 0, has a part, or is beyond what anybody buys, so that those of a
 * block might not add up without rounding. */
static int read_frequency(const double *restrict x, double *restrict out)
{
    uint64_t signs = 0, far = 0, parts = 0;
    for (int64_t i = 0; i < CEV__ROWS; i++) {
        double whole = x[i] + WHOLE_FROM;
        out[i] = x[i] + 1.0;
        signs |= cev__bits_of(x[i]);
        far |= cev__bits_of(whole);
        parts |= cev__bits_of(whole - WHOLE_FROM - x[i]);
    }
    return parts == 0 && are_near(signs, far, 44);
}

/* Amounts, INFINITY where one is a gap; 0 where one is infinite. */
static int read_monetary(const double *restrict revenue, double *restrict out)
{
    double unknown = INFINITY;
    uint64_t wrong = 0;
    for (int64_t i = 0; i < CEV__ROWS; i++) {
        out[i] = revenue[i] < unknown ? revenue[i] : unknown;
        wrong |= cev__bits_of(fabs(revenue[i]) > DBL_MAX ? 1.0 : 0.0);
    }
    return wrong == 0;
}

/* Numbers of a block; behind the last row stands 0. */
static const double *see_block(const cev__numbers *numbers, int64_t first,
                               int64_t n, double *room)
{
    if (n == CEV__ROWS)
        return cev__numbers_see(numbers, first, n, room);
    cev__numbers_read(numbers, first, n, room);
    memset(room + n, 0, (size_t)(CEV__ROWS - n) * sizeof *room);
    return room;
}

int cev__rfm_measure(const cev__rfm_reader *reader, int measure,
                     int64_t first, int64_t n, double *out)
{
    double room[CEV__ROWS], more[CEV__ROWS];
    if (measure == CEV__RFM_R)
        return read_recency(see_block(&reader->T, first, n, room),
                            see_block(&reader->t_x, first, n, more), reader,
                            out);
    if (measure == CEV__RFM_F)
        return read_frequency(see_block(&reader->x, first, n, room), out);
    return read_monetary(see_block(&reader->revenue, first, n, room), out);
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

/* The place of scores. */
static int scored_place(int once, int r, int f, int m)
{
    return ((once << CEV__RFM_DIGIT | r) << CEV__RFM_DIGIT | f)
               << CEV__RFM_DIGIT
           | m;
}

void cev__rfm_set_scores(cev__rfm_model *model, int scores)
{
    model->scores = scores;
    for (int once = 0; once < 2; once++)
        for (int r = 1; r <= scores; r++)
            for (int f = 1; f <= scores; f++)
                for (int m = 1; m <= scores; m++) {
                    int fifth[CEV__RFM_MEASURES];
                    fifth[CEV__RFM_R] = cev__rfm_fifth(r, scores);
                    fifth[CEV__RFM_F] = cev__rfm_fifth(f, scores);
                    fifth[CEV__RFM_M] = cev__rfm_fifth(m, scores);
                    model->groups_at[scored_place(once, r, f, m)] =
                        (uint8_t)cev__rfm_group(fifth, once);
                }
}

/* Adds the scores of a block's values, less 1, to their places. Adds up the cuts
 * reached, four at a time, rather than stopping at the first that is not: the
 * processor cannot foresee where that would be. */
static void score_block(const cev__rfm_cuts *cuts, int scores, double unit,
                        const double *restrict values,
                        double *restrict place)
{
    int count = cuts->has_cuts ? scores - 1 : 0;
    for (int from = 0; from < count; from += 4) {
        double least[4], more[4];
        for (int k = 0; k < 4; k++) {
            least[k] = from + k < count ? cuts->cuts[from + k] : INFINITY;
            more[k] = from + k < count ? unit : 0.0;
        }
        for (int64_t i = 0; i < CEV__ROWS; i++)
            place[i] += (values[i] >= least[0] ? more[0] : 0.0)
                        + (values[i] >= least[1] ? more[1] : 0.0)
                        + (values[i] >= least[2] ? more[2] : 0.0)
                        + (values[i] >= least[3] ? more[3] : 0.0);
    }
}

/* Places before anything is scored: as scores are of values that reach no cut,
 * or in the middle where there are none. */
static void begin_places(const cev__rfm_model *model, double *place)
{
    int middle = model->scores / 2 + 1, first[CEV__RFM_MEASURES];
    for (int k = 0; k < CEV__RFM_MEASURES; k++)
        first[k] = model->cuts[k].has_cuts ? 1 : middle;
    double least = WHOLE_FROM
                   + scored_place(0, first[CEV__RFM_R], first[CEV__RFM_F],
                                  first[CEV__RFM_M]);
    for (int64_t i = 0; i < CEV__ROWS; i++)
        place[i] = least;
}

int cev__rfm_place(const cev__rfm_model *model, const cev__rfm_reader *reader,
                   int64_t first, int64_t n, cev__rfm_block *block)
{
    int is_plain = 1, scores = model->scores;
    double place[CEV__ROWS], once = scored_place(1, 0, 0, 0);
    /* What is unknown has reached all cuts, and belongs in the middle. */
    double unknown =
        model->cuts[CEV__RFM_M].has_cuts ? scores / 2 + 1 - scores : 0.0;
    const double *frequency = block->measures[CEV__RFM_F];
    const double *monetary = block->measures[CEV__RFM_M];
    begin_places(model, place);
    for (int k = 0; k < CEV__RFM_MEASURES; k++) {
        is_plain &=
            cev__rfm_measure(reader, k, first, n, block->measures[k]);
        score_block(&model->cuts[k], scores, 1 << cev__rfm_shift(k),
                    block->measures[k], place);
    }
    for (int64_t i = 0; i < CEV__ROWS; i++)
        block->place[i] =
            cev__bits_of(place[i] + (frequency[i] <= 1.0 ? once : 0.0)
                         + (monetary[i] > DBL_MAX ? unknown : 0.0))
            - cev__bits_of(WHOLE_FROM);
    return is_plain;
}
