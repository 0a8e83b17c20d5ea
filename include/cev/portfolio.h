/**
 * The portfolio: customers and their ledgers, of orders and of whatever else a
 * shop knows: contacts, touches of campaigns, answers to surveys, attributes,
 * cancellations.
 *
 * Time in records is seconds since 1970-01-01T00:00 in the shop's own
 * calendar; the host, which knows time zones, converts. Orders of one customer
 * that fall on one day (option `bin`) are one purchase. An order below zero is
 * a refund: it lowers money and is never a purchase; a day with a refund that
 * nets to zero or less is none either. An order without an amount (NaN) counts
 * as a purchase of unknown value; so is the whole day then, though what is
 * known of it counts as revenue.
 *
 * More may be known of an order: the channel it came by, the product (of an
 * order of several each is a record of its own, a line), how many items, the
 * discount given and what the goods cost. Who does not say pays for none of it,
 * and answers that do not tell of it are the same to the bit. (PORT-DETAIL-1)
 *
 * The other ledgers change no bit of an answer about orders. Who is known by
 * them alone is a customer, but has no purchase: counted, exported, saved and
 * erased, and not in the tables of buyers. (PORT-EVENT-1)
 *
 * The order of recording makes no difference to any answer, not to a bit
 * (PORT-ORDER-1): where rows are customers they come in the order of their
 * numbers, or of the bytes of their names, which for UTF-8 is the order of
 * code points.
 */
#ifndef CEV_PORTFOLIO_H
#define CEV_PORTFOLIO_H

#include "options.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cev_portfolio cev_portfolio;

/** Ledgers, and their columns behind customer and time. */
#define CEV_ORDERS "orders"               /* amount; channel, product, items,
                                             discount, cost */
#define CEV_CONTACTS "contacts"           /* kind, cost */
#define CEV_TOUCHES "touches"             /* campaign, treated */
#define CEV_SURVEYS "surveys"             /* question, score */
#define CEV_ATTRIBUTES "attributes"       /* attribute, value, text */
#define CEV_CANCELLATIONS "cancellations" /* reason */
#define CEV_CUSTOMERS "customers"

/** "as of" the end of the day of the latest order; of the latest other record
 *  where there are no orders. */
#define CEV_LATEST INT64_MAX

/** The time of an attribute that holds from the beginning. */
#define CEV_ALWAYS INT64_MIN

/** Times of records lie in CEV_TIME_MIN … CEV_TIME_MAX: the years 1 to 9999. */
#define CEV_TIME_MIN INT64_C(-62135596800)
#define CEV_TIME_MAX INT64_C(253402300799)

/** Amounts lie within ± this, so that no sum of them overflows. */
#define CEV_AMOUNT_MAX 1e290

/**
 * A new, empty portfolio.
 * Customers are known by text or by int64, whichever is recorded first; the
 * other then is CEV_ERR_ARGUMENT, as long as there is a customer.
 * @return CEV_OK, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_portfolio_new(cev_ctx *ctx, cev_portfolio **out);
CEV_API void cev_portfolio_free(cev_portfolio *portfolio);

/**
 * Record one order. Amortised constant time, also for customers whom somebody
 * chose to have one hash (PF-FLOOD-1); 24 bytes an order. The ledger has no
 * order numbers: what is recorded twice counts twice.
 * @param customer  text: not empty, UTF-8; copied. A number: not INT64_MIN,
 *                  which tables keep for gaps
 * @param time      [s], CEV_TIME_MIN … CEV_TIME_MAX
 * @param amount    [currency], within ± CEV_AMOUNT_MAX; below 0 a refund; NaN
 *                  when unknown
 * @return CEV_OK, CEV_ERR_ARGUMENT, CEV_ERR_DOMAIN, CEV_ERR_UTF8,
 *         CEV_ERR_LIMIT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_portfolio_order(cev_portfolio *portfolio,
                                    const char *customer, int64_t time,
                                    double amount);
CEV_API int32_t cev_portfolio_order_id(cev_portfolio *portfolio,
                                       int64_t customer, int64_t time,
                                       double amount);

/**
 * Record one event in a ledger other than that of orders. Amortised constant
 * time; 32 bytes an event, each text once. What is recorded twice counts twice.
 * @param ledger    what it is         key        number
 *     CEV_CONTACTS       somebody called, wrote, came; kind; cost [currency],
 *                        0 or more, or NaN
 *     CEV_TOUCHES        a campaign; campaign; 1: the customer was contacted,
 *                        0: left out to compare with
 *     CEV_SURVEYS        an answer; question; score, NaN: asked, no answer
 *     CEV_ATTRIBUTES     something known; its name; a number, or NaN and `text`
 *     CEV_CANCELLATIONS  the customer cancelled; reason; NaN
 * @param customer  as above
 * @param time      as above; of attributes also CEV_ALWAYS
 * @param key       text, UTF-8, copied; NULL or empty: none, which an attribute
 *                  may not lack
 * @param number    within ± CEV_AMOUNT_MAX
 * @param text      value of an attribute without a number, else NULL
 * @return as above, CEV_ERR_KIND (ledger)
 */
