/* Whether hazards are proportional; see cox_course.h. */
#include "../core/compiler.h"
#include "cox_course.h"

#include <math.h>
#include <string.h>

#include "../math/chi_square.h"
#include "../math/cholesky.h"
#include "curve.h"

/* What is left of a row by those before it, at the least. */
#define OWN_LEAST 1e-10

double cev__cox_course_one(const cev__cox_course *course, int64_t column)
{
    double ratio = course->error[column] > 0.0
                       ? course->change[column] / course->error[column]
                       : 0.0;
    return ratio * ratio;
}

void cev__cox_course_free(cev_ctx *ctx, cev__cox_course *course)
{
    cev__free(ctx, course->change, 2 * course->count + 1,
              (int64_t)sizeof(double));
    memset(course, 0, sizeof *course);
}

/* ---- The course ---------------------------------------------------------- */

/* The share of its group that had left before each jump, and how far apart the
 * first and the last are. */
static double find_shares(const cev__curves *curves,
                          const cev__cox_jump *jumps, int64_t count,
                          double *shares)
{
    double first = INFINITY, last = -INFINITY;
    for (int64_t at = 0, step = 0; at < count; at++) {
        const cev__curve *curve = &curves->list[jumps[at].group];
        if (at == 0 || jumps[at - 1].group != jumps[at].group)
            step = curve->first;
        while (curves->steps[step].time < jumps[at].time)
            step++;
        shares[at] = step > curve->first
                         ? 1.0 - curves->steps[step - 1].survival
                         : 0.0;
        first = fmin(first, shares[at]);
        last = fmax(last, shares[at]);
    }
    return fmax(last - first, 0.0);
}

/* ---- The test ------------------------------------------------------------ */

/* Score and information of twice as many columns, the second half times the
 * course: what the first half tells is taken out of the second. */
static void test_course(int64_t n, double width, double *score,
                        double *information, int32_t *is_own,
                        cev__cox_course *out)
{
    cev__cholesky_own(2 * n, information, OWN_LEAST, is_own);
    for (int64_t i = 0; i < 2 * n; i++) {
        const double *row = information + i * (i + 1) / 2;
        double lone = 0.0, pull = 0.0;
        if (!is_own[i])
            continue;
        for (int64_t k = 0; k < i; k++)
            if (is_own[k])
                score[i] -= row[k] * score[k];
        score[i] /= row[i];
        if (i < n)
            continue;
        for (int64_t k = n; k <= i; k++) {
            if (!is_own[k])
                continue;
            lone += row[k] * row[k];
            pull += row[k] * score[k];
        }
        out->change[i - n] = width * pull / lone;
        out->error[i - n] = width / sqrt(lone);
        out->all += score[i] * score[i];
        out->freedom += 1.0;
    }
}

static int32_t learn_shares(cev_ctx *ctx, cev__cox_terms *terms,
                            const double *beta, int64_t count, double *shares,
                            double *width)
{
    cev__curves curves;
    cev__cox_jump *jumps = cev__alloc(ctx, count, (int64_t)sizeof *jumps);
    if (jumps == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__curves_learn(ctx, terms->spells, &curves);
    if (status == CEV_OK) {
        cev__cox_jumps(terms, beta, jumps, NULL);
        *width = find_shares(&curves, jumps, count, shares);
        cev__curves_free(ctx, &curves);
    }
    cev__free(ctx, jumps, count, (int64_t)sizeof *jumps);
    return status;
}

static int32_t measure_course(cev_ctx *ctx, cev__cox_terms *terms,
                              const cev__climbed *optimum, int64_t jumps,
                              double *numbers, cev__cox_course *out)
{
    int64_t n = terms->n;
    double *score = numbers + jumps, *information = score + 2 * n;
    double width = 0.0;
    int32_t status = learn_shares(ctx, terms, optimum->at, jumps, numbers,
                                  &width);
    int32_t *is_own = cev__alloc(ctx, 2 * n, (int64_t)sizeof *is_own);
    if (status == CEV_OK && is_own == NULL)
        status = cev__fail_memory(ctx);
    if (status == CEV_OK) {
        cev__cox_course_score(terms, optimum->at, numbers, score,
                              information);
        for (int64_t i = 0; i < n; i++) {
            score[i] -= optimum->penalty * optimum->at[i];
            information[i * (i + 1) / 2 + i] += optimum->penalty;
        }
        test_course(n, width, score, information, is_own, out);
    }
    cev__free(ctx, is_own, 2 * n, (int64_t)sizeof *is_own);
    return status;
}

int32_t cev__cox_course_learn(cev_ctx *ctx, cev__cox_terms *terms,
                              const cev__climbed *optimum,
                              cev__cox_course *out)
{
    int64_t n = terms->n, jumps = cev__cox_jump_count(terms);
    int64_t room = jumps + 2 * n + n * (2 * n + 1) + n * (n + 1) / 2;
    cev__cox_course course = {.count = n};
    course.change =
        cev__alloc_zero(ctx, 2 * n + 1, (int64_t)sizeof(double));
    if (course.change == NULL)
        return cev__fail_memory(ctx);
    course.error = course.change + n;
    if (n > 0 && jumps > 0) {
        double *numbers = cev__alloc(ctx, room, (int64_t)sizeof *numbers);
        int32_t status = numbers == NULL
                             ? cev__fail_memory(ctx)
                             : measure_course(ctx, terms, optimum, jumps,
                                              numbers, &course);
        cev__free(ctx, numbers, room, (int64_t)sizeof *numbers);
        if (status != CEV_OK) {
            cev__cox_course_free(ctx, &course);
            return status;
        }
    }
    *out = course;
    return CEV_OK;
}

/* ---- Telling ------------------------------------------------------------- */

typedef struct course_columns {
    double *change, *error, *chi_square, *freedom, *p_value;
} course_columns;

static int32_t add_course_columns(cev_table *table, course_columns *out)
{
    int32_t status = cev__table_add_double(table, "change", &out->change);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "std_error", &out->error);
    if (status == CEV_OK)
        status =
            cev__table_add_double(table, "chi_square", &out->chi_square);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "freedom", &out->freedom);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "p_value", &out->p_value);
    return status;
}

