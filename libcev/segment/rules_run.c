/* The machine that rules are run by; see rules.h. */
#include "../core/compiler.h"
#include "rules.h"

#include <math.h>
#include <string.h>

/* Where a gap keeps open whether something is true. */
#define TRUTH_OPEN 0.5

/* The columns of a table as the rules take them, and the machine. */
typedef struct rules_machine {
    const cev__rules *rules;
    cev__numbers numbers[CEV__RULES_COLUMNS];
    const cev__column *columns[CEV__RULES_COLUMNS];
    double *stack; /* depth × CEV__ROWS */
    int32_t *group;
    int64_t first, n; /* rows in hand */
} rules_machine;

static double truth_of_comparison(int32_t what, double a, double b)
{
    int holds = 0;
    if (isnan(a) || isnan(b))
        return TRUTH_OPEN;
    switch (what) {
    case CEV__RULE_LESS:
        holds = a < b;
        break;
    case CEV__RULE_LESS_EQUAL:
        holds = a <= b;
        break;
    case CEV__RULE_EQUAL:
        holds = a >= b && a <= b;
        break;
    case CEV__RULE_UNEQUAL:
        holds = a < b || a > b;
        break;
    case CEV__RULE_GREATER_EQUAL:
        holds = a >= b;
        break;
    default:
        holds = a > b;
        break;
    }
    return holds;
}

static double result_of_two(int32_t what, double a, double b)
{
    switch (what) {
    case CEV__RULE_ADD:
        return a + b;
    case CEV__RULE_SUBTRACT:
        return a - b;
    case CEV__RULE_MULTIPLY:
        return a * b;
    case CEV__RULE_DIVIDE: /* by nothing is not known */
        return b > 0.0 || b < 0.0 ? a / b : NAN;
    case CEV__RULE_AND:
        return fmin(a, b);
    case CEV__RULE_OR:
        return fmax(a, b);
    default:
        return truth_of_comparison(what, a, b);
    }
}

/* Whether the texts of rows are this one; a gap keeps it open. */
static void compare_column(const rules_machine *m, const cev__rule_step *step,
                           double *to)
{
    const cev__column *column = m->columns[step->at];
    const char *wanted = cev__customer_name(&m->rules->texts, step->other);
    for (int64_t i = 0; i < m->n; i++) {
        const char *text = cev__column_text(column, m->first + i);
        to[i] = text == NULL ? TRUTH_OPEN : strcmp(text, wanted) == 0;
    }
}

/* Whether rows are gaps, of numbers or of texts. */
static void find_missing(const rules_machine *m, const cev__rule_step *step,
                         double *to)
{
    const cev__column *column = m->columns[step->at];
    if (column->type != CEV_TEXT) {
        cev__numbers_read(&m->numbers[step->at], m->first, m->n, to);
        for (int64_t i = 0; i < m->n; i++)
            to[i] = isnan(to[i]) != 0;
        return;
    }
    for (int64_t i = 0; i < m->n; i++)
        to[i] = cev__column_text(column, m->first + i) == NULL;
}

/* A step that puts something on the stack. */
static void push_step(const rules_machine *m, const cev__rule_step *step,
                      double *to)
{
    if (step->what == CEV__RULE_NUMBER)
        for (int64_t i = 0; i < m->n; i++)
            to[i] = step->number;
    else if (step->what == CEV__RULE_COLUMN)
        cev__numbers_read(&m->numbers[step->at], m->first, m->n, to);
    else if (step->what == CEV__RULE_TEXT)
        compare_column(m, step, to);
    else
        find_missing(m, step, to);
}

/* Rows that have no group yet get that of a rule that holds. */
static void settle_rule(const rules_machine *m, int32_t group,
                        const double *truth)
{
    for (int64_t i = 0; i < m->n; i++)
        if (m->group[m->first + i] < 0 && truth[i] > TRUTH_OPEN)
            m->group[m->first + i] = group;
}

/* The whole program for the rows in hand. */
static void run_rules(const rules_machine *m)
{
    double *top = m->stack; /* the next free place */
    for (int64_t k = 0; k < m->rules->step_count; k++) {
        const cev__rule_step *step = &m->rules->steps[k];
        double *last = top - CEV__ROWS, *before = last - CEV__ROWS;
        if (step->what <= CEV__RULE_MISSING) {
            push_step(m, step, top);
            top += CEV__ROWS;
        } else if (step->what == CEV__RULE_HOLDS) {
            settle_rule(m, m->rules->rules[step->at].group, last);
            top = last;
        } else if (step->what == CEV__RULE_NEGATE
                   || step->what == CEV__RULE_NOT) {
            double from = step->what == CEV__RULE_NOT ? 1.0 : 0.0;
            for (int64_t i = 0; i < m->n; i++)
                last[i] = from - last[i];
        } else {
            for (int64_t i = 0; i < m->n; i++)
                before[i] = result_of_two(step->what, before[i], last[i]);
            top = last;
        }
    }
}

/* Finds the columns that the steps ask for, as they ask for them. */
static int32_t open_columns(cev_ctx *ctx, const cev_table *customers,
                            rules_machine *m)
{
    const cev__rules *rules = m->rules;
    int32_t status = CEV_OK;
    for (int64_t k = 0; status == CEV_OK && k < rules->step_count; k++) {
        const cev__rule_step *step = &rules->steps[k];
        if (step->what != CEV__RULE_COLUMN && step->what != CEV__RULE_TEXT
            && step->what != CEV__RULE_MISSING)
            continue;
        const char *name = cev__customer_name(&rules->columns, step->at);
        m->columns[step->at] = cev__table_find(customers, name);
        int is_text = m->columns[step->at] != NULL
                      && m->columns[step->at]->type == CEV_TEXT;
        if (step->what == CEV__RULE_TEXT
            || (step->what == CEV__RULE_MISSING && is_text))
            status = cev__texts_open(ctx, customers, name,
                                     &m->columns[step->at]);
        else
            status = cev__table_numbers(ctx, customers, name,
                                        &m->numbers[step->at]);
    }
    return status;
}

int32_t cev__rules_place(cev_ctx *ctx, const cev__rules *rules,
                         const cev_table *customers, int32_t *group)
{
    int64_t room = (int64_t)(rules->depth + 2) * CEV__ROWS;
    rules_machine *m = cev__alloc_zero(ctx, 1, (int64_t)sizeof *m);
    double *stack = cev__alloc(ctx, room, 8);
    int32_t status = m == NULL || stack == NULL ? cev__fail_memory(ctx)
                                                : CEV_OK;
    if (status == CEV_OK) {
        m->rules = rules;
        m->stack = stack + 2 * CEV__ROWS;
        m->group = group;
        status = open_columns(ctx, customers, m);
    }
    for (int64_t first = 0; status == CEV_OK && first < customers->rows;
         first += CEV__ROWS) {
        m->first = first;
        m->n = cev__rows_from(first, customers->rows);
        for (int64_t i = 0; i < m->n; i++)
            group[first + i] = -1;
        run_rules(m);
        for (int64_t i = 0; i < m->n; i++)
            if (group[first + i] < 0)
                group[first + i] = rules->rest;
    }
    cev__free(ctx, stack, room, 8);
    cev__free(ctx, m, 1, (int64_t)sizeof *m);
    return status;
}
