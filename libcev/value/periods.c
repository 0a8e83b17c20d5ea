/* Customers' periods; see periods.h. */
#include "../core/compiler.h"
#include "periods.h"

#include <math.h>
#include <string.h>

#include "../math/radix.h"

/* What rounding may leave between the end of a period and the next, as a share
 * of the longer age. */
#define AGES_ROUND 1e-9

/* The key of a customer; 0 for a gap. */
static int name_in(const cev__column *column, int64_t row, cev__key *key)
{
    int64_t id;
    if (column->type == CEV_TEXT) {
        const char *text = cev__column_text(column, row);
        if (text != NULL)
            *key = cev__key_of_text(text);
        return text != NULL;
    }
    if (!cev__valid(column->validity, row))
        return 0;
    memcpy(&id, (const char *)column->data + row * column->stride, sizeof id);
    *key = cev__key_of_id(id);
    return 1;
}

static int32_t open_names(cev_ctx *ctx, const cev_table *table,
                          const cev__column **out)
{
    const cev__column *column = cev__table_find(table, "customer");
    if (column == NULL)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "there is no column \"customer\", by which periods "
                         "belong to customers");
    if (column->type == CEV_DOUBLE)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "column \"customer\" is doubles; wanted text or "
                         "int64");
    *out = column;
    return CEV_OK;
}

static int32_t open_period_columns(const cev__regression *regression,
                            cev__periods *p)
{
    const cev__column *names = NULL;
    if (p->table == NULL)
        return cev__fail(p->ctx, CEV_ERR_COLUMN,
                         "the customers have no periods; give them by "
                         "cev_table_set_periods()");
    int32_t status = open_names(p->ctx, p->customers, &p->customer);
    if (status == CEV_OK)
        status = open_names(p->ctx, p->table, &names);
    if (status == CEV_OK && names->type != p->customer->type)
        status = cev__fail(p->ctx, CEV_ERR_COLUMN,
                           "column \"customer\" is text in one of customers "
                           "and periods, and int64 in the other");
    if (status == CEV_OK)
        status = cev__table_numbers(p->ctx, p->table, "from", &p->from);
    if (status == CEV_OK)
        status = cev__table_numbers(p->ctx, p->table, "to", &p->to);
    if (status == CEV_OK)
        status = cev__table_numbers(p->ctx, p->table, "x", &p->x);
    if (status == CEV_OK)
        status =
            cev__traits_open(p->ctx, regression, p->table, &p->traits);
    return status;
}

static int32_t check_period(const cev__periods *p, int64_t row)
{
    double from = cev__number_at(&p->from, row);
    double to = cev__number_at(&p->to, row), x = cev__number_at(&p->x, row);
    if (!isfinite(from))
        return cev__fail(p->ctx, CEV_ERR_DOMAIN,
                         "from[%d] = %g; wanted a finite age", row, from);
    if (!(to > from && isfinite(to)))
        return cev__fail(p->ctx, CEV_ERR_DOMAIN,
                         "to[%d] = %g; wanted an age after from[%d] = %g", row,
                         to, row, from);
    if (!(x >= 0.0 && x <= 1e15 && floor(x) == x))
        return cev__fail(p->ctx, CEV_ERR_DOMAIN,
                         "x[%d] = %g of a period; wanted a whole number from "
                         "0 to 1e+15",
                         row, x);
    return CEV_OK;
}

/* The names in the order of their first appearance; that of each row is the
 * key of its item. */
static int32_t gather_names(cev__periods *p, cev__keyed *items)
{
    const cev__column *column = cev__table_find(p->table, "customer");
    int32_t status = CEV_OK;
    for (int64_t row = 0; row < p->table->rows && status == CEV_OK; row++) {
        cev__key key;
        uint32_t found;
        status = check_period(p, row);
        if (status == CEV_OK && !name_in(column, row, &key))
            status = cev__fail(p->ctx, CEV_ERR_DOMAIN,
                               "customer[%d] of the periods is a gap", row);
        if (status != CEV_OK)
            return status;
        found = cev__customer_find(&p->names, &key);
        if (found == CEV__NONE) {
            status = cev__customers_reserve(p->ctx, &p->names, &key);
            if (status == CEV_OK)
                found = cev__customer_add(&p->names, &key);
        }
        items[row].key = found;
        items[row].index = row;
    }
    return status;
}

