/* What spenders' amounts are like; see spend_measure.h. */
#include "../core/compiler.h"
#include "spend_measure.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/sum.h"

double cev__spend_measure(const cev__group *groups, int64_t count,
                          double unit, cev__spend *model)
{
    cev__sum sum_x = {0}, sum_m = {0}, sum_log = {0};
    cev__sum xx = {0}, mm = {0}, xm = {0};
    double n = 0.0;
    for (int64_t i = 0; i < count; i++) {
        double w = groups[i].weight;
        n += w;
        cev__sum_add(&sum_x, w * groups[i].key[0]);
        cev__sum_add(&sum_m, w * groups[i].key[1]);
        cev__sum_add(&sum_log, w * cev__log(groups[i].key[1]));
    }
    double mean_x = cev__sum_value(&sum_x) / n;
    double mean = cev__sum_value(&sum_m) / n;
    for (int64_t i = 0; i < count; i++) {
        double w = groups[i].weight;
        double dx = groups[i].key[0] - mean_x;
        double dm = groups[i].key[1] / mean - 1.0;
        cev__sum_add(&xx, w * dx * dx);
        cev__sum_add(&mm, w * dm * dm);
        cev__sum_add(&xm, w * dx * dm);
    }
    double spread = cev__sum_value(&xx), variation = cev__sum_value(&mm);
    model->spenders = n;
    model->mean = mean * unit;
    /* One customer's mean tells as much as a factor of e. */
    model->mean_log_sd =
        n > 1.0 ? sqrt(variation / (n - 1.0) / n) : 1.0;
    model->correlation =
        n > 3.0 && spread > 0.0 && variation > 1e-20 * n
            ? cev__sum_value(&xm) / (sqrt(spread) * sqrt(variation))
            : NAN;
    return unit * cev__exp(cev__sum_value(&sum_log) / n);
}
