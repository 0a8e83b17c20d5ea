/* What moved revenue: limits against derivatives, and in simulated shops. */
#include "portfolio/shop.h"

enum { CHANGES = 4, CROWD = 14 };

static const char *const names[CHANGES] = {
    "revenue_change", "change_customers", "change_frequency", "change_value"};

static const double z90 = 1.6448536269514722;

/* A change of month i with its limits. */
static void read_change(const cev_table *t, int f, int64_t i, double *figure)
{
    static const char *const ends[] = {"", "_lo", "_hi"};
    for (int side = 0; side < 3; side++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s", names[f], ends[side]);
        figure[side] = cev_table_double(t, name, i);
    }
}

/* Purchases, and money a purchase, of each customer in two months of 30 days;
   money without a purchase is given back. */
typedef struct {
    int purchases[CROWD][2];
    double money[CROWD][2];
} two_months;

static cev_table *tell(cev_ctx *ctx, const two_months *m)
{
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = NULL;
    for (int64_t i = 0; i < CROWD; i++)
        for (int k = 0; k < 2; k++) {
            int64_t day = k == 0 ? 0 : 31;
            for (int64_t n = 0; n < m->purchases[i][k]; n++)
                must(ctx, cev_portfolio_order_id(shop, i, (day + n) * DAY,
                                                 m->money[i][k]));
            if (m->purchases[i][k] == 0 && m->money[i][k] < 0.0)
                must(ctx, cev_portfolio_order_id(shop, i, day * DAY,
                                                 m->money[i][k]));
        }
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, NULL, &t));
    cev_portfolio_free(shop);
    return t;
}

/* The changes if customer `who` counted `weight` times. */
static void weigh(const two_months *m, int who, long double weight,
                  long double *changes)
{
    long double n[2] = {0, 0}, p[2] = {0, 0}, r[2] = {0, 0};
    for (int i = 0; i < CROWD; i++)
        for (int k = 0; k < 2; k++) {
            long double w = i == who ? weight : 1.0L;
            int count = m->purchases[i][k];
            n[k] += count > 0 ? w : 0.0L;
            p[k] += w * count;
            r[k] += w * (long double)m->money[i][k] * (count > 0 ? count : 1);
        }
    long double change = r[1] - r[0];
    long double growth = log1pl(change / r[0]);
    long double mean = fabsl(growth) > 0.0L ? change / growth : r[0];
    changes[0] = change;
    changes[1] = mean * logl(n[1] / n[0]);
    changes[2] = mean * logl(p[1] / p[0] * n[0] / n[1]);
    changes[3] = mean * (growth - logl(p[1] / p[0]));
}

/* Months in which some come twice, some are won and lost, some give back; of
   every third pair the revenues are close to each other, or the same. */
static void invent_months(uint64_t *seed, int round, two_months *m)
{
    for (int i = 0; i < CROWD; i++)
        for (int k = 0; k < 2; k++) {
            int count = (int)draw(seed, 4);
            double money = 1.0 + (double)draw(seed, 10000) / 64.0;
            int gives_back = count == 0 && draw(seed, 4) == 0;
            m->purchases[i][k] = i < 2 ? 1 : count;
            m->money[i][k] = count > 0 || i < 2 ? money
                             : gives_back       ? -money / 64.0
                                                : 0.0;
        }
    if (round % 3 > 0)
        return;
    double off = 0.0;
    for (int i = 1; i < CROWD; i++)
        for (int k = 0; k < 2; k++)
            off += (k == 0 ? 1.0 : -1.0) * m->money[i][k]
                   * (m->purchases[i][k] > 0 ? m->purchases[i][k] : 1);
    m->money[0][0] = fabs(off) + 50.0;
    m->money[0][1] = m->money[0][0] + off + (double)(round % 9) / 4.0;
}

/* Each customer, counted a little more or less, moves the figures as far as the
   limits say. */
