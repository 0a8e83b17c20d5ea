/* Indicators by period: by hand, by brute force, and beside other tables. */
#include "portfolio/shop.h"

#include <stdio.h>

#include "math/student.h"

/* 2024-01-01 */
#define NEW_YEAR INT64_C(19723)

static int64_t at(const cev_table *table, const char *name, int64_t row)
{
    return cev_table_int64(table, name, row);
}

static double figure(const cev_table *table, const char *name, int64_t row)
{
    return cev_table_double(table, name, row);
}

static cev_table *indicators(cev_ctx *ctx, const cev_portfolio *shop)
{
    cev_table *table = NULL;
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, NULL, &table));
    return table;
}

/**
 * Four months:
 *   ann   January 10, 20; February 30; April 60
 *   bob   January 30; March 20
 *   cid   February 90, and 30 of it given back on a day of its own
 *   dot   March 40 and, on another day, 100 given back
 */
static cev_portfolio *four_months(cev_ctx *ctx)
{
    cev_portfolio *shop = new_shop(ctx);
    buy(shop, "ann", NEW_YEAR, 10.0);
    buy(shop, "ann", NEW_YEAR + 9, 20.0);
    buy(shop, "ann", NEW_YEAR + 31, 30.0);
    buy(shop, "ann", NEW_YEAR + 120, 60.0);
    buy(shop, "bob", NEW_YEAR + 30, 30.0);
    buy(shop, "bob", NEW_YEAR + 60, 20.0);
    buy(shop, "cid", NEW_YEAR + 40, 90.0);
    buy(shop, "cid", NEW_YEAR + 45, -30.0);
    buy(shop, "dot", NEW_YEAR + 62, 40.0);
    buy(shop, "dot", NEW_YEAR + 70, -100.0);
    return shop;
}

