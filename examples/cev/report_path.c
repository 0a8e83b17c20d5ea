/* Paths of the chance of still being a customer. */
#include "report_path.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stamp.h"

enum {
    PATH_GRID = 24,   /* evenly spaced days */
    PATH_ORDERS = 20, /* the latest orders; each adds its day and the eve */
    PATH_DAYS = PATH_GRID + 2 * PATH_ORDERS
};

static int grow_array(void *array, int64_t room, size_t size)
{
    void **at = array;
    void *grown = realloc(*at, (size_t)room * size);
    if (grown == NULL)
        return 0;
    *at = grown;
    return 1;
}

/* Room for PATH_DAYS more points. */
static int reserve_points(report_paths *p)
{
    if (p->room - p->n >= PATH_DAYS)
        return 1;
    int64_t room = 2 * p->room + 16 * PATH_DAYS;
    if (!grow_array(&p->place, room, sizeof *p->place) ||
        !grow_array(&p->day, room, sizeof *p->day) ||
        !grow_array(&p->x, room, sizeof *p->x) ||
        !grow_array(&p->t_x, room, sizeof *p->t_x) ||
        !grow_array(&p->T, room, sizeof *p->T) ||
        !grow_array(&p->litt, room, sizeof *p->litt))
        return 0;
    p->room = room;
    return 1;
}

static int compare_days(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* The days on which to look at a customer: some evenly spaced, and those of
 * the latest orders with their eves, where the path bends. Ascending; returns
 * how many. */
static int choose_days(const report *r, const cev_table *history,
                       int64_t first, int64_t days[PATH_DAYS])
{
    column time = column_find(history, "time");
    int64_t end = day_of_seconds(r->shop->as_of);
    int64_t rows = cev_table_row_count(history);
    int n = 0, distinct = 0;
    for (int i = 0; i < PATH_GRID; i++)
        days[n++] = first + (end - first) * i / (PATH_GRID - 1);
    for (int64_t i = rows; i-- > 0 && n + 2 <= PATH_DAYS;) {
        int64_t day = day_of_seconds(column_int64(&time, i));
        if (day > first && day <= end) {
            days[n++] = day - 1;
            days[n++] = day;
        }
    }
    qsort(days, (size_t)n, sizeof *days, compare_days);
    for (int i = 0; i < n; i++)
        if (distinct == 0 || days[i] != days[distinct - 1])
            days[distinct++] = days[i];
    return distinct;
}

/* What was known of a customer at the end of a day, as one more point. */
static int32_t add_point(const report *r, const cev_options *options,
                         const char *customer, int64_t place, int64_t day,
                         report_paths *p)
{
    cev_table *then = NULL;
    int32_t status =
        cev_portfolio_customer(r->shop->portfolio, customer,
                               day * DAY_SECONDS, options, &then);
    if (status == CEV_ERR_NOT_FOUND)
        return CEV_OK; /* no purchase by then */
    if (status != CEV_OK)
        return status;
    p->place[p->n] = place;
    p->day[p->n] = day;
    p->x[p->n] = cev_table_double(then, "x", 0);
    p->t_x[p->n] = cev_table_double(then, "t_x", 0);
    p->T[p->n] = cev_table_double(then, "T", 0);
    p->litt[p->n] = cev_table_double(then, "litt", 0);
    p->n++;
    cev_table_free(then);
    return CEV_OK;
}

static int add_customer(const report *r, const cev_options *options,
                        int64_t place, report_paths *p)
{
    int64_t row = r->listed[place], days[PATH_DAYS];
    const char *customer = cev_table_text(r->customers, "customer", row);
    int64_t first =
        day_of_seconds(cev_table_int64(r->customers, "first", row));
    cev_table *history = NULL;
    if (!reserve_points(p))
        return cli_fail(r->shop->command, CLI_FAILED, "out of memory");
    int32_t status = cev_portfolio_history(r->shop->portfolio, CEV_ORDERS,
                                           customer, &history);
    if (status != CEV_OK)
        return shop_fail(r->shop);
    int n = choose_days(r, history, first, days);
    cev_table_free(history);
    for (int i = 0; status == CEV_OK && i < n; i++)
        status = add_point(r, options, customer, place, days[i], p);
    return status == CEV_OK ? CLI_OK : shop_fail(r->shop);
}

/* The chance at every point, in one call. */
static int predict_points(const report *r, report_paths *p)
{
    const double *const columns[] = {p->x, p->t_x, p->T, p->litt};
    static const char *const names[] = {"x", "t_x", "T", "litt"};
    cev_table *points = NULL, *scores = NULL;
    shop view = r->now;
    view.interval = 0;
    view.quantities = "p_alive";
    p->p_alive = malloc((size_t)(p->n + 1) * sizeof *p->p_alive);
    if (p->p_alive == NULL)
        return cli_fail(r->shop->command, CLI_FAILED, "out of memory");
    int32_t status = cev_table_new(view.ctx, p->n, &points);
    for (int i = 0; status == CEV_OK && i < 4; i++)
        status = cev_table_set_column(points, names[i], CEV_DOUBLE,
                                      columns[i], sizeof(double), NULL);
    int code = status == CEV_OK
                   ? model_ask(&view, r->fitted, NULL, points, &scores)
                   : shop_fail(&view);
    column p_alive = column_find(scores, "p_alive");
    for (int64_t i = 0; i < p->n; i++)
        p->p_alive[i] = column_double(&p_alive, i);
    cev_table_free(scores);
    cev_table_free(points);
    return code;
}

int report_paths_find(const report *r, report_paths *out)
{
    memset(out, 0, sizeof *out);
    if (r->n_listed == 0)
        return CLI_OK;
    cev_options *options = shop_settings(&r->now, "cev_portfolio_customer");
    int code = options == NULL ? CLI_FAILED : CLI_OK;
    for (int64_t i = 0; code == CLI_OK && i < r->n_listed; i++)
        code = add_customer(r, options, i, out);
    cev_options_free(options);
    return code == CLI_OK ? predict_points(r, out) : code;
}

void report_paths_free(report_paths *paths)
{
    free(paths->place);
    free(paths->day);
    free(paths->x);
    free(paths->t_x);
    free(paths->T);
    free(paths->litt);
    free(paths->p_alive);
}