/* Sorts by time, then, keeping that order, by name. */
static int32_t order_periods(cev__periods *p, cev__keyed *items,
                             cev__keyed *spare, uint32_t *name)
{
    int64_t rows = p->table->rows;
    int32_t status = gather_names(p, items);
    if (status != CEV_OK)
        return status;
    p->starts = cev__alloc_zero(p->ctx, p->names.count + 1,
                                (int64_t)sizeof *p->starts);
    if (p->starts == NULL)
        return cev__fail_memory(p->ctx);
    for (int64_t i = 0; i < rows; i++) {
        name[i] = (uint32_t)items[i].key;
        p->starts[name[i] + 1]++;
        items[i].key = cev__keyed_double(cev__number_at(&p->from, i));
    }
    cev__keyed_sort(items, spare, rows);
    for (int64_t i = 0; i < rows; i++)
        items[i].key = name[items[i].index];
    cev__keyed_sort(items, spare, rows);
    for (int64_t i = 0; i < rows; i++)
        p->order[i] = items[i].index;
    for (int64_t i = 0; i < p->names.count; i++) {
        if (p->starts[i + 1] > p->most)
            p->most = p->starts[i + 1];
        p->starts[i + 1] += p->starts[i];
    }
    return CEV_OK;
}

static int32_t index_periods(cev__periods *p)
{
    int64_t rows = p->table->rows, size = (int64_t)sizeof(cev__keyed);
    cev__keyed *items = cev__alloc(p->ctx, rows + 1, size);
    cev__keyed *spare = cev__alloc(p->ctx, rows + 1, size);
    uint32_t *name =
        cev__alloc(p->ctx, rows + 1, (int64_t)sizeof *name);
    p->order = cev__alloc(p->ctx, rows + 1, (int64_t)sizeof *p->order);
    int32_t status = items == NULL || spare == NULL || name == NULL
                             || p->order == NULL
                         ? cev__fail_memory(p->ctx)
                         : order_periods(p, items, spare, name);
    cev__free(p->ctx, name, rows + 1, (int64_t)sizeof *name);
    cev__free(p->ctx, spare, rows + 1, size);
    cev__free(p->ctx, items, rows + 1, size);
    return status;
}

int32_t cev__periods_open(cev_ctx *ctx, const cev__regression *regression,
                          const cev_table *customers, cev__periods *out)
{
    memset(out, 0, sizeof *out);
    out->ctx = ctx;
    out->customers = customers;
    out->table = customers->periods;
    int32_t status = open_period_columns(regression, out);
    return status == CEV_OK ? index_periods(out) : status;
}

void cev__periods_close(cev__periods *p)
{
    int64_t rows = p->table == NULL ? 0 : p->table->rows;
    cev__free(p->ctx, p->starts, p->names.count + 1,
              (int64_t)sizeof *p->starts);
    cev__free(p->ctx, p->order, rows + 1, (int64_t)sizeof *p->order);
    cev__customers_free(p->ctx, &p->names);
}

/* The periods of a customer as a part of `order`; none: NULL. */
static const int64_t *periods_of(const cev__periods *p, int64_t row,
                                 int64_t *count)
{
    cev__key key;
    uint32_t found = CEV__NONE;
    if (name_in(p->customer, row, &key))
        found = cev__customer_find(&p->names, &key);
    *count = found == CEV__NONE ? 0 : p->starts[found + 1] - p->starts[found];
    return found == CEV__NONE ? NULL : &p->order[p->starts[found]];
}

static int is_about(double age, double other)
{
    return fabs(age - other)
           <= AGES_ROUND * (1.0 + fmax(fabs(age), fabs(other)));
}

/* Begin at 0 or before, and follow each other. */
static int32_t check_sequence(const cev__periods *p, int64_t row,
                           const int64_t *of, int64_t count)
{
    double from = count == 0 ? 0.0 : cev__number_at(&p->from, of[0]);
    if (count == 0)
        return cev__fail(p->ctx, CEV_ERR_DOMAIN,
                         "customer[%d] has no periods", row);
    if (from > 0.0)
        return cev__fail(p->ctx, CEV_ERR_DOMAIN,
                         "from[%d] = %g is the first period of customer[%d]; "
                         "wanted one that begins at age 0 or before",
                         of[0], from, row);
    for (int64_t i = 1; i < count; i++) {
        double to = cev__number_at(&p->to, of[i - 1]);
        from = cev__number_at(&p->from, of[i]);
        if (!is_about(from, to))
            return cev__fail(p->ctx, CEV_ERR_DOMAIN,
                             "from[%d] = %g; wanted %g, where the period "
                             "before of customer[%d] ends: to[%d]",
                             of[i], from, to, row, of[i - 1]);
    }
    return CEV_OK;
}

