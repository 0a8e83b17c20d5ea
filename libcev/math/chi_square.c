/* The chi-square distribution; see chi_square.h. */
#include "../core/compiler.h"
#include "chi_square.h"

#include "gamma_tails.h"

double cev__chi_square_tail(double x, double freedom)
{
    cev__tails tails;
    cev__gamma_tails(0.5 * freedom, 0.5 * x, &tails);
    return tails.upper;
}
