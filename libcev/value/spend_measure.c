/* What spenders' amounts are like; see spend_measure.h. */
#include "../core/compiler.h"
#include "spend_measure.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

void cev__spend_count(const cev__group *groups, int64_t count,
                      cev__spend_sums *out)
{
    memset(out, 0, sizeof *out);
    for (int64_t i = 0; i < count; i++) {
        double w = groups[i].weight;
        cev__sum_add(&out->spenders, w);
        cev__sum_add(&out->x, w * groups[i].key[0]);
        cev__sum_add(&out->amount, w * groups[i].key[1]);
        cev__sum_add(&out->log_amount, w * cev__log(groups[i].key[1]));
    }
}

void cev__spend_centre(const cev__spend_sums *sums, double *x, double *amount)
{
    double n = cev__sum_value(&sums->spenders);
    *x = cev__sum_value(&sums->x) / n;
    *amount = cev__sum_value(&sums->amount) / n;
}

void cev__spend_spread(const cev__group *groups, int64_t count, double x,
                       double amount, cev__spend_sums *sums)
{
    memset(&sums->xx, 0, sizeof sums->xx);
    memset(&sums->mm, 0, sizeof sums->mm);
    memset(&sums->xm, 0, sizeof sums->xm);
    for (int64_t i = 0; i < count; i++) {
        double w = groups[i].weight;
        double dx = groups[i].key[0] - x;
        double dm = groups[i].key[1] / amount - 1.0;
        cev__sum_add(&sums->xx, w * dx * dx);
        cev__sum_add(&sums->mm, w * dm * dm);
        cev__sum_add(&sums->xm, w * dx * dm);
    }
}

double cev__spend_measure(const cev__spend_sums *sums, double unit,
                          cev__spend *model)
{
    double x, amount, n = cev__sum_value(&sums->spenders);
    double spread = cev__sum_value(&sums->xx);
    double variation = cev__sum_value(&sums->mm);
    cev__spend_centre(sums, &x, &amount);
    model->spenders = n;
    model->mean = amount * unit;
    /* One customer's mean tells as much as a factor of e. */
    model->mean_log_sd =
        n > 1.0 ? sqrt(variation / (n - 1.0) / n) : 1.0;
    model->correlation =
        n > 3.0 && spread > 0.0 && variation > 1e-20 * n
            ? cev__sum_value(&sums->xm) / (sqrt(spread) * sqrt(variation))
            : NAN;
    return unit * cev__exp(cev__sum_value(&sums->log_amount) / n);
}