START_TEST(four_months_are_as_counted_by_hand)
{
    static const char *const counts[] = {
        "customers_start", "customers_new", "customers_retained",
        "customers_reactivated", "customers_lost", "customers_active",
        "purchases", "purchases_unknown", "complete"};
    static const int64_t wanted[4][9] = {{0, 2, 0, 0, 0, 2, 3, 0, 1},
                                         {2, 1, 1, 0, 1, 2, 2, 0, 1},
                                         {2, 1, 0, 1, 2, 2, 2, 0, 1},
                                         {2, 0, 0, 1, 2, 1, 1, 0, 1}};
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = four_months(ctx);
    cev_table *t = indicators(ctx, shop);
    ck_assert_int_eq(cev_table_row_count(t), 4);
    for (int64_t i = 0; i < 4; i++)
        for (int c = 0; c < 9; c++)
            ck_assert_int_eq(at(t, counts[c], i), wanted[i][c]);
    ck_assert_int_eq(at(t, "period", 2), (NEW_YEAR + 60) * DAY);
    ck_assert(isnan(figure(t, "retention_rate", 0)));
    ck_assert(isnan(figure(t, "retention_rate_lo", 0)));
    ck_assert(isnan(figure(t, "quick_ratio", 0)));
    ck_assert(isnan(figure(t, "revenue_change", 0)));
    ck_assert_double_eq(figure(t, "repeat_rate", 0), 0.5);
    ck_assert_double_eq(figure(t, "frequency", 0), 1.5);
    ck_assert_double_eq(figure(t, "purchase_value", 0), 20.0);
    ck_assert_double_eq(figure(t, "gini", 0), 0.0);
    ck_assert_near(figure(t, "top_decile_share", 0), 0.1, 1e-15);

    ck_assert_double_eq(figure(t, "retention_rate", 1), 0.5);
    ck_assert_double_eq(figure(t, "churn_rate", 1), 0.5);
    ck_assert_double_eq(figure(t, "quick_ratio", 1), 1.0);
    ck_assert_double_eq(figure(t, "revenue", 1), 90.0);
    ck_assert_double_eq(figure(t, "revenue_change", 1), 30.0);
    /* 30 and 60: half of the absolute difference over the sum, each way */
    ck_assert_near(figure(t, "gini", 1), 1.0 / 6.0, 1e-15);
    ck_assert_near(figure(t, "top_decile_share", 1), 12.0 / 90.0, 1e-15);
    /* as many customers, 3 purchases to 2, of 20 to 45: 30 / ln 1.5 times
       ln (2/3) and ln (45/20) */
    ck_assert_near(figure(t, "change_customers", 1), 0.0, 1e-13);
    ck_assert_near(figure(t, "change_frequency", 1), -30.0, 1e-13);
    ck_assert_near(figure(t, "change_value", 1), 60.0, 1e-13);

    /* February: ann 31 days after her first and 22 after her last, cid's first,
       who gave 30 of 120 back */
    ck_assert_double_eq(figure(t, "lifetime", 1), 2.0);
    ck_assert_double_eq(figure(t, "days_between", 1), 22.0);
    ck_assert_double_eq(figure(t, "tenure", 1), 15.5);
    ck_assert_double_eq(figure(t, "return_rate", 1), 0.25);
    ck_assert_double_eq(figure(t, "margin", 1), 90.0);
    ck_assert_double_eq(figure(t, "margin_per_customer", 1), 45.0);
    ck_assert_near(figure(t, "hhi", 1), 5.0 / 9.0, 1e-15);
    /* 30 and 60, each of which might not have come */
    ck_assert_near(figure(t, "revenue_hi", 1),
                   90.0 + 1.6448536269514722 * sqrt(4500.0), 1e-12);
    ck_assert_double_eq(figure(t, "revenue_lo", 1), 0.0);

    /* 20 less 60: no logarithm, and dot's money counts as none */
    ck_assert_double_eq(figure(t, "revenue", 2), -40.0);
    ck_assert_double_eq(figure(t, "revenue_change", 2), -130.0);
    ck_assert(isnan(figure(t, "change_value", 2)));
    ck_assert(isnan(figure(t, "change_value", 3)));
    ck_assert_near(figure(t, "gini", 2), 0.5, 1e-15);
    ck_assert_double_eq(figure(t, "churn_rate", 2), 1.0);
    /* one customer: no spread to tell of */
    ck_assert(isnan(figure(t, "frequency_lo", 3)));
    ck_assert(isnan(figure(t, "purchase_value_hi", 3)));
    ck_assert_double_eq(figure(t, "repeat_rate", 3), 1.0);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Days of unknown amount count as purchases, not as money. */
START_TEST(unknown_amounts_are_left_out_of_money)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    buy(shop, "ann", NEW_YEAR, 10.0);
    buy(shop, "bob", NEW_YEAR + 1, 30.0);
    buy(shop, "bob", NEW_YEAR + 2, NAN);
    buy(shop, "bob", NEW_YEAR + 2, 7.0);
    buy(shop, "ann", NEW_YEAR + 40, NAN);
    cev_table *t = indicators(ctx, shop);
    ck_assert_int_eq(at(t, "purchases", 0), 3);
    ck_assert_int_eq(at(t, "purchases_unknown", 0), 1);
    ck_assert_double_eq(figure(t, "revenue", 0), 47.0);
    ck_assert_double_eq(figure(t, "purchase_value", 0), 20.0);
    ck_assert_near(figure(t, "gini", 0), 27.0 / 94.0, 1e-15);
    static const char *const gaps[] = {
        "revenue", "revenue_change", "change_customers", "purchase_value",
        "purchase_value_lo", "gini", "top_decile_share"};
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
        ck_assert_msg(isnan(figure(t, gaps[i], 1)), "%s", gaps[i]);
    ck_assert_double_eq(figure(t, "frequency", 1), 1.0);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Twenty-three alike over three months, one of which nobody bought in. */
START_TEST(equals_share_alike)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    for (int64_t i = 0; i < 23; i++) {
        must(ctx, cev_portfolio_order_id(shop, i, NEW_YEAR * DAY, 0.1));
        must(ctx, cev_portfolio_order_id(shop, i, (NEW_YEAR + 70) * DAY, 0.1));
    }
    cev_table *t = indicators(ctx, shop);
    ck_assert_int_eq(cev_table_row_count(t), 3);
    ck_assert_double_eq(figure(t, "gini", 0), 0.0);
    ck_assert_near(figure(t, "top_decile_share", 0), 0.1, 1e-15);
    ck_assert_double_eq(figure(t, "frequency_lo", 0), 1.0);
    ck_assert_double_eq(figure(t, "frequency_hi", 0), 1.0);
    ck_assert_near(figure(t, "purchase_value_lo", 0), 0.1, 1e-15);
    ck_assert_near(figure(t, "purchase_value_hi", 0), 0.1, 1e-15);
    ck_assert_int_eq(at(t, "customers_lost", 1), 23);
    ck_assert_double_eq(figure(t, "churn_rate_hi", 1), 1.0);
    ck_assert(isnan(figure(t, "frequency", 1)));
    ck_assert(isnan(figure(t, "gini", 1)));
    ck_assert_double_eq(figure(t, "revenue", 1), 0.0);
    ck_assert_int_eq(at(t, "customers_reactivated", 2), 23);
    ck_assert(isnan(figure(t, "retention_rate", 2)));
    cev_table_free(t);
    cev_portfolio_free(shop);

    shop = new_shop(ctx);
    buy(shop, "ann", NEW_YEAR, 5.0);
    t = indicators(ctx, shop);
    ck_assert_int_eq(cev_table_row_count(t), 1);
    ck_assert_int_eq(at(t, "complete", 0), 0);
    ck_assert_double_eq(figure(t, "gini", 0), 0.0);
    ck_assert_double_eq(figure(t, "repeat_rate", 0), 0.0);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* As far apart as amounts may be, and as close. */
START_TEST(contributions_add_up_at_any_size)
{
    static const double amounts[] = {1e290, 1e-290, 3.0, 3.0000000000000004,
                                     3.0, 1e12};
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    for (int64_t i = 0; i < 6; i++) {
        buy(shop, "ann", NEW_YEAR + 32 * i, amounts[i]);
        if (i % 2 == 0)
            buy(shop, "bob", NEW_YEAR + 32 * i, amounts[i]);
    }
    cev_table *t = indicators(ctx, shop);
    for (int64_t i = 1; i < 6; i++) {
        double most =
            fmax(figure(t, "revenue", i), figure(t, "revenue", i - 1));
        double sum = figure(t, "change_customers", i)
                     + figure(t, "change_frequency", i)
                     + figure(t, "change_value", i);
        /* three logarithms of up to 1336, each off by half a bit */
        ck_assert_near(sum / most, figure(t, "revenue_change", i) / most,
                       4e-16 * 3);
    }
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- By brute force ------------------------------------------------------ */

enum { PEOPLE = 40, DAYS = 700, INVENTED = 6001 };

typedef struct {
    int bought, returned, unknown;
    long double money, given_back;
} one_day;

typedef struct {
    one_day days[PEOPLE][DAYS];
} diary;

static diary *keep_diary(const invented_order *orders)
{
    diary *d = calloc(1, sizeof *d);
    ck_assert_ptr_nonnull(d);
    for (int64_t i = 0; i < INVENTED; i++) {
        int64_t who = (orders[i].customer + 1000) / 7919;
        int64_t day = (orders[i].time + 350 * DAY) / DAY;
        one_day *cell = &d->days[who][day];
        double amount = orders[i].amount;
        cell->unknown += isnan(amount) != 0;
        cell->bought += !(amount < 0.0);
        cell->returned += amount < 0.0;
        cell->money += isnan(amount) ? 0.0 : amount;
        cell->given_back += amount < 0.0 ? -amount : 0.0;
    }
    return d;
}

static int is_purchase(const one_day *day)
{
    return day->bought > 0
           && (day->returned == 0 || day->unknown > 0
               || day->money > 0x1p-52 * day->given_back);
}

/* What one of the people did from a day to another. */
typedef struct {
    int purchases, priced, records;
    int64_t first, last; /* days of purchases; -1: none */
    double kept, valued, given_back;
} stretch;

static stretch look(const diary *d, int who, int64_t from, int64_t to)
{
    stretch s = {0, 0, 0, -1, -1, 0.0, 0.0, 0.0};
    long double kept = 0, valued = 0, given_back = 0;
    for (int64_t i = from < 0 ? 0 : from; i < to && i < DAYS; i++) {
        const one_day *day = &d->days[who][i];
        s.records += day->bought + day->returned - day->unknown;
        s.purchases += is_purchase(day);
        s.priced += is_purchase(day) && day->unknown == 0;
        s.last = is_purchase(day) ? i : s.last;
        s.first = s.first < 0 ? s.last : s.first;
        kept += day->money;
        given_back += day->given_back;
        valued += day->unknown == 0 ? day->money : 0;
    }
    s.kept = (double)kept;
    s.valued = (double)valued;
    s.given_back = (double)given_back;
    return s;
}

static int highest_first(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Gini by the mean absolute difference, the tenth by adding up from the top. */
static void check_concentration(const cev_table *t, int64_t row, double *kept,
                                int n)
{
    double apart = 0.0, sum = 0.0, best = 0.0;
    qsort(kept, (size_t)n, sizeof *kept, highest_first);
    for (int i = 0; i < n; i++) {
        sum += kept[i];
        for (int j = 0; j < n; j++)
            apart += fabs(kept[i] - kept[j]);
    }
    for (int i = 0; i < n / 10; i++)
        best += kept[i];
    best += kept[n / 10] * (n % 10) / 10.0;
    ck_assert_near(figure(t, "gini", row), apart / (2.0 * n * sum), 1e-13);
    ck_assert_near(figure(t, "top_decile_share", row), best / sum, 1e-13);
}

/* Half of a 90 % interval of a mean, or a ratio, by what is beyond it. */
static double half_width(const double *beyond, int n, double under)
{
    double squares = 0.0;
    for (int i = 0; i < n; i++)
        squares += beyond[i] * beyond[i];
    return cev__student_quantile(0.05, n - 1.0)
           * sqrt(squares * n / (n - 1.0)) / under;
}

/* Ratios of two sums over the people, and their 90 % limits. */
typedef struct {
    double over[PEOPLE], under[PEOPLE];
    int n;
} quotient;

static void add_person(quotient *q, double over, double under)
{
    q->over[q->n] = over;
    q->under[q->n++] = under;
}

static void check_quotient(const cev_table *t, int64_t row, const char *name,
                           const quotient *q)
{
    double over = 0.0, under = 0.0, beyond[PEOPLE];
    char upper[40];
    snprintf(upper, sizeof upper, "%s_hi", name);
    for (int i = 0; i < q->n; i++) {
        over += q->over[i];
        under += q->under[i];
    }
    if (!(under > 0.0)) {
        ck_assert_msg(isnan(figure(t, name, row)), "%s", name);
        return;
    }
    ck_assert_rel(figure(t, name, row) + 1.0, over / under + 1.0, 1e-10);
    for (int i = 0; i < q->n; i++)
        beyond[i] = q->over[i] - over / under * q->under[i];
    if (q->n > 1)
        ck_assert_rel(figure(t, upper, row) + 1.0,
                      over / under + half_width(beyond, q->n, under) + 1.0,
                      1e-9);
}

/* The figures of means, by what each of the people did. */
static void check_means(const cev_table *t, int64_t row, const diary *d,
                        const int64_t edges[3])
{
    quotient days = {.n = 0}, tenure = {.n = 0}, returned = {.n = 0};
    quotient money = {.n = 0};
    double squares = 0.0, revenue = 0.0;
    for (int who = 0; who < PEOPLE; who++) {
        stretch past = look(d, who, 0, edges[1]);
        stretch now = look(d, who, edges[1], edges[2]);
        int returns = now.purchases - (past.purchases == 0);
        int64_t from = past.purchases > 0 ? past.last : now.first;
        int64_t birth = past.purchases > 0 ? past.first : now.first;
        if (now.purchases > 0)
            add_person(&tenure, (double)(now.last - birth), 1.0);
        if (now.purchases > 0 && returns > 0)
            add_person(&days, (double)(now.last - from), returns);
        if (now.records > 0)
            add_person(&returned, now.given_back, now.kept + now.given_back);
        if (now.priced == now.purchases)
            add_person(&money, now.kept, now.purchases > 0);
        revenue += now.kept;
        squares += now.kept * now.kept;
    }
    check_quotient(t, row, "days_between", &days);
    check_quotient(t, row, "tenure", &tenure);
    check_quotient(t, row, "return_rate", &returned);
    /* Who did nothing adds nothing but to the count: only totals compare. */
    double over = 0.0, under = 0.0;
    for (int i = 0; i < money.n; i++) {
        over += money.over[i];
        under += money.under[i];
    }
    if (under > 0.0)
        ck_assert_rel(figure(t, "margin_per_customer", row), over / under,
                      1e-9);
    if (!isnan(figure(t, "revenue_hi", row)))
        ck_assert_rel(figure(t, "revenue_hi", row),
                      revenue + 1.6448536269514722 * sqrt(squares), 1e-9);
}

static void check_period(const cev_table *t, int64_t row, const diary *d,
                         const int64_t edges[3])
{
    int start = 0, fresh = 0, retained = 0, reactivated = 0, active = 0;
    int repeaters = 0, purchases = 0, priced = 0, sorted = 0, valued = 0;
    double kept[PEOPLE], beyond[PEOPLE], beyond_value[PEOPLE];
    double revenue = 0.0, money = 0.0;
    for (int who = 0; who < PEOPLE; who++) {
        stretch past = look(d, who, 0, edges[1]);
        stretch before = look(d, who, edges[0], edges[1]);
        stretch now = look(d, who, edges[1], edges[2]);
        start += before.purchases > 0;
        revenue += now.kept;
        money += now.valued;
        if (now.purchases == 0)
            continue;
        active++;
        fresh += past.purchases == 0;
        retained += before.purchases > 0;
        reactivated += past.purchases > 0 && before.purchases == 0;
        repeaters += past.purchases + now.purchases > 1;
        purchases += now.purchases;
        priced += now.priced;
        if (now.records > 0)
            kept[sorted++] = fmax(now.kept, 0.0);
    }
    ck_assert_int_eq(at(t, "customers_start", row), start);
    ck_assert_int_eq(at(t, "customers_new", row), fresh);
    ck_assert_int_eq(at(t, "customers_retained", row), retained);
    ck_assert_int_eq(at(t, "customers_reactivated", row), reactivated);
    ck_assert_int_eq(at(t, "customers_lost", row), start - retained);
    ck_assert_int_eq(at(t, "customers_active", row), active);
    ck_assert_int_eq(at(t, "purchases", row), purchases);
    ck_assert_int_eq(at(t, "purchases_unknown", row), purchases - priced);
    ck_assert_near(figure(t, "revenue", row), revenue, 1e-6);
    check_means(t, row, d, edges);
    if (active == 0 || priced == 0)
        return;
    double frequency = (double)purchases / active, value = money / priced;
    int n = 0;
    for (int who = 0; who < PEOPLE; who++) {
        stretch now = look(d, who, edges[1], edges[2]);
        if (now.purchases > 0)
            beyond[n++] = now.purchases - frequency;
        int known = 0;
        for (int64_t i = edges[1] < 0 ? 0 : edges[1];
             i < edges[2] && i < DAYS; i++)
            known |= d->days[who][i].unknown == 0
                     && d->days[who][i].bought + d->days[who][i].returned > 0;
        if (known)
            beyond_value[valued++] = now.valued - value * now.priced;
    }
    ck_assert_near(figure(t, "repeat_rate", row),
                   (double)repeaters / active, 1e-15);
    ck_assert_near(figure(t, "frequency", row), frequency, 1e-15);
    ck_assert_rel(figure(t, "purchase_value", row), value, 1e-11);
    if (active > 1) {
        double width = half_width(beyond, active, active);
        ck_assert_near(figure(t, "frequency_hi", row), frequency + width,
                       1e-11);
        ck_assert_near(figure(t, "frequency_lo", row),
                       fmax(frequency - width, 1.0), 1e-11);
    }
    if (valued > 1)
        ck_assert_rel(figure(t, "purchase_value_hi", row) - value,
                      half_width(beyond_value, valued, priced), 1e-9);
    if (sorted > 0)
        check_concentration(t, row, kept, sorted);
}

START_TEST(brute_force_finds_the_same)
{
    static const char *const periods[] = {"day", "week", "month", "year"};
    invented_order *orders = invent_orders(INVENTED, PEOPLE);
    diary *d = keep_diary(orders);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx), *shuffled = new_shop(ctx);
    cev_options *options = new_options(ctx);
    record_invented(shop, orders, INVENTED, 1);
    record_invented(shuffled, orders, INVENTED, 7);
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.9));
    for (size_t p = 0; p < sizeof periods / sizeof *periods; p++) {
        cev_table *t = NULL, *other = NULL;
        must(ctx, cev_options_set_str(options, CEV_OPT_PERIOD, periods[p]));
        must(ctx,
             cev_portfolio_indicators(shop, CEV_LATEST, options, &t));
        must(ctx, cev_portfolio_indicators(shuffled, CEV_LATEST, options,
                                           &other));
        same_tables(t, other);
        int64_t rows = cev_table_row_count(t);
        for (int64_t i = 0; i < rows; i++) {
            int64_t edges[3];
            for (int64_t k = 0; k < 3; k++) {
                int64_t row = i + k - 1;
                edges[k] = row < 0 ? 0 : row < rows
                               ? at(t, "period", row) / DAY + 350 : DAYS;
            }
            edges[0] = i == 0 ? edges[1] : edges[0];
            check_period(t, i, d, edges);
        }
        cev_table_free(other);
        cev_table_free(t);
    }
    cev_options_free(options);
    cev_portfolio_free(shuffled);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(d);
    free(orders);
}
END_TEST