CEV_API int32_t cev_portfolio_event(cev_portfolio *portfolio,
                                    const char *ledger, const char *customer,
                                    int64_t time, const char *key,
                                    double number, const char *text);
CEV_API int32_t cev_portfolio_event_id(cev_portfolio *portfolio,
                                       const char *ledger, int64_t customer,
                                       int64_t time, const char *key,
                                       double number, const char *text);

/**
 * Record a table into a ledger, a row a record: all of it or, on error,
 * nothing. The message names the first row that cannot be taken. All have the
 * columns customer (text or int64) and time (int64); other columns than those
 * of the ledger are passed over. Of orders, once one has more than an amount,
 * all need 4 bytes for channel and product, 8 for each other.
 * @param ledger   CEV_ORDERS         amount (optional, a gap is "unknown"); and,
 *                                    optional, gaps where it is unknown:
 *                                    channel, product (texts, or whole numbers
 *                                    that become texts: 17 is "17"), items
 *                                    [count], discount, cost [currency], 0 or
 *                                    more. Of a refund, with or without the
 *                                    sign, what was given back; a gap then:
 *                                    nothing                   (DETAIL-ID-1)
 *                 CEV_CONTACTS       kind, cost (optional both)
 *                 CEV_TOUCHES        campaign (optional), treated (0 or 1;
 *                                    without the column all were)
 *                 CEV_SURVEYS        question (optional), score
 *                 CEV_ATTRIBUTES     attribute and value, numbers or texts;
 *                                    where value is of numbers also text; or,
 *                                    without a column `attribute`, a column for
 *                                    each, of that name. Gaps say nothing and
 *                                    are not kept. A gap in time, or no such
 *                                    column: from the beginning
 *                 CEV_CANCELLATIONS  reason (optional)
 * Cost: a pass over the rows, orders of customers whose numbers lie close by
 * tasks on the host's threads; these need up to 24 bytes a row more while it
 * runs.
 * @return as above, CEV_ERR_KIND (ledger), CEV_ERR_COLUMN, CEV_ERR_CANCELLED
 */
CEV_API int32_t cev_portfolio_record(cev_portfolio *portfolio,
                                     const char *ledger,
                                     const cev_table *records);

/** How many there are: CEV_CUSTOMERS, or records of a ledger; -1 for anything
 *  else. */
CEV_API int64_t cev_portfolio_count(const cev_portfolio *portfolio,
                                    const char *what);