START_TEST(limits_are_those_of_derivatives)
{
    uint64_t seed = 7;
    cev_ctx *ctx = new_ctx();
    for (int round = 0; round < 60; round++) {
        two_months m;
        long double whole[CHANGES], squares[CHANGES] = {0};
        invent_months(&seed, round, &m);
        cev_table *t = tell(ctx, &m);
        weigh(&m, 0, 1.0L, whole);
        for (int i = 0; i < CROWD; i++) {
            long double more[CHANGES], less[CHANGES], step = 1e-5L;
            weigh(&m, i, 1.0L + step, more);
            weigh(&m, i, 1.0L - step, less);
            for (int f = 0; f < CHANGES; f++) {
                long double moves = (more[f] - less[f]) / (2.0L * step);
                squares[f] += moves * moves;
            }
        }
        for (int f = 0; f < CHANGES; f++) {
            double figure[3], spread = z90 * (double)sqrtl(squares[f]);
            read_change(t, f, 1, figure);
            ck_assert_near(figure[0], (double)whole[f], 1e-10 * spread);
            ck_assert_near(figure[2] - figure[0], spread, 1e-8 * spread);
            ck_assert_near(figure[0] - figure[1], spread, 1e-8 * spread);
        }
        cev_table_free(t);
    }
    cev_ctx_free(ctx);
}
END_TEST

/* Whoever does the same again leaves nothing to chance; one who is new or lost
   adds what he spent; without an interval nothing is said. */
START_TEST(loyal_customers_make_the_change_sure)
{
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = NULL;
    double figure[3];
    for (int64_t month = 0; month < 2; month++)
        for (int64_t i = 0; i < 9; i++)
            must(ctx, cev_portfolio_order_id(shop, i, 31 * month * DAY,
                                             0.1 + (double)i));
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, NULL, &t));
    for (int f = 0; f < CHANGES; f++)
        for (int side = 0; side < 3; side++) {
            read_change(t, f, 1, figure);
            ck_assert_double_eq(figure[side], 0.0);
            read_change(t, f, 0, figure);
            ck_assert(isnan(figure[side]));
        }
    cev_table_free(t);

    must(ctx, cev_portfolio_order_id(shop, 20, 0, 4.0));
    must(ctx, cev_portfolio_order_id(shop, 21, 31 * DAY, 3.0));
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, NULL, &t));
    read_change(t, 0, 1, figure);
    ck_assert_near(figure[0], -1.0, 1e-13);
    ck_assert_near(figure[1], -1.0 - z90 * 5.0, 1e-12);
    ck_assert_near(figure[2], -1.0 + z90 * 5.0, 1e-12);
    cev_table_free(t);

    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, options, &t));
    for (int f = 0; f < CHANGES; f++) {
        read_change(t, f, 1, figure);
        ck_assert(!isnan(figure[0]) && isnan(figure[1]) && isnan(figure[2]));
    }
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* More was given back than sold: the change is known, its shares are not. */
START_TEST(the_change_has_limits_where_shares_have_none)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = NULL;
    double figure[3];
    buy(shop, "ann", 0, 30.0);
    buy(shop, "ann", 40, -50.0);
    buy(shop, "bob", 41, 6.0);
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, NULL, &t));
    read_change(t, 0, 1, figure);
    ck_assert_double_eq(figure[0], -74.0);
    ck_assert_near(figure[2], -74.0 + z90 * hypot(80.0, 6.0), 1e-12);
    for (int f = 1; f < CHANGES; f++) {
        read_change(t, f, 1, figure);
        ck_assert(isnan(figure[0]) && isnan(figure[1]) && isnan(figure[2]));
    }
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- Simulated shops ---------------------------------------------------- */

/* Who may come in a month: so many on average, each `least` to `most` times,
   all as likely, for this much. */
enum { LOYAL, WON, GONE, SORTS };

