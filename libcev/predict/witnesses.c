/* What customers who were left out say of others; see conformal.h. */
#include "../core/compiler.h"
#include "conformal.h"

#include <math.h>

#include "../math/radix.h"
#include "../math/sum.h"

static int64_t list_begin(const cev__witnesses *w, int64_t list)
{
    return list == 0 ? 0 : w->ends[list - 1];
}

static double list_weight(const cev__witnesses *w, int64_t list)
{
    return w->ends[list] > list_begin(w, list) ? w->so_far[w->ends[list] - 1]
                                               : 0.0;
}

double cev__witnesses_weight(const cev__witnesses *w, int32_t group)
{
    cev__sum sum = {0};
    for (int32_t m = 0; m < w->models; m++)
        cev__sum_add(&sum, list_weight(w, (int64_t)group * w->models + m));
    return cev__sum_value(&sum);
}

/* What rounding put above a whole number of customers is that number. */
static double needed(double all, double coverage)
{
    return coverage * (all + 1.0) * (1.0 - 1e-9);
}

int cev__witnesses_are_enough(double all, double coverage)
{
    return needed(all, coverage) <= all;
}

/* Customers of a list at centre + away <= t, or below t. */
static double list_within(const cev__witnesses *w, int64_t list,
                          double centre, double t, int is_below)
{
    int64_t begin = list_begin(w, list), low = begin, high = w->ends[list];
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        double at = centre + w->away[middle];
        if (is_below ? at < t : at <= t)
            low = middle + 1;
        else
            high = middle;
    }
    return low > begin ? w->so_far[low - 1] : 0.0;
}

/* The same of all lists; away may be as far as each model says. */
static double all_within(const cev__witnesses *w, int32_t first, int32_t last,
                         int32_t step, const double *centre,
                         const double *away, double t)
{
    cev__sum sum = {0};
    for (int32_t group = first; group <= last; group += step)
        for (int32_t m = 0; m < w->models; m++)
            cev__sum_add(&sum, list_within(w, (int64_t)group * w->models + m,
                                           away == NULL ? centre[m] : 0.0,
                                           away == NULL ? t : away[m],
                                           away != NULL));
    return cev__sum_value(&sum);
}

static double all_weight(const cev__witnesses *w, int32_t first, int32_t last,
                         int32_t step)
{
    cev__sum sum = {0};
    for (int32_t group = first; group <= last; group += step)
        cev__sum_add(&sum, cev__witnesses_weight(w, group));
    return cev__sum_value(&sum);
}

double cev__witnesses_bound(const cev__witnesses *w, int32_t first,
                            int32_t last, int32_t step, const double *centre,
                            double coverage)
{
    double all = all_weight(w, first, last, step);
    double need = needed(all, coverage);
    uint64_t low = cev__keyed_double(-INFINITY);
    uint64_t high = cev__keyed_double(INFINITY);
    if (!cev__witnesses_are_enough(all, coverage))
        return INFINITY;
    /* Doubles are halved by their keys: 64 looks find the very one. */
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (all_within(w, first, last, step, centre, NULL,
                       cev__keyed_value(middle))
            >= need)
            high = middle;
        else
            low = middle;
    }
    return cev__keyed_value(high);
}

double cev__witnesses_share(const cev__witnesses *w, int32_t first,
                            int32_t last, int32_t step, const double *away)
{
    double all = all_weight(w, first, last, step);
    double nearer = all_within(w, first, last, step, NULL, away, 0.0);
    return (all - nearer + 1.0) / (all + 1.0);
}