/**
 * The customers as of a time, a row each, those with a purchase by then:
 *   customer  text or int64
 *   x         purchases after the first, on days of their own [count]
 *   t_x       age at the last of them, 0 when x = 0 [time_unit]
 *   T         age at as_of [time_unit]
 *   litt      sum of the natural logarithms of the x times between purchases,
 *             0 when x = 0: says how regular they are [log time_unit]
 *   m_x       mean value of the x repeat purchases, gap when x = 0 or
 *             no amount is known [currency]
 *   first, last  start of the days of first and last purchase [s] (int64)
 *   revenue   money kept, refunds taken off, those of days without a purchase
 *             included; gap when no amount is known [currency]
 *   refunds   money given back, >= 0, or gap likewise [currency]
 * and with the option `holdout` above 0 (the orders after as_of are there):
 *   x_holdout      purchase days in (as_of, as_of + holdout] [count]
 *   T_holdout      length of the holdout [time_unit]
 *   m_x_holdout    mean value of these purchases, gap when none is known
 *   revenue_holdout  money kept in that time; gap when there was some and no
 *             amount is known
 * and with the option `lookback` above 0, which sets the last share of the
 * time from the first order to as_of aside for models to be compared on:
 *   x_past, t_x_past, T_past, litt_past   as x, t_x, T and litt were before it,
 *             gaps of a customer who was not there yet
 *
 * @param as_of    any second of the last day that counts, CEV_TIME_MIN …
 *                 CEV_TIME_MAX, or CEV_LATEST
 * @param options  bin, time_unit, holdout, lookback
 * Cost: one pass over the ledger; 16 bytes an order while it runs.
 * @return CEV_OK, CEV_ERR_OPTION, CEV_ERR_DOMAIN, CEV_ERR_CANCELLED, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_portfolio_summarise(const cev_portfolio *portfolio,
                                        int64_t as_of,
                                        const cev_options *options,
                                        cev_table **out);

/** The same for one customer: the row that cev_portfolio_summarise() has.
 *  Cost: that customer's orders.
 *  @return as above, CEV_ERR_NOT_FOUND (no purchase of this customer by then) */
CEV_API int32_t cev_portfolio_customer(const cev_portfolio *portfolio,
                                       const char *customer, int64_t as_of,
                                       const cev_options *options,
                                       cev_table **out);
CEV_API int32_t cev_portfolio_customer_id(const cev_portfolio *portfolio,
                                          int64_t customer, int64_t as_of,
                                          const cev_options *options,
                                          cev_table **out);

/**
 * What is known of customers as of a time, for learners: a row for everybody
 * with a dated record by then. Nothing recorded later changes a bit of it but
 * the outcomes. (PORT-FEATURE-1)
 *   customer  text or int64
 *   T         age at as_of: time since the first purchase, since the first
 *             record where there is none [time_unit]
 * Where anybody has ordered by then:
 *   x, t_x    as in cev_portfolio_summarise; gaps without a purchase
 *   gap_mean, gap_cv  mean time between purchases [time_unit], and its
 *             coefficient of variation: 0 regular, 1 at random; gaps below one
 *             gap, and two
 *   overdue   time since the last purchase in gap_mean
 *   purchase_value    mean value of all purchases of known amount [currency]
 *   revenue, refunds  as in cev_portfolio_summarise; 0 of who has none
 *   purchases_30, spent_30 …  purchases, and money kept, in the last 30 units
 *             of time, and so on for each of the option `windows`
 *   trend_30 …  (a - b) / (a + b) of purchases in that window and in one as
 *             long before; 0 without any; a gap of who came later; no column
 *             where everybody did
 * Where an order by then, refunds apart, tells its channel:
 *   channel=NAME  the share of this channel in such orders; a gap of none
 *   channel   that of the last of them (text)
 * and its product:
 *   products  how many different ones; 0 of none
 * Where there is a contact by then:
 *   contacts_30, contact_costs_30 …   how many, and, where any cost is known,
 *             what they cost
 *   since_contact  time since the last, here and below a gap of none
 *   contacts=KIND  how many of this kind so far
 * a touch:
 *   touches_30 …, since_touch   of those who were treated
 * an answer to a survey:
 *   since_answer, score=QUESTION, score_mean=QUESTION  the last, and the mean
 *             (`score` and `score_mean` where there is no question)
 * a cancellation:
 *   since_cancellation, cancellations (so far), cancelled (1: and no purchase
 *             in a later bin)
 * an attribute:
 *   NAME      the last value by then, the greatest of several at one second
 *             (numbers before texts); double, or text where one is a text;
 *             "attribute=NAME" where a column here has the name
 * With the option `holdout` above 0, of the time after as_of as long as that
 * (the records are there), those of the option `outcomes`:
 *   left      1: cancelled, with no purchase in a later bin, else 0; a gap of
 *             who is `cancelled` before. In a portfolio without cancellations,
 *             1: no purchase, else 0; a gap without a purchase by as_of
 *   bought    1: a purchase, else 0
 *   spent     money kept; a gap where there was some and no amount is known
 *   treatment 1: touched by a campaign, 0: left out of one; a gap else
 *
 * @param as_of    as in cev_portfolio_summarise
 * @param options  bin, time_unit, windows (at most 8 of a bin or more),
 *                 holdout, outcomes
 * Cost: as cev_portfolio_summarise, and 96 bytes an event while it runs.
 * @return as cev_portfolio_summarise; CEV_ERR_DOMAIN where there is a holdout
 *         and no record after as_of; CEV_ERR_LIMIT (kinds, questions and
 *         attributes together, of which there may be 1000; as many channels)
 */
