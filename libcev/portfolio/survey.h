/* What every table about the whole portfolio begins with: options checked, the
 * time to look up to, and everybody's history. */
#ifndef CEV__SURVEY_H
#define CEV__SURVEY_H

#include "walk.h"

typedef struct cev__survey {
    cev_ctx *ctx;
    cev__cut cut;
    cev__histories histories;
} cev__survey;

/* `takes` are the options of the call `who`; portfolio and out may be NULL,
 * which is told. */
int32_t cev__survey_begin(const cev_portfolio *portfolio, int64_t as_of,
                          const cev_options *options, const char *takes,
                          const char *who, const void *out,
                          cev__survey *survey);
/* The same without the histories. */
int32_t cev__survey_ask(const cev_portfolio *portfolio, int64_t as_of,
                        const cev_options *options, const char *takes,
                        const char *who, const void *out, cev__survey *survey);
void cev__survey_end(cev__survey *survey);

/* The visits of a row of the histories, up to the end of the cut. */
cev__walk cev__survey_walk(const cev__survey *survey, int64_t row);

/* More rows than anybody reads: a table grows no longer than this. */
#define CEV__ROWS_MAX (INT64_C(1) << 24)

/* CEV_ERR_LIMIT with a message when `option` makes more rows than that. */
int32_t cev__survey_limit(const cev__survey *survey, const char *option,
                          double rows);

#endif
