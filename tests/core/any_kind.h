/**
 * Every kind there is, fitted to the same few customers: for what all kinds
 * promise alike. A kind that the library gains is among them without an edit,
 * unless it wants options or columns that are not here.
 */
#ifndef TESTS_CORE_ANY_KIND_H
#define TESTS_CORE_ANY_KIND_H

#include "predict/whole_life.h"
#include "support/told.h"

#include <math.h>
#include <stdio.h>

enum { ANY_ROWS = 24, ANY_PERIODS = 2 * ANY_ROWS, ANY_KINDS = 80 };

/* The kinds, in the order of their list; `segmenter` where it is one. */
static struct {
    life of;
    int segmenter;
    char name[40];
} any_kinds[ANY_KINDS];

static int any_kind_count;

/** Lists them for a suite, where Check has no case that could fail. */
static inline void list_any_kinds(void)
{
    cev_ctx *own = NULL;
    cev_table *list = NULL;
    if (cev_ctx_new(NULL, NULL, &own) != CEV_OK
        || cev_kinds(own, &list) != CEV_OK
        || cev_table_row_count(list) > ANY_KINDS)
        abort();
    any_kind_count = (int)cev_table_row_count(list);
    for (int i = 0; i < any_kind_count; i++) {
        snprintf(any_kinds[i].name, sizeof any_kinds[i].name, "%s",
                 cev_table_text(list, "kind", i));
        any_kinds[i].of.kind = any_kinds[i].name;
        any_kinds[i].of.options = told_to(any_kinds[i].name);
        any_kinds[i].segmenter =
            strcmp(cev_table_text(list, "handle", i), "segmenter") == 0;
    }
    cev_table_free(list);
    cev_ctx_free(own);
}

static cev_table *any_periods;

/* Two periods of each: up to now, and a long time to come. */
static cev_table *lay_any_periods(cev_ctx *of, const char *const *names,
                                  const double *x, const double *T)
{
    static double from[ANY_PERIODS], to[ANY_PERIODS], bought[ANY_PERIODS];
    static double sale[ANY_PERIODS];
    static const char *whose[ANY_PERIODS];
    for (int i = 0; i < ANY_PERIODS; i++) {
        int who = i / 2, later = i % 2;
        whose[i] = names[who];
        from[i] = later ? T[who] : 0.0;
        to[i] = later ? T[who] + 400.0 : T[who];
        bought[i] = later ? 0.0 : x[who];
        sale[i] = i % 3;
    }
    cev_table *periods = frame_of(of, ANY_PERIODS);
    put_texts(periods, "customer", whose);
    put_numbers(periods, "from", from);
    put_numbers(periods, "to", to);
    put_numbers(periods, "x", bought);
    put_numbers(periods, "sale", sale);
    return periods;
}

/** Two dozen customers with all that some kind wants. */
static inline cev_table *any_customers(cev_ctx *of)
{
    static double columns[14][ANY_ROWS];
    static const char *names[ANY_ROWS], *towns[ANY_ROWS], *answers[ANY_ROWS];
    static const char *situations[ANY_ROWS], *alternatives[ANY_ROWS];
    static char texts[ANY_ROWS][2][16];
    static const char *const keys[] = {
        "x",     "t_x",  "T",   "m_x",   "litt",      "revenue",    "churned",
        "spent", "age",  "taken", "treatment", "x_holdout", "T_holdout",
        "revenue_holdout"};
    static const char *const three[] = {"a", "b", "c"};
    cev_table *table = frame_of(of, ANY_ROWS);
    for (int i = 0; i < ANY_ROWS; i++) {
        double T = 20.0 + 3 * (i % 9), x = i % 3 == 0 ? 0 : i % 7;
        double t_x = x > 0 ? floor(T * (2 + i % 5) / 7) : 0.0;
        double values[14] = {
            x, t_x, T, x > 0 ? 20.0 + i % 11 : (double)NAN,
            x > 0 ? x * log(t_x / x) - 0.3 * (x - 1) : 0.0,
            (x + 1) * (20 + i % 11), i % 4 != 0,
            i % 3 == 0 ? 0.0 : 10.0 + i, 20 + 7 * i % 50, i % 2 == i / 2 % 2,
            i / 2 % 2, i % 3, 10.0, i % 3 * 21.0};
        for (int c = 0; c < 14; c++)
            columns[c][i] = values[c];
        snprintf(texts[i][0], sizeof texts[i][0], "c%d", i);
        snprintf(texts[i][1], sizeof texts[i][1], "s%d", i / 2);
        names[i] = texts[i][0];
        situations[i] = texts[i][1];
        alternatives[i] = three[i % 2];
        towns[i] = three[i * i % 3];
        answers[i] = three[(i / 5) % 3];
    }
    for (int c = 0; c < 14; c++)
        put_numbers(table, keys[c], columns[c]);
    put_texts(table, "customer", names);
    put_texts(table, "town", towns);
    put_texts(table, "answer", answers);
    put_texts(table, "situation", situations);
    put_texts(table, "alternative", alternatives);
    any_periods = lay_any_periods(of, names, columns[0], columns[2]);
    ck_assert_int_eq(cev_table_set_periods(table, any_periods), CEV_OK);
    return table;
}