CEV_API int32_t cev_portfolio_features(const cev_portfolio *portfolio,
                                       int64_t as_of,
                                       const cev_options *options,
                                       cev_table **out);

/**
 * What the ledger holds as of a time, one row:
 *   orders, refunds   records of zero or more (or unknown), and below zero
 *   unknown_amounts   of the orders
 *   customers         who have a purchase
 *   customers_without_purchase   who have records, but no purchase
 *   repeat_customers  who have two or more
 *   purchases         days, of all customers
 *   first, last       times of the earliest and latest record (int64, as all
 *                     above), gaps where there is none
 *   repeat_rate       repeat_customers / customers, gap where there are none
 *   repeat_rate_lo, repeat_rate_hi   Wilson's limits, gaps when the option
 *                     interval is 0
 *   revenue, refunded money kept, and given back (double)
 * @param options  bin, interval
 * @return as cev_portfolio_summarise
 */
CEV_API int32_t cev_portfolio_report(const cev_portfolio *portfolio,
                                     int64_t as_of,
                                     const cev_options *options,
                                     cev_table **out);

/**
 * Cohorts by period of first purchase, a row a cohort and period since, up to
 * the period of as_of; cohorts of nobody are left out:
 *   cohort (int64: start of the period [s]), age (int64: periods since),
 *   customers (of the cohort), active (those who bought in that period),
 *   purchases (int64)
 *   revenue, cumulative_revenue   money kept of that age, and up to it
 *   margin               revenue less cost; of orders whose cost is unknown, a
 *                        share of it (option margin) [currency]
 *   retention_rate       active / customers
 *   margin_per_customer  margin / customers, whether they came or not [currency]
 *   cumulative_clv       the same of all ages up to this one, what came at age
 *                        k counted for less: by the option discount, for the
 *                        time between the starts of both periods [currency]
 *   these three with _lo and _hi: Wilson's, and Student's t over the customers
 *   complete (int64: 0 when the period was not over as of then)
 * Money given back before the first purchase counts at age 0; money not known
 * does not count.
 * With the option `by` "channel" or "product" a row a cohort, channel and period
 * since, with a column of that name after `cohort`: each channel has the figures
 * that a shop of its orders alone would have. Orders that do not say come last,
 * where the name is a gap.
 * @param options  bin, period (default "month"), margin, discount, interval, by
 * Cost: two passes over the ledger; 16 bytes an order, 20 a customer and 128 a
 * row while it runs.
 * @return as cev_portfolio_summarise, CEV_ERR_LIMIT (more than 2^24 rows)
 */
CEV_API int32_t cev_portfolio_cohorts(const cev_portfolio *portfolio,
                                      int64_t as_of,
                                      const cev_options *options,
                                      cev_table **out);

/** The same for each segment by itself: a row a cohort, segment and period
 *  since, with a column `segment` (text) after `cohort`. `segments` and what it
 *  returns are as in cev_portfolio_indicators_by(); no option `by`. */
CEV_API int32_t cev_portfolio_cohorts_by(const cev_portfolio *portfolio,
                                         const cev_table *segments,
                                         int64_t as_of,
                                         const cev_options *options,
                                         cev_table **out);

