/* The common beginning of tables about the whole portfolio; see survey.h. */
#include "survey.h"

int32_t cev__survey_ask(const cev_portfolio *portfolio, int64_t as_of,
                        const cev_options *options, const char *takes,
                        const char *who, const void *out, cev__survey *survey)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    survey->ctx = portfolio->ctx;
    if (out == NULL)
        return cev__fail_null(survey->ctx, "out");
    int32_t status = cev__options_check(survey->ctx, options, takes, who);
    if (status == CEV_OK)
        status = cev__cut_make(portfolio, as_of, options, &survey->cut);
    return status;
}

int32_t cev__survey_begin(const cev_portfolio *portfolio, int64_t as_of,
                          const cev_options *options, const char *takes,
                          const char *who, const void *out,
                          cev__survey *survey)
{
    int32_t status =
        cev__survey_ask(portfolio, as_of, options, takes, who, out, survey);
    return status == CEV_OK
               ? cev__histories_all(portfolio, &survey->histories)
               : status;
}

void cev__survey_end(cev__survey *survey)
{
    cev__histories_free(survey->ctx, &survey->histories);
}

cev__walk cev__survey_walk(const cev__survey *survey, int64_t row)
{
    const cev__entry *end;
    const cev__entry *entries = cev__entries(&survey->histories, row, &end);
    return cev__walk_make(entries, end, survey->cut.bin,
                          survey->cut.later_end);
}

int32_t cev__survey_limit(const cev__survey *survey, const char *option,
                          double rows)
{
    if (rows <= (double)CEV__ROWS_MAX)
        return CEV_OK;
    return cev__fail(survey->ctx, CEV_ERR_LIMIT,
                     "the table would have %g rows; wanted at most %d: take "
                     "a longer %s",
                     rows, CEV__ROWS_MAX, option);
}
