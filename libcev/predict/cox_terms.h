/*
 * The partial likelihood of Cox's model: at each time somebody leaves, how
 * much his risk is of that of all who might have. Rows are those of spells in
 * their order; groups have hazards of their own.
 */
#ifndef CEV__COX_TERMS_H
#define CEV__COX_TERMS_H

#include "design.h"
#include "spells.h"

typedef struct cev__cox_terms {
    const cev__spells *spells;
    const double *z;      /* a row for each in the order of the spells */
    int n;                /* columns of z */
    int is_breslow;       /* ties as if each left before the others; else
                             Efron's mean over the orders they may have had */
    int64_t *by_entry;    /* places in that order by group and entry, the last
                             first; NULL where all came at the beginning */
    double *eta;          /* log hazard of each place at the coefficients */
    double *scratch;
} cev__cox_terms;

int32_t cev__cox_terms_open(cev_ctx *ctx, const cev__spells *spells,
                            const double *z, int n, int is_breslow,
                            cev__cox_terms *out);
void cev__cox_terms_close(cev_ctx *ctx, cev__cox_terms *terms);

/* The log-likelihood of terms at coefficients, for cev__climb_up. */
double cev__cox_likelihood(void *terms, const double *beta, double *gradient,
                           double *information);

/* is_own[k] is 0 of a column that says nothing of its own of those who might
 * have left when somebody did, as it is the same for a whole group, or follows
 * from those before it there. CEV_ERR_MEMORY. */
int32_t cev__cox_terms_own(cev_ctx *ctx, const cev__spells *spells,
                           const double *z, int n, int32_t *is_own);

/* One time at which somebody left: what the hazard then was, of who has eta 0.
 */
typedef struct cev__cox_jump {
    int32_t group;
    double time, events;
    double hazard; /* by how much the cumulative hazard jumps */
    double spread; /* and its variance, were the coefficients known */
} cev__cox_jump;

/* How many there are; then each, by group and time, with its `means` unless
 * these are NULL: n numbers a jump, the hazard times the mean z of those at
 * risk. */
int64_t cev__cox_jump_count(const cev__cox_terms *terms);
void cev__cox_jumps(cev__cox_terms *terms, const double *beta,
                    cev__cox_jump *jumps, double *means);

/* Score (2 n numbers) and information (of 2 n rows, packed, and room for
 * another of n behind it) at coefficients, of the columns and of the same times
 * a `course`, a number for each jump. */
void cev__cox_course_score(cev__cox_terms *terms, const double *beta,
                           const double *course, double *score,
                           double *information);

#endif
