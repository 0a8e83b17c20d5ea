/* Where else a search begins; see purchase_starts.h. */
#include "../core/compiler.h"
#include "purchase_starts.h"

#include <string.h>

/* How far from the first start the others are, in logs: factors of 20 and
 * 400. */
#define OTHER_START 3.0

/* From which of the others on customers buy alike, and from which on they leave
 * all at one pace. */
enum { ALIKE = 2, SUDDENLY = 4 };

/*
 * The other places to look: customers who hardly leave, and are alike in it;
 * customers who leave at once or never; customers who buy alike, and leave
 * alike, or at once or never; and, where the risk of leaving grows, customers
 * who leave at one pace from some age on, none before: slowly, quickly, or
 * slowly and late.
 */
void cev__purchase_starts(const cev__purchase_kind *kind,
                          cev__likelihood *likelihood)
{
    static const double leaving[CEV__OTHERS][2] = {
        {OTHER_START, 2.0 * OTHER_START},
        {-2.0 * OTHER_START, -2.0 * OTHER_START},
        {2.0 * OTHER_START, 2.0 * OTHER_START},
        {-2.0 * OTHER_START, -2.0 * OTHER_START},
        {-2.0 * OTHER_START, 0.0},
        {-OTHER_START, 0.0},
        {-2.0 * OTHER_START, 4.0 * OTHER_START}};
    const int *is_time = kind->is_time + cev__purchase_wholes(kind);
    likelihood->other_count = kind->leaving_over < 0 ? SUDDENLY : CEV__OTHERS;
    for (int k = 0; k < likelihood->other_count; k++) {
        double *other = likelihood->others[k];
        memcpy(other, likelihood->start, sizeof likelihood->start);
        for (int i = 0; i < kind->fit.n; i++) {
            if (i == kind->leaving[0] || i == kind->leaving[1])
                other[i] += leaving[k][i == kind->leaving[1]];
            else if (k >= SUDDENLY ? is_time[i] < 0
                                   : k >= ALIKE && is_time[i] >= 0)
                other[i] += 2.0 * OTHER_START;
        }
    }
}
