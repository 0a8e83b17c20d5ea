/* The report's picture of surveys: what moves satisfaction. */
#include <string.h>

#include "report.h"
#include "text.h"

/* Features of customers that are their last answers to a question begin so. */
#define ANSWER "score="

/* More questions than that are not looked at beside each other. */
#define DRIVERS_MOST 12

/* The column of the question that asks for everything at once, whatever its case;
 * of several the first here; NULL where there is none. */
static const char *overall_answer(const cev_table *features)
{
    static const char *const names[] = {ANSWER "nps", ANSWER "recommend",
                                        ANSWER "csat", ANSWER "satisfaction",
                                        ANSWER "overall"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int64_t c = 0; c < cev_table_column_count(features); c++)
            if (text_same(names[i], cev_table_name(features, c)))
                return cev_table_name(features, c);
    return NULL;
}

/* What customers answered last, by the report's day. */
static int32_t ask_features(const report *r, cev_table **out)
{
    cev_options *o = NULL;
    int32_t status = cev_options_new(r->shop->ctx, &o);
    if (status == CEV_OK)
        status = cev_options_set_double(o, CEV_OPT_TIME_UNIT, 86400);
    if (status == CEV_OK)
        status = cev_portfolio_features(r->shop->portfolio, r->shop->as_of, o,
                                        out);
    cev_options_free(o);
    return status;
}

/* Only the answers, which are `count`. */
static int32_t lend_answers(const report *r, const cev_table *features,
                            cev_table **out, int *count)
{
    int32_t status =
        cev_table_new(r->shop->ctx, cev_table_row_count(features), out);
    for (int64_t i = 0;
         status == CEV_OK && i < cev_table_column_count(features); i++) {
        const char *name = cev_table_name(features, i);
        if (strncmp(name, ANSWER, strlen(ANSWER)) != 0)
            continue;
        status = column_lend(*out, name, features);
        ++*count;
    }
    return status;
}

/* What answers to single questions have to do with the overall one. Too few
 * answers are no failure: there is then nothing to draw. */
static int32_t ask_drivers(const report *r, const cev_table *features,
                           cev_table **out)
{
    const char *target = overall_answer(features);
    cev_table *answers = NULL;
    cev_options *o = NULL;
    int count = 0;
    if (target == NULL)
        return CEV_OK;
    int32_t status = lend_answers(r, features, &answers, &count);
    if (status == CEV_OK)
        status = cev_options_new(r->shop->ctx, &o);
    if (status == CEV_OK)
        status = cev_options_set_str(o, CEV_OPT_TARGET, target);
    if (status == CEV_OK)
        status = cev_options_set_double(o, CEV_OPT_INTERVAL,
                                        r->shop->interval);
    if (status == CEV_OK && count > 1 && count <= DRIVERS_MOST + 1)
        status = cev_survey_drivers(r->shop->ctx, answers, o, out);
    cev_options_free(o);
    cev_table_free(answers);
    return status == CEV_ERR_DOMAIN ? CEV_OK : status;
}

static void write_driver_rows(const cev_table *found, json *j)
{
    static const char *const figures[] = {"performance", "importance",
                                          "importance_lo", "importance_hi"};
    column driver = column_find(found, "driver");
    column advice = column_find(found, "advice");
    for (int64_t i = 0; i < cev_table_row_count(found); i++) {
        json_array(j, NULL);
        json_text(j, NULL, column_text(&driver, i) + strlen(ANSWER));
        for (int f = 0; f < 4; f++) {
            column figure = column_find(found, figures[f]);
            json_digits(j, column_double(&figure, i), 6);
        }
        json_text(j, NULL, column_text(&advice, i));
        json_array_end(j);
    }
}

int report_write_surveys(const report *r, json *j)
{
    static const char *const names[] = {"driver", "performance", "importance",
                                        "importance_lo", "importance_hi",
                                        "advice"};
    cev_table *features = NULL, *found = NULL;
    int32_t status = r->n > 0 ? ask_features(r, &features) : CEV_OK;
    if (status == CEV_OK && features != NULL)
        status = ask_drivers(r, features, &found);
    json_table(j, "drivers", names, 6);
    if (found != NULL)
        write_driver_rows(found, j);
    json_table_end(j);
    cev_table_free(found);
    cev_table_free(features);
    return status == CEV_OK ? CLI_OK : shop_fail(r->shop);
}