int32_t cev__periods_check(const cev__periods *p, int64_t row,
                           const cev__history *history, double horizon)
{
    int64_t count;
    const int64_t *of = periods_of(p, row, &count);
    double end = history->T + horizon, bought = 0.0;
    int32_t status = check_sequence(p, row, of, count);
    if (status != CEV_OK)
        return status;
    double last = cev__number_at(&p->to, of[count - 1]);
    if (last < end && !is_about(last, end))
        return cev__fail(p->ctx, CEV_ERR_DOMAIN,
                         "the periods of customer[%d] end at %g; wanted them "
                         "to go on to %g, his age%s",
                         row, last, end,
                         horizon > 0.0 ? " at the horizon" : "");
    for (int64_t i = 0; i < count; i++)
        if (cev__number_at(&p->from, of[i]) < history->T)
            bought += cev__number_at(&p->x, of[i]);
    if (bought < history->x || bought > history->x)
        return cev__fail(p->ctx, CEV_ERR_DOMAIN,
                         "the periods of customer[%d] up to T = %g have %g "
                         "purchases in all; wanted x[%d] = %g",
                         row, history->T, bought, row, history->x);
    return CEV_OK;
}

int64_t cev__periods_stretches(const cev__periods *p, int64_t row)
{
    int64_t count;
    (void)periods_of(p, row, &count);
    return count + 2; /* t_x and T cut one each */
}

/* The traits of a period. */
static void traits_of_period(const cev__periods *p, int64_t period,
                             int is_scaled, double *z)
{
    const cev__regression *regression = p->traits.of;
    cev__traits_at(&p->traits, period, z);
    for (int k = 0; is_scaled && k < regression->trait_count; k++)
        z[k] = z[k] / regression->traits[k].scale + 0.0;
}

/* Where the parts of a way end: at the last purchase, now, at the horizon. */
enum { WAY_BOUGHT, WAY_NOW, WAY_ENDS, WAY_PARTS };

/* Adds a stretch of a part, to the one before where nothing has changed. */
static void add_stretch(const cev__stretches *room, int64_t traits,
                        const double *z, double length, int64_t begun,
                        int64_t *count)
{
    size_t size = (size_t)traits * sizeof *z;
    if (!(length > 0.0))
        return;
    if (*count > begun
        && memcmp(&room->z[(*count - 1) * traits], z, size) == 0) {
        room->length[*count - 1] += length;
        return;
    }
    memcpy(&room->z[*count * traits], z, size);
    room->length[(*count)++] = length;
}

void cev__periods_path(const cev__periods *p, int64_t row,
                       const cev__history *history, double horizon,
                       int is_scaled, double scale,
                       const cev__stretches *room, cev__path *out)
{
    int64_t count, traits = p->traits.of->trait_count, laid = 0, period = 0;
    const int64_t *of = periods_of(p, row, &count);
    int64_t *parts[WAY_PARTS] = {&out->before, &out->silent, &out->ahead};
    double ends[WAY_PARTS], at = 0.0;
    ends[WAY_BOUGHT] = history->x > 0.0 ? history->t_x : 0.0;
    ends[WAY_NOW] = history->T;
    ends[WAY_ENDS] = history->T + horizon;
    memset(room->bought, 0, (size_t)traits * sizeof(double));
    for (int part = 0; part < WAY_PARTS; part++) {
        int64_t begun = laid;
        while (at < ends[part]) {
            double z[CEV__TRAITS];
            double to = cev__number_at(&p->to, of[period]);
            double end =
                period == count - 1 ? ends[part] : fmin(to, ends[part]);
            traits_of_period(p, of[period], is_scaled, z);
            add_stretch(room, traits, z, (end - at) / scale, begun, &laid);
            at = fmax(at, end);
            period += to <= ends[part] && period < count - 1;
        }
        *parts[part] = laid - begun;
    }
    for (int64_t i = 0; i < count; i++) {
        double z[CEV__TRAITS], x = cev__number_at(&p->x, of[i]);
        if (!(cev__number_at(&p->from, of[i]) < history->T && x > 0.0))
            continue;
        traits_of_period(p, of[i], is_scaled, z);
        for (int64_t k = 0; k < traits; k++)
            room->bought[k] += x * z[k];
    }
    out->x = history->x;
    out->traits = traits;
    out->length = room->length;
    out->z = room->z;
    out->bought = room->bought;
}