/* The flows of CDNOW beside its periods; no limits when none are asked for. */
START_TEST(indicators_of_cdnow_agree_with_its_periods)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "cdnow_master.csv"))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    record_sheet(ctx, shop, file, "customer_id", "date", "amount");
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    cev_table *t = NULL, *periods = NULL;
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, options, &t));
    must(ctx, cev_portfolio_periods(shop, CEV_LATEST, NULL, &periods));
    ck_assert_int_eq(cev_table_row_count(t), 18);
    for (int64_t i = 0; i < 18; i++) {
        ck_assert_int_eq(at(t, "period", i), at(periods, "period", i));
        ck_assert_int_eq(at(t, "customers_new", i),
                         at(periods, "customers_new", i));
        ck_assert_int_eq(at(t, "customers_retained", i)
                             + at(t, "customers_reactivated", i),
                         at(periods, "customers_returning", i));
        ck_assert_int_eq(at(t, "purchases", i),
                         at(periods, "purchases_new", i)
                             + at(periods, "purchases_returning", i));
        ck_assert_rel(figure(t, "revenue", i),
                      figure(periods, "revenue_new", i)
                          + figure(periods, "revenue_returning", i), 1e-13);
        ck_assert(isnan(figure(t, "retention_rate_lo", i)));
        ck_assert(isnan(figure(t, "frequency_hi", i)));
        ck_assert(isnan(figure(t, "purchase_value_lo", i)));
        if (i > 0)
            ck_assert_near(figure(t, "change_customers", i)
                               + figure(t, "change_frequency", i)
                               + figure(t, "change_value", i),
                           figure(t, "revenue_change", i), 1e-8);
    }
    cev_table_free(periods);
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    sheet_close(file);
}
END_TEST

/* Stops at the second month. */
static int32_t stop_later(void *user, const char *stage, double done)
{
    ck_assert_str_eq(stage, "indicators");
    ++*(int *)user;
    return done > 0.0;
}

START_TEST(indicators_stop_when_asked)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = four_months(ctx);
    cev_table *t = NULL;
    int calls = 0;
    cev_ctx_set_progress(ctx, stop_later, &calls);
    ck_assert_int_eq(cev_portfolio_indicators(shop, CEV_LATEST, NULL, &t),
                     CEV_ERR_CANCELLED);
    ck_assert_ptr_null(t);
    ck_assert_int_eq(calls, 2);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("indicators");
    tcase_add_test(cases, four_months_are_as_counted_by_hand);
    tcase_add_test(cases, unknown_amounts_are_left_out_of_money);
    tcase_add_test(cases, equals_share_alike);
    tcase_add_test(cases, contributions_add_up_at_any_size);
    tcase_add_test(cases, brute_force_finds_the_same);
    tcase_add_test(cases, indicators_of_cdnow_agree_with_its_periods);
    tcase_add_test(cases, indicators_stop_when_asked);
    Suite *s = suite_create("portfolio/indicators");
    suite_add_tcase(s, cases);
    return s;
}