static inline void free_any_customers(cev_table *customers)
{
    cev_table_free(customers);
    cev_table_free(any_periods);
    any_periods = NULL;
}

/** What it cannot be asked is no failure; all else is. */
static inline int32_t any_answer(int32_t status)
{
    return status == CEV_ERR_KIND || status == CEV_ERR_COLUMN
                   || status == CEV_ERR_OPTION || status == CEV_ERR_DOMAIN
                   || status == CEV_ERR_STATE
               ? CEV_OK
               : status;
}

/** Saves either; as cev_estimator_save. */
static inline int32_t any_save(int k, const void *object, void *bytes,
                               int64_t room, int64_t *size)
{
    return any_kinds[k].segmenter
               ? cev_segmenter_save(object, bytes, room, size)
               : cev_estimator_save(object, bytes, room, size);
}

static inline int32_t any_load(cev_ctx *of, int k, const void *bytes,
                               int64_t size, void **out)
{
    cev_estimator *estimator = *out;
    cev_segmenter *segmenter = *out;
    int32_t status =
        any_kinds[k].segmenter
            ? cev_segmenter_load(of, bytes, size, &segmenter)
            : cev_estimator_load(of, bytes, size, &estimator);
    *out = any_kinds[k].segmenter ? (void *)segmenter : (void *)estimator;
    return status;
}

static inline void any_free(int k, void *object)
{
    if (any_kinds[k].segmenter)
        cev_segmenter_free(object);
    else
        cev_estimator_free(object);
}

static inline int32_t any_fit(cev_ctx *of, int k, const cev_table *customers,
                              void **out)
{
    life l = any_kinds[k].of;
    l.customers = customers;
    if (!any_kinds[k].segmenter) {
        cev_estimator *made = NULL;
        int32_t status = life_fit(of, &l, &made);
        *out = made;
        return status;
    }
    cev_options *options = NULL;
    cev_segmenter *made = NULL;
    int32_t status = life_options(of, l.options, &options);
    if (status == CEV_OK)
        status = cev_segmenter_new(of, l.kind, options, &made);
    cev_options_free(options);
    if (status == CEV_OK)
        status = cev_segmenter_fit(made, customers);
    if (status != CEV_OK)
        cev_segmenter_free(made);
    *out = status == CEV_OK ? made : NULL;
    return status;
}

/** Asks it all that its handle is asked; each table is freed. */
static inline int32_t any_use(int k, const void *object,
                              const cev_table *customers)
{
    static const char *const evaluations[] = {
        CEV_EVAL_SCORES, CEV_EVAL_HOLDOUT, CEV_EVAL_FREQUENCY, CEV_EVAL_PIT,
        CEV_EVAL_CARD, CEV_EVAL_SURVIVAL, CEV_EVAL_RETENTION};
    cev_table *told[10] = {NULL};
    int32_t status = CEV_OK;
    if (any_kinds[k].segmenter) {
        status = any_answer(
            cev_segmenter_assign(object, customers, NULL, &told[0]));
        if (status == CEV_OK)
            status = cev_segmenter_profile(object, NULL, &told[1]);
        if (status == CEV_OK)
            status = any_answer(cev_segmenter_summary(object, NULL, &told[2]));
    } else {
        status = any_answer(
            cev_estimator_predict(object, customers, NULL, &told[0]));
        if (status == CEV_OK)
            status = cev_estimator_summary(object, NULL, &told[1]);
        if (status == CEV_OK)
            status = any_answer(
                cev_estimator_explain(object, customers, NULL, &told[2]));
        for (int e = 0; status == CEV_OK && e < 7; e++)
            status = any_answer(cev_estimator_evaluate(
                object, customers, evaluations[e], NULL, &told[3 + e]));
    }
    for (int i = 0; i < 10; i++)
        cev_table_free(told[i]);
    return status;
}

#endif