/**
 * What it cost to win each cohort, and when its customers have paid that back.
 * @param cohorts  as cev_portfolio_cohorts() or _by() made it, with the margin
 *                 of the shop, so that what customers are worth is profit; and,
 *                 optionally, what a customer of the cohort is still expected
 *                 to bring on average after the last age: expected, with
 *                 expected_lo and _hi where it is known how surely [currency]
 * @param costs    what was spent on winning customers, rows of one period add
 *                 up: period (int64, any second of it), cost (>= 0) [currency],
 *                 and, where the cohorts have one, segment (text)
 * @param out      a row a cohort, also where money was spent and nobody won:
 *   cohort (int64: start [s]), segment (text, where there is one),
 *   customers (int64), cost
 *   cac           cost / customers; limits: as many as this cost may win, their
 *                 number taken for Poisson's (Garwood's exact ones) [currency]
 *   clv           of a customer, so far: cumulative_clv at the last age
 *   clv_to_cac    the quotient of both; limits of the clv, the cost as it was
 *   cltv, cltv_to_cac   the same with what is expected, where the cohorts tell
 *                 it: lower limits added to lower, upper to upper
 *   these with _lo and _hi
 *   ages (int64)  periods since
 *   payback_age (int64)  the first age at which clv reached cac; a gap: not yet
 *   payback_age_lo, payback_age_hi (int64)  that of its upper and lower limit
 *   payback (int64: end of that period [s])
 *   verdict (text)  "paid back" (lower limit and all), "paid back, as it seems",
 *                 "not paid back, as it seems", "not paid back, but expected to
 *                 be", "not paid back", "no cost is known", "nobody was won"
 * What customers may bring later is not in clv: a cohort that has not paid back
 * yet may do so still.
 * @param options  period (that of the cohorts; default "month"), interval
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_DOMAIN, CEV_ERR_LIMIT (1,022
 *         segments), CEV_ERR_OPTION (also where the cohorts last to one day as
 *         another period than the option's has it), CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_cohorts_payback(cev_ctx *ctx, const cev_table *cohorts,
                                    const cev_table *costs,
                                    const cev_options *options,
                                    cev_table **out);

/**
 * The shop by period of the calendar, from that of the earliest record to that
 * of as_of:
 *   period (int64: start [s]), customers_new, customers_returning (who bought
 *   before that period), purchases_new (first ones), purchases_returning,
 *   revenue_new (of customers whose first purchase fell in the period),
 *   revenue_returning (all other), refunds (money given back, taken off the
 *   revenues already), complete
 * @param options  bin, period (default "month")
 * @return as cev_portfolio_summarise
 */
CEV_API int32_t cev_portfolio_periods(const cev_portfolio *portfolio,
                                      int64_t as_of,
                                      const cev_options *options,
                                      cev_table **out);

