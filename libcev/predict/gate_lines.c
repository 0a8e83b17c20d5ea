/* What the gate says. */
#include "../core/compiler.h"
#include "gate.h"

#include <math.h>

#include "../math/interval.h"
#include "../math/sum.h"

typedef struct gate_year {
    double customers, cost;
} gate_year;

/* One choice over another, costs counted, of so many customers. */
typedef struct gate_duel {
    int one, other;
    double times, cost; /* cost is that of one over the other */
} gate_duel;

static const char gate_names[CEV__GATE_CHOICES][12] = {
    "model", "simpler", "baseline", "everybody", "nobody"};

double cev__gate_cost(const cev_options *options)
{
    return cev__options_double(options, CEV__OPT_SETUP_COST)
               / cev__options_double(options, CEV__OPT_YEARS)
           + cev__options_double(options, CEV__OPT_YEARLY_COST)
           + cev__options_double(options, CEV__OPT_HOURS)
                 * cev__options_double(options, CEV__OPT_WAGE);
}

static int has_choice(const cev__gate *gate, int choice)
{
    return choice >= CEV__GATE_READ || gate->predicted[choice] != NULL;
}

/* The value of a duel, its error, and its interval where one is wanted: the
 * normal one, which in small shops holds better than shares of the draws, as
 * few customers are picked by one choice and not by the other. */
static void fill_duel(const cev__gate *gate, const gate_duel *duel,
                      double interval, cev__line *line)
{
    const double *one = gate->drawn + duel->one * gate->draws;
    const double *other = gate->drawn + duel->other * gate->draws;
    cev__sum sum = {0}, squares = {0};
    line->value =
        duel->times * (gate->profit[duel->one] - gate->profit[duel->other])
        - duel->cost;
    for (int64_t d = 0; d < gate->draws; d++) {
        gate->scratch[d] = duel->times * (one[d] - other[d]) - duel->cost;
        cev__sum_add(&sum, gate->scratch[d]);
    }
    double mean = cev__sum_value(&sum) / (double)gate->draws;
    for (int64_t d = 0; d < gate->draws; d++) {
        double away = gate->scratch[d] - mean;
        cev__sum_add(&squares, away * away);
    }
    line->std_error =
        sqrt(cev__sum_value(&squares) / ((double)gate->draws - 1.0));
    if (!(interval > 0.0))
        return;
    line->lower = line->value - cev__interval_z(interval) * line->std_error;
    line->upper = line->value + cev__interval_z(interval) * line->std_error;
}

static void tell_choices(const cev__gate *gate, double interval,
                         cev__lines *lines)
{
    char text[CEV__LINE_TEXT];
    for (int c = 0; c < CEV__GATE_CHOICES; c++) {
        const gate_duel alone = {c, CEV__GATE_NOBODY, 1.0, 0.0};
        if (!has_choice(gate, c))
            continue;
        cev__format(text, sizeof text, "picks %d of %d customers",
                    (int64_t)floor(gate->share[c] * gate->customers + 0.5),
                    (int64_t)floor(gate->customers + 0.5));
        fill_duel(gate, &alone, interval,
                  cev__lines_add(lines, "profit", gate_names[c], text));
    }
}

/* The learnt choice: the simpler one unless the model is clearly better. */
static int learnt_choice(const cev__gate *gate, double interval,
                         cev__lines *lines)
{
    const gate_duel duel = {CEV__GATE_MODEL, CEV__GATE_SIMPLER, 1.0, 0.0};
    if (!has_choice(gate, CEV__GATE_SIMPLER))
        return CEV__GATE_MODEL;
    cev__line *line =
        cev__lines_add(lines, "gain", "model_over_simpler", NULL);
    fill_duel(gate, &duel, interval, line);
    double least = interval > 0.0 ? line->lower : line->value;
    return least > 0.0 ? CEV__GATE_MODEL : CEV__GATE_SIMPLER;
}

/* The best that needs no model; the simplest of equals. */
static int unlearnt_choice(const cev__gate *gate)
{
    int best = CEV__GATE_NOBODY;
    for (int c = CEV__GATE_NOBODY; c-- > CEV__GATE_BASELINE;)
        if (has_choice(gate, c) && gate->profit[c] > gate->profit[best])
            best = c;
    return best;
}

