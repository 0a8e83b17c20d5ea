/* What fits are asked to believe; see pull.h. */
#include "../core/compiler.h"
#include "pull.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

/* log(value) is normal around itself, in the unit of the fit. */
static void believe_known(const cev__known *known, int k, double log_unit,
                          cev__pull *pull)
{
    cev__belief *belief = &pull->beliefs[pull->count++];
    memset(belief, 0, sizeof *belief);
    belief->weights[k] = 1.0;
    belief->centre = cev__log(known->value) - log_unit;
    belief->sd = known->std_error / known->value;
    pull->asked.known++;
}

void cev__pull_make(const cev__given *given, const char *kind, int n,
                    const char *const *names, const double *log_units,
                    const cev__belief *usual, cev__pull *out)
{
    double penalty = cev__options_double(given->options, CEV__OPT_PENALTY);
    memset(out, 0, sizeof *out);
    out->n = n;
    out->asked.penalty = penalty;
    for (int k = 0; k < n && penalty > 0.0; k++) {
        out->beliefs[out->count] = usual[k];
        out->beliefs[out->count++].sd /= sqrt(penalty);
    }
    for (int k = 0; k < n; k++) {
        const cev__known *known = cev__prior_find(
            given->prior, given->is_part ? kind : NULL, names[k]);
        if (known != NULL)
            believe_known(known, k, log_units[k], out);
    }
}

void cev__asked_save(const cev__asked *asked, cev__writer *writer)
{
    cev__write_double(writer, asked->penalty);
    cev__write_i32(writer, asked->known);
}

int cev__asked_load(cev__blob *blob, cev__asked *out)
{
    out->penalty = cev__read_double(blob);
    out->known = cev__read_i32(blob);
    return out->penalty >= 0.0 && isfinite(out->penalty) && out->known >= 0
           && out->known <= CEV__PRIOR_PARAMS;
}