/* The names of the columns, and of all. */
static int32_t add_course_names(cev_ctx *ctx, const cev__cox *cox,
                                cev_table *table)
{
    int64_t n = cox->design.count, room = (n + 1) * CEV__DESIGN_NAME;
    const char **texts = cev__alloc(ctx, n + 1, (int64_t)sizeof *texts);
    char *names = cev__alloc(ctx, room, 1);
    int32_t status = texts == NULL || names == NULL ? cev__fail_memory(ctx)
                                                    : CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < n; i++) {
        texts[i] = names + i * CEV__DESIGN_NAME;
        cev__design_name(&cox->predictors, &cox->design.columns[i],
                         names + i * CEV__DESIGN_NAME);
    }
    if (status == CEV_OK) {
        texts[n] = "(all)";
        status = cev__table_add_text(table, "name", texts);
    }
    cev__free(ctx, names, room, 1);
    cev__free(ctx, (void *)texts, n + 1, (int64_t)sizeof *texts);
    return status;
}

/* A column that cannot be tested, and the change of all, are gaps. */
static void fill_course(const cev__cox *cox, const cev__cox_course *course,
                        const course_columns *columns)
{
    int64_t n = course->count;
    for (int64_t i = 0; i <= n; i++) {
        int is_told = i < n && course->error[i] > 0.0;
        double scale = i < n ? cox->design.columns[i].scale : 1.0;
        double freedom = i < n ? (double)is_told : course->freedom;
        double one = i < n ? cev__cox_course_one(course, i) : course->all;
        columns->change[i] = is_told ? course->change[i] / scale : NAN;
        columns->error[i] = is_told ? course->error[i] / scale : NAN;
        columns->chi_square[i] = freedom > 0.0 ? one : NAN;
        columns->freedom[i] = freedom;
        columns->p_value[i] =
            freedom > 0.0 ? cev__chi_square_tail(one, freedom) : NAN;
    }
}

static int32_t tell_course_table(cev_ctx *ctx, const cev__cox *cox,
                                 const cev__cox_course *course,
                                 cev_table **out)
{
    course_columns columns;
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, course->count + 1, &table);
    if (status == CEV_OK)
        status = add_course_names(ctx, cox, table);
    if (status == CEV_OK)
        status = add_course_columns(table, &columns);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    fill_course(cox, course, &columns);
    *out = table;
    return CEV_OK;
}

int32_t cev__cox_tell_course(cev_ctx *ctx, const cev__cox *cox,
                             const cev_options *options, cev__spells *spells,
                             const cev__readings *readings, cev_table **out)
{
    int64_t count = spells->lesson.count;
    double *z = NULL;
    cev__cox_terms terms;
    cev__cox_course course;
    int32_t status = cev__spells_order(ctx, readings, spells);
    if (status == CEV_OK)
        status = cev__design_matrix(ctx, &cox->design, readings,
                                    spells->lesson.order, count, &z);
    if (status != CEV_OK)
        return status;
    status = cev__cox_terms_open(ctx, spells, z, (int)cox->design.count,
                                 cev__cox_is_breslow(options), &terms);
    if (status == CEV_OK) {
        status = cev__cox_course_learn(ctx, &terms, &cox->optimum, &course);
        cev__cox_terms_close(ctx, &terms);
    }
    cev__design_release(ctx, &cox->design, count, z);
    if (status != CEV_OK)
        return status;
    status = tell_course_table(ctx, cox, &course, out);
    cev__cox_course_free(ctx, &course);
    return status;
}