static gate_year tell_year(const cev__gate *gate, const cev_options *options,
                           const cev__line *gain, cev__lines *lines)
{
    gate_year year = {
        cev__options_double(options, CEV__OPT_YEARLY_CUSTOMERS),
        cev__gate_cost(options)};
    const cev__line each = *gain;
    if (!(year.customers > 0.0))
        year.customers = gate->customers;
    const double offsets[2] = {0.0, year.cost};
    static const char names[2][8] = {"benefit", "net"};
    cev__lines_add(lines, "year", "customers", NULL)->value = year.customers;
    cev__lines_add(lines, "year", "cost", NULL)->value = year.cost;
    for (int i = 0; i < 2; i++) {
        cev__line *line = cev__lines_add(lines, "year", names[i], NULL);
        line->value = year.customers * each.value - offsets[i];
        line->std_error = year.customers * each.std_error;
        line->lower = year.customers * each.lower - offsets[i];
        line->upper = year.customers * each.upper - offsets[i];
    }
    if (each.value > 0.0)
        cev__lines_add(lines, "year", "break_even_customers", NULL)->value =
            year.cost / each.value;
    return year;
}

static void judge_gate(const cev__line *gain, const gate_year *year,
                       double interval, cev__lines *lines)
{
    double value = year->customers * gain->value - year->cost;
    double least = value, most = value;
    if (interval > 0.0) {
        least = year->customers * gain->lower - year->cost;
        most = year->customers * gain->upper - year->cost;
    }
    if (least > 0.0)
        cev__lines_verdict(lines, "automate", value,
                           "It pays: {n} a year after costs, and more than "
                           "nothing all the interval long.");
    else if (value > 0.0)
        cev__lines_verdict(lines, "suggest", value,
                           "Let it suggest and people decide: it would "
                           "bring {n} a year after costs, but the interval "
                           "reaches below nothing.");
    else if (!(most > 0.0))
        cev__lines_verdict(lines, "keep_human", value,
                           "Leave it to people: what it adds does not cover "
                           "its costs, all the interval long ({n} a year).");
    else if (gain->value > 0.0)
        cev__lines_verdict(lines, "not_enough_data",
                           year->cost / gain->value,
                           "Too few customers: it would cover its costs from "
                           "{n} customers a year on, if each goes on "
                           "bringing as much.");
    else
        cev__lines_verdict(lines, "not_enough_data", NAN,
                           "Too few customers to tell: with these it adds "
                           "nothing, but the interval reaches above its "
                           "costs.");
}

/* The simplest choice that is not clearly worse than the best. */
static void name_simplest(const cev__gate *gate, const gate_year *year,
                          double interval, cev__lines *lines)
{
    static const char names[CEV__GATE_CHOICES][20] = {
        "model_is_needed", "simpler_is_enough", "baseline_is_enough",
        "everybody_is_enough", "nobody_is_enough"};
    static const char *const texts[CEV__GATE_CHOICES] = {
        "Nothing simpler does as well as the model, which picks {n} "
        "customers.",
        "The simpler model does as well: it picks {n} customers.",
        "The rule that is in use does as well: act on the {n} customers that "
        "it picks.",
        "It does as well to act on everybody, without any model.",
        "It does as well to act on nobody."};
    double net[CEV__GATE_CHOICES], costs[CEV__GATE_CHOICES] = {0};
    int best = CEV__GATE_NOBODY, simplest = CEV__GATE_NOBODY;
    costs[CEV__GATE_MODEL] = costs[CEV__GATE_SIMPLER] = year->cost;
    for (int c = CEV__GATE_CHOICES; c-- > 0;) {
        net[c] = year->customers * gate->profit[c] - costs[c];
        if (has_choice(gate, c) && net[c] > net[best])
            best = c;
    }
    for (; simplest > best; simplest--) {
        const gate_duel duel = {best, simplest, year->customers,
                                costs[best] - costs[simplest]};
        cev__line line = {.lower = NAN, .upper = NAN};
        if (!has_choice(gate, simplest))
            continue;
        fill_duel(gate, &duel, interval, &line);
        if (!((interval > 0.0 ? line.lower : line.value) > 0.0))
            break;
    }
    cev__lines_verdict(lines, names[simplest],
                       gate->share[simplest] * gate->customers,
                       texts[simplest]);
}

void cev__gate_tell(const cev__gate *gate, const cev_options *options,
                    cev__lines *lines)
{
    double interval = cev__options_double(options, CEV__OPT_INTERVAL);
    char text[CEV__LINE_TEXT];
    tell_choices(gate, interval, lines);
    int learnt = learnt_choice(gate, interval, lines);
    const gate_duel duel = {learnt, unlearnt_choice(gate), 1.0, 0.0};
    cev__format(text, sizeof text, "%s over %s", gate_names[duel.one],
                gate_names[duel.other]);
    cev__line *line = cev__lines_add(lines, "gain", "gain", text);
    fill_duel(gate, &duel, interval, line);
    const cev__line gain = *line;
    gate_year year = tell_year(gate, options, &gain, lines);
    judge_gate(&gain, &year, interval, lines);
    name_simplest(gate, &year, interval, lines);
}