static const double expected[SORTS] = {60.0, 30.0, 40.0};
static const int least[SORTS][2] = {{0, 0}, {0, 1}, {1, 0}};
static const int most[SORTS][2] = {{3, 4}, {-1, 2}, {2, -1}};
static const double price[SORTS][2] = {{40.0, 44.0}, {0.0, 30.0}, {35.0, 0.0}};

/* By products of numbers between 0 and 1. */
static int draw_poisson(uint64_t *seed, double mean)
{
    double left = exp(mean);
    int count = -1;
    for (; left > 1.0; count++)
        left *= ((double)draw(seed, 1 << 30) + 0.5) / (1 << 30);
    return count < 0 ? 0 : count;
}

static void simulate(cev_ctx *ctx, cev_portfolio *shop, uint64_t *seed)
{
    int64_t id = 0;
    for (int s = 0; s < SORTS; s++)
        for (int n = draw_poisson(seed, expected[s]); n > 0; n--, id++) {
            double level = 0.5 + (double)draw(seed, 1001) / 1000.0;
            for (int k = 0; k < 2; k++) {
                int range = most[s][k] - least[s][k] + 1;
                int64_t count =
                    range > 0 ? least[s][k] + draw(seed, range) : 0;
                for (int64_t day = 0; day < count; day++)
                    must(ctx, cev_portfolio_order_id(
                                  shop, id, (31 * k + day) * DAY,
                                  level * price[s][k]
                                      * (0.8 + 0.001 * (double)draw(seed, 401))));
            }
        }
}

/* The changes of the sums that are expected. */
static void expect_changes(double *changes)
{
    double n[2] = {0.0, 0.0}, p[2] = {0.0, 0.0}, r[2] = {0.0, 0.0};
    for (int s = 0; s < SORTS; s++)
        for (int k = 0; k < 2; k++) {
            int range = most[s][k] - least[s][k] + 1;
            double mean = 0.5 * (most[s][k] + least[s][k]);
            if (range <= 0)
                continue;
            n[k] += expected[s] * (least[s][k] > 0 ? 1.0 : 1.0 - 1.0 / range);
            p[k] += expected[s] * mean;
            r[k] += expected[s] * mean * price[s][k];
        }
    double mean = (r[1] - r[0]) / log(r[1] / r[0]);
    changes[0] = r[1] - r[0];
    changes[1] = mean * log(n[1] / n[0]);
    changes[2] = mean * log(p[1] / p[0] * n[0] / n[1]);
    changes[3] = mean * log(r[1] / r[0] * p[0] / p[1]);
}

/* Of 500 shops of a Poisson number of customers limits of 90 % hold in about
   nine of ten. */
START_TEST(limits_hold_as_often_as_they_say)
{
    enum { SHOPS = 500 };
    uint64_t seed = 20240229;
    int held[CHANGES] = {0};
    double truth[CHANGES];
    cev_ctx *ctx = new_ctx();
    expect_changes(truth);
    for (int i = 0; i < SHOPS; i++) {
        cev_portfolio *shop = new_shop(ctx);
        cev_table *t = NULL;
        simulate(ctx, shop, &seed);
        must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, NULL, &t));
        for (int f = 0; f < CHANGES; f++) {
            double figure[3];
            read_change(t, f, 1, figure);
            held[f] += figure[1] <= truth[f] && truth[f] <= figure[2];
        }
        cev_table_free(t);
        cev_portfolio_free(shop);
    }
    /* three standard errors of a share of 0.9 */
    for (int f = 0; f < CHANGES; f++)
        ck_assert_msg(fabs(held[f] / (double)SHOPS - 0.9) < 0.041, "%s: %d",
                      names[f], held[f]);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("changes");
    tcase_add_test(cases, limits_are_those_of_derivatives);
    tcase_add_test(cases, loyal_customers_make_the_change_sure);
    tcase_add_test(cases, the_change_has_limits_where_shares_have_none);
    tcase_add_test(cases, limits_hold_as_often_as_they_say);
    Suite *made = suite_create("portfolio/indicator_change");
    suite_add_tcase(made, cases);
    return made;
}
