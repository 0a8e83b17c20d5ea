/*
 * A prior from elsewhere: what the fit of another shop, or of another year,
 * found about parameters, to be believed by the next fit. The logarithm of
 * each is normal, and one is independent of the other; of the coefficients of
 * covariates ("purchase: age") they themselves are.
 */
#ifndef CEV__PRIOR_H
#define CEV__PRIOR_H

#include "blob.h"
#include "table.h"

enum { CEV__PRIOR_PARAMS = 64, CEV__PRIOR_NAME = 160 };

typedef struct cev__known {
    char name[CEV__PRIOR_NAME];
    double value, std_error; /* of the parameter itself */
} cev__known;

typedef struct cev__prior {
    int32_t count;
    cev__known known[CEV__PRIOR_PARAMS];
} cev__prior;

/* What a kind can be told: its parameters, and of its options those that name
 * covariates (both joined by single blanks). */
typedef struct cev__knowable {
    const char *kind, *params, *takes;
} cev__knowable;

/* Out of a table such as a summary: its rows with a standard error. NULL:
 * none. */
int32_t cev__prior_read(cev_ctx *ctx, const cev_table *table,
                        const cev__knowable *of, cev__prior *out);

/* What is known of a parameter, or NULL; with a part its name is
 * "part.name". */
const cev__known *cev__prior_find(const cev__prior *prior, const char *part,
                                  const char *name);

void cev__prior_save(const cev__prior *prior, cev__writer *writer);
/* 0 when what was read cannot be one for such a kind. */
int cev__prior_load(cev__blob *blob, const cev__knowable *of,
                    cev__prior *out);

#endif
