/* Many tests at once; see cev/statistics.h. */
#include "../core/compiler.h"
#include "p_values.h"

#include <math.h>
#include <stddef.h>

#include "cev/statistics.h"
#include "rowwise.h"

/* Whether the row `i` has the larger p, or the same and stands later. */
static int is_later(const double *p, double i, double j)
{
    double a = p[(int64_t)i], b = p[(int64_t)j];
    return a > b || (!(a < b) && i > j);
}

/* Lets the row at `root` sink in a heap whose largest is on top. */
static void sink_test(const double *p, double *order, int64_t root,
                     int64_t count)
{
    double row = order[root];
    for (;;) {
        int64_t child = 2 * root + 1;
        if (child >= count)
            break;
        if (child + 1 < count && is_later(p, order[child + 1], order[child]))
            child++;
        if (!is_later(p, order[child], row))
            break;
        order[root] = order[child];
        root = child;
    }
    order[root] = row;
}

/* The rows that have a p, by it, ascending; heapsort, which needs no memory.
 * How many there are. */
static int64_t order_rows(int64_t n, const double *p, double *order)
{
    int64_t count = 0;
    for (int64_t i = 0; i < n; i++)
        if (!isnan(p[i]))
            order[count++] = (double)i;
    for (int64_t i = count / 2; i-- > 0;)
        sink_test(p, order, i, count);
    for (int64_t last = count - 1; last > 0; last--) {
        double top = order[0];
        order[0] = order[last];
        order[last] = top;
        sink_test(p, order, 0, last);
    }
    return count;
}

static int32_t check_p_values(int64_t n, const double *p, double *adjusted,
                              double *order)
{
    double *const outputs[2] = {adjusted, order};
    int32_t status = cev__rowwise_check(n, &p, 1, outputs, 2);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; i < n; i++)
        if (!(p[i] >= 0.0 && p[i] <= 1.0))
            return CEV_ERR_DOMAIN;
    return CEV_OK;
}

/* From the largest down, no p more than a larger one: n p / rank. */
void cev__p_values_adjust(int64_t n, const double *p, double *adjusted,
                          double *order)
{
    int64_t count = order_rows(n, p, order);
    double least = 1.0;
    for (int64_t i = 0; i < n; i++)
        adjusted[i] = NAN;
    for (int64_t k = count - 1; k >= 0; k--) {
        int64_t row = (int64_t)order[k];
        least = fmin(least, (double)count / ((double)k + 1.0) * p[row]);
        adjusted[row] = least;
    }
}

int32_t cev_benjamini_hochberg(int64_t n, const double *p, double *adjusted,
                               double *order)
{
    int32_t status = check_p_values(n, p, adjusted, order);
    if (status == CEV_OK)
        cev__p_values_adjust(n, p, adjusted, order);
    return status;
}

/* From the smallest up, no p less than a smaller one: (n - rank + 1) p. */
int32_t cev_holm(int64_t n, const double *p, double *adjusted, double *order)
{
    int32_t status = check_p_values(n, p, adjusted, order);
    double most = 0.0;
    if (status != CEV_OK)
        return status;
    order_rows(n, p, order);
    for (int64_t k = 0; k < n; k++) {
        int64_t row = (int64_t)order[k];
        most = fmax(most, fmin((double)(n - k) * p[row], 1.0));
        adjusted[row] = most;
    }
    return CEV_OK;
}