/**
 * How the shop does by period of the calendar, from that of the earliest record
 * to that of as_of. Who buys in a period is active in it; whom the shop has at
 * its start were active in the period before, at its end in this one.
 *   period (int64: start [s]),
 *   customers_start        active in the period before
 *   customers_new          whose first purchase fell in this one
 *   customers_retained     active in both
 *   customers_reactivated  who bought before, but not in the period before
 *   customers_lost         start - retained
 *   customers_active       new + retained + reactivated, the end
 *   of these but the start _lo and _hi: how far chance alone could move them,
 *   new by Poisson (Garwood's exact limits), retained and lost by Wilson as
 *   shares of the start, reactivated of who bought before and not in the period
 *   before, active by all three (behind the counts)
 *   purchases, purchases_unknown (of these, with an unknown amount) (int64)
 *   retention_rate    (end - gained) / start, gained being new + reactivated:
 *                     retained / start
 *   churn_rate        lost / start
 *   lifetime          1 / churn_rate: how long customers stay, if they are lost
 *                     at that rate [periods]
 *   repeat_rate       share of the active with two or more purchases by the
 *                     period's end
 *   quick_ratio       (new + reactivated) / lost
 *   frequency         purchases / active
 *   purchase_value    money kept / purchases, where amounts are known [currency]
 *   days_between      mean time of these purchases since the one before [days]
 *   tenure            mean age of the active, from their first purchase to the
 *                     last one of the period [days]
 *   return_rate       money given back / money taken in
 *   items_per_purchase   items less those given back / purchases, of days
 *                     whose items are known; no column where nobody tells
 *   discount_rate     discounts / (discounts + money kept), of days on which
 *                     both are known; likewise
 *   revenue           money kept, refunds taken off [currency]
 *   margin            revenue less cost, of orders whose cost is unknown a share
 *                     of it (option margin), and of each
 *   margin_per_purchase, margin_per_customer   purchase and active customer
 *                     of known amounts [currency]
 *   gini              of revenue among the active of whom an amount is known: 0
 *                     when all are equal, to (n - 1) / n; money below 0 counts
 *                     as 0
 *   top_decile_share  of that revenue, of the best tenth of them
 *   hhi               the sum of the squares of their shares in it: 1 / n when
 *                     all are equal, to 1 (Herfindahl and Hirschman)
 *   each with _lo and _hi: rates by Wilson, lifetime and quick_ratio by the
 *   share behind them; revenue and margin by the money of each customer, whose
 *   number is taken for Poisson's; hhi by what leaving each of them out makes
 *   of it, the number Poisson's, too (jackknife, by its logarithm): between the
 *   limits lies what half of such periods exceed; gaps where one alone brought
 *   all; all others by Student's t over customers, no width where all are equal;
 *   gaps of fewer than two customers (gini and top_decile_share: a hundred)
 *   revenue_change    against the period before [currency]
 *   change_customers, change_frequency, change_value   what of it comes from
 *                     more customers, more purchases each, more money each;
 *                     they add up to it. Gaps unless both revenues are above 0
 *                     and all amounts known [currency]
 *   of these four _lo and _hi by what each customer did in both periods, the
 *   number taken for Poisson's (delta method): whoever does the same again
 *   leaves nothing to chance
 *   complete (int64: 0 when the period was not over as of then)
 * What has nothing to divide by is a gap, and so are all limits when the option
 * interval is 0.
 * With the option `by` "channel" or "product" a row a period and channel, with a
 * column of that name after `period`: each channel has the figures that a shop
 * of its orders alone would have, so that its customers may be those of others
 * too. Orders that do not say come last, where the name is a gap; channels whose
 * first order is after as_of are left out.
 * @param options  bin, period (default "month"), margin, interval, by
 * Cost: two passes over the ledger; 16 bytes an order, as above, 4 for each
 * period in which a customer comes, and 220 a customer while it runs; `by` 32
 * bytes an order more.
 * @return as cev_portfolio_summarise, CEV_ERR_LIMIT (more than 2^24 rows)
 */
CEV_API int32_t cev_portfolio_indicators(const cev_portfolio *portfolio,
                                         int64_t as_of,
                                         const cev_options *options,
                                         cev_table **out);

/**
 * The same for each segment by itself: a row a period and segment, with a
 * column `segment` (text) after `period`.
 * @param segments  a row a customer: customer (as the portfolio knows them, no
 *                  gaps, each once) and segment (text, no gaps), as
 *                  cev_segmenter_assign() gives it, or a channel, a country ….
 *                  Who is not in it comes last, as the segment that is a gap;
 *                  who is not in the portfolio is passed over
 * @return as above, CEV_ERR_COLUMN, CEV_ERR_DOMAIN, CEV_ERR_ARGUMENT (customers
 *         of another type), CEV_ERR_LIMIT (1,000 segments; 2^24 rows)
 */
CEV_API int32_t cev_portfolio_indicators_by(const cev_portfolio *portfolio,
                                            const cev_table *segments,
                                            int64_t as_of,
                                            const cev_options *options,
                                            cev_table **out);

/**
 * Both at once: the tables of cev_portfolio_indicators() and
 * cev_portfolio_cohorts(), or, where `segments` is not NULL, of _by(), to the
 * bit (PORT-OVERVIEW-1). The ledger is gathered once, and each customer's orders
 * are gone through once for both.
 * @param options  those of both; `by` where there are no segments
 * @param indicators, cohorts   both untouched on error
 * @return as those calls
 */
CEV_API int32_t cev_portfolio_overview(const cev_portfolio *portfolio,
                                       const cev_table *segments,
                                       int64_t as_of,
                                       const cev_options *options,
                                       cev_table **indicators,
                                       cev_table **cohorts);

