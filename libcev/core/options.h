/* Options inside: bags of values, and layers of them. */
#ifndef CEV__OPTIONS_H
#define CEV__OPTIONS_H

#include "ctx.h"
#include "dictionary.h"

typedef struct cev__option_value {
    int32_t option;
    int64_t i;
    double d;
    const char *text; /* of text options, the bag's own; else NULL */
} cev__option_value;

/* Only what is set is held, in the dictionary's order. What is not set is
 * asked of the layer below, and at last of the dictionary. */
struct cev_options {
    cev_ctx *ctx;
    const cev_options *below;
    cev__option_value *values;
    int32_t count;
};

/*
 * Every option that is set must be among `takes` (names joined by single
 * blanks); else CEV_ERR_OPTION: option "scores" means nothing to bgnbd; it
 * takes: …. NULL options pass.
 */
int32_t cev__options_check(cev_ctx *ctx, const cev_options *options,
                           const char *takes, const char *who);

/* What is set in `over`, and below it `base`; either may be NULL. A view:
 * nothing is copied, both must outlive it, and nobody clears it. */
cev_options cev__options_over(const cev_options *over,
                              const cev_options *base);

/* One layer with what any layer of `from` has and `takes` names, but for the
 * option `without` (-1: none). A view of texts; cev__options_unpress frees what
 * is its own. */
int32_t cev__options_press(cev_ctx *ctx, const cev_options *from,
                           const char *takes, int without, cev_options *out);
void cev__options_unpress(cev_options *pressed);

/* A bag within another object: filled with copies of what is set in `from`
 * (one layer; NULL: nothing), and emptied. `to` is untouched on failure. */
int32_t cev__options_copy(cev_ctx *ctx, const cev_options *from,
                          cev_options *to);
void cev__options_clear(cev_options *options);

/* Whether any layer has a value. */
int cev__options_has(const cev_options *options, int option);

/* The value set, else the dictionary's default. options may be NULL. */
int64_t cev__options_int(const cev_options *options, int option);
double cev__options_double(const cev_options *options, int option);
const char *cev__options_str(const cev_options *options, int option);

/* The numbers that the text of an option joins by commas, at most `most`;
 * CEV_ERR_OPTION with a message. */
int32_t cev__option_numbers(cev_ctx *ctx, int option, const char *text,
                            int32_t most, double *out, int32_t *count);

#endif