/**
 * Days from one purchase to the customer's next, as a distribution of those
 * that occur, shortest first:
 *   gap (int64 bins), count (int64)
 * @param options  bin
 * @return as cev_portfolio_summarise
 */
CEV_API int32_t cev_portfolio_gaps(const cev_portfolio *portfolio,
                                   int64_t as_of, const cev_options *options,
                                   cev_table **out);

/**
 * Repeat purchases by time of the customers who had bought by as_of, on the
 * grid that the evaluation "tracking" uses:
 *   time (end of the step, relative to as_of) [time_unit], repeat, cumulative
 * Step k has the purchases of (k - 1, k] steps after as_of; there are
 * ceil(greatest T / step) of them up to k = 0, which is as_of, and
 * floor(holdout / step) after.
 * @param options  bin, time_unit, step (default 7), holdout (length to go on
 *                 after as_of; default 0)
 * @return as cev_portfolio_summarise, CEV_ERR_LIMIT (more than 2^24 rows)
 */
CEV_API int32_t cev_portfolio_tracking(const cev_portfolio *portfolio,
                                       int64_t as_of,
                                       const cev_options *options,
                                       cev_table **out);

/**
 * Two portfolios: records up to the end of the day of `at`, and those after.
 * What holds from the beginning goes to the first.
 * This one is unchanged.
 * @param at  any second of that day, or CEV_LATEST
 * @return CEV_OK, CEV_ERR_ARGUMENT, CEV_ERR_DOMAIN, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_portfolio_split(const cev_portfolio *portfolio, int64_t at,
                                    cev_portfolio **calibration,
                                    cev_portfolio **holdout);

/** Add all records of another, which may be of another context. Two merged
 *  portfolios answer like one that saw every record, in any order and split.
 *  (PORT-MERGE-1)
 *  @return CEV_OK, CEV_ERR_ARGUMENT (one has numbers, the other names),
 *          CEV_ERR_LIMIT, CEV_ERR_MEMORY */
CEV_API int32_t cev_portfolio_merge(cev_portfolio *portfolio,
                                    const cev_portfolio *other);

/** Forget a customer: name, records, and texts that nobody else has leave the
 *  portfolio's memory, where they are overwritten, and every later answer.
 *  (PORT-ERASE-1) Tables and saved bytes made before are the host's to see to.
 *  Cost: one pass over the ledgers, and one over the events for each such text.
 *  @return CEV_OK, CEV_ERR_ARGUMENT, CEV_ERR_NOT_FOUND */
CEV_API int32_t cev_portfolio_erase(cev_portfolio *portfolio,
                                    const char *customer);
CEV_API int32_t cev_portfolio_erase_id(cev_portfolio *portfolio,
                                       int64_t customer);

/** The records of a ledger as a table that cev_portfolio_record takes, by
 *  customer, time and amount, or key, number and text. Of orders there are the
 *  details that any order has, numbers before texts.
 *  @return CEV_OK, CEV_ERR_ARGUMENT, CEV_ERR_KIND (ledger), CEV_ERR_MEMORY */
CEV_API int32_t cev_portfolio_export(const cev_portfolio *portfolio,
                                     const char *ledger, cev_table **out);

/** One customer's records of a ledger, with the same columns, by time. Cost:
 *  that customer's orders; of events, one pass over all.
 *  @return also CEV_ERR_NOT_FOUND */
CEV_API int32_t cev_portfolio_history(const cev_portfolio *portfolio,
                                      const char *ledger, const char *customer,
                                      cev_table **out);
CEV_API int32_t cev_portfolio_history_id(const cev_portfolio *portfolio,
                                         const char *ledger, int64_t customer,
                                         cev_table **out);

/** Save as versioned, checksummed little-endian bytes, and bring back; as
 *  cev_estimator_save and _load. The same records give the same bytes.
 *  (PORT-SAVE-1) */
CEV_API int32_t cev_portfolio_save(const cev_portfolio *portfolio, void *bytes,
                                   int64_t capacity, int64_t *size);
CEV_API int32_t cev_portfolio_load(cev_ctx *ctx, const void *bytes,
                                   int64_t size, cev_portfolio **out);

#ifdef __cplusplus
}
#endif

#endif
