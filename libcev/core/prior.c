/* Priors from elsewhere; see prior.h. */
#include "prior.h"

#include <math.h>
#include <string.h>

#include "text.h"

/* Nobody knows a parameter better; and a prior worse than this says nothing.
 * Both as shares of the value. */
#define SHARE_LEAST 1e-6
#define SHARE_MOST 1e3

/* The same of a coefficient, which may be 0. */
#define COEFFICIENT_ERROR_LEAST 1e-9
#define COEFFICIENT_ERROR_MOST 1e9

enum { PROCESS_SIZE = 32 };

/* Where a name goes on after the part that it may carry: "bgnbd.". */
static const char *after_part(const char *name, const char *end)
{
    for (const char *c = end; c > name; c--)
        if (c[-1] == '.')
            return c;
    return name;
}

/* Whether a kind has a part of this name; of no length: whether it has none. */
static int has_part(const char *params, const char *part, int64_t size)
{
    if (size == 0)
        return strchr(params, '.') == NULL;
    for (const char *at = params; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (strncmp(at, part, (size_t)size) == 0)
            return 1;
    }
    return 0;
}

/* Whether it is that of a coefficient, "bgnbd.purchase: age", of a process
 * that the kind has covariates for. */
static int is_coefficient(const cev__knowable *of, const char *name)
{
    char option[PROCESS_SIZE + 12], process[PROCESS_SIZE];
    const char *end = strstr(name, ": ");
    if (end == NULL)
        return 0;
    const char *start = after_part(name, end);
    if (end - start >= PROCESS_SIZE || strlen(name) >= CEV__PRIOR_NAME)
        return 0;
    memcpy(process, start, (size_t)(end - start));
    process[end - start] = '\0';
    cev__format(option, sizeof option, "%s_covariates", process);
    return cev__text_lists(of->takes, option)
           && has_part(of->params, name, start - name);
}

/* Whether the two are those of a coefficient, or of a positive parameter. */
static int is_knowledge(const cev__known *known)
{
    if (strstr(known->name, ": ") != NULL)
        return isfinite(known->value)
               && known->std_error >= COEFFICIENT_ERROR_LEAST
               && known->std_error <= COEFFICIENT_ERROR_MOST;
    double share = known->std_error / known->value;
    return known->value > 0.0 && isfinite(known->value)
           && share >= SHARE_LEAST && share <= SHARE_MOST;
}

static int32_t refuse_known(cev_ctx *ctx, const cev__known *known,
                            int64_t row)
{
    if (strstr(known->name, ": ") != NULL)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "value[%d] = %g and std_error[%d] = %g; wanted a "
                         "finite number and %g to %g",
                         row, known->value, row, known->std_error,
                         COEFFICIENT_ERROR_LEAST, COEFFICIENT_ERROR_MOST);
    if (!(known->value > 0.0 && isfinite(known->value)))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "value[%d] = %g; wanted a finite number above 0",
                         row, known->value);
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "std_error[%d] = %g; wanted %g to %g times the value, "
                     "%g",
                     row, known->std_error, SHARE_LEAST, SHARE_MOST,
                     known->value);
}

/* One row, which has a standard error, into the prior. */
static int32_t read_known(cev_ctx *ctx, const char *name,
                          const cev__knowable *of, int64_t row,
                          cev__known *known, cev__prior *prior)
{
    if (name == NULL)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "name[%d] is a gap; wanted a parameter of %s", row,
                         of->kind);
    if (!cev__text_lists(of->params, name) && !is_coefficient(of, name))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "name[%d] = %q is no parameter of %s; wanted one "
                         "of: %s",
                         row, name, of->kind, of->params);
    if (cev__prior_find(prior, NULL, name) != NULL)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "name[%d] = %q stands in an earlier row too", row,
                         name);
    cev__format(known->name, sizeof known->name, "%s", name);
    if (!is_knowledge(known))
        return refuse_known(ctx, known, row);
    if (prior->count == CEV__PRIOR_PARAMS)
        return cev__fail(ctx, CEV_ERR_LIMIT,
                         "row %d is one too many with a std_error; wanted at "
                         "most %i",
                         row, (int32_t)CEV__PRIOR_PARAMS);
    prior->known[prior->count++] = *known;
    return CEV_OK;
}

/* Whether a row of a summary is about something else. */
static int is_passed_over(const cev_table *table, int64_t row,
                          double std_error)
{
    const char *section = cev_table_text(table, "section", row);
    return isnan(std_error)
           || (section != NULL && strcmp(section, "parameter") != 0);
}

static int32_t fail_text_column(cev_ctx *ctx, const cev_table *table)
{
    const cev__column *name = cev__table_find(table, "name");
    if (name == NULL)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "the table has no column \"name\"");
    return name->type == CEV_TEXT
               ? CEV_OK
               : cev__fail(ctx, CEV_ERR_COLUMN,
                           "column \"name\" is numbers; wanted text");
}

int32_t cev__prior_read(cev_ctx *ctx, const cev_table *table,
                        const cev__knowable *of, cev__prior *out)
{
    cev__prior prior;
    cev__numbers values, errors;
    memset(&prior, 0, sizeof prior);
    if (of->params[0] == '\0')
        return cev__fail(ctx, CEV_ERR_KIND, "%s has no parameters", of->kind);
    if (table == NULL) {
        *out = prior;
        return CEV_OK;
    }
    int32_t status = fail_text_column(ctx, table);
    if (status == CEV_OK)
        status = cev__table_numbers(ctx, table, "value", &values);
    if (status == CEV_OK)
        status = cev__table_numbers(ctx, table, "std_error", &errors);
    for (int64_t i = 0; status == CEV_OK && i < table->rows; i++) {
        cev__known known = {"", cev__number_at(&values, i),
                            cev__number_at(&errors, i)};
        if (!is_passed_over(table, i, known.std_error))
            status = read_known(ctx, cev_table_text(table, "name", i), of, i,
                                &known, &prior);
    }
    if (status == CEV_OK && prior.count == 0)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "no row has a std_error; wanted what is known of "
                         "some of: %s",
                         of->params);
    if (status == CEV_OK)
        *out = prior;
    return status;
}

const cev__known *cev__prior_find(const cev__prior *prior, const char *part,
                                  const char *name)
{
    char whole[CEV__PRIOR_NAME];
    cev__format(whole, sizeof whole, "%s%s%s", part == NULL ? "" : part,
                part == NULL ? "" : ".", name);
    for (int i = 0; i < prior->count; i++)
        if (strcmp(prior->known[i].name, whole) == 0)
            return &prior->known[i];
    return NULL;
}

void cev__prior_save(const cev__prior *prior, cev__writer *writer)
{
    cev__write_i32(writer, prior->count);
    for (int i = 0; i < prior->count; i++) {
        cev__write_text(writer, prior->known[i].name);
        cev__write_double(writer, prior->known[i].value);
        cev__write_double(writer, prior->known[i].std_error);
    }
}

int cev__prior_load(cev__blob *blob, const cev__knowable *of,
                    cev__prior *out)
{
    memset(out, 0, sizeof *out);
    int32_t count = cev__read_i32(blob);
    if (count < 0 || count > CEV__PRIOR_PARAMS)
        return 0;
    for (int i = 0; i < count; i++) {
        cev__known known;
        cev__read_text(blob, known.name, sizeof known.name);
        known.value = cev__read_double(blob);
        known.std_error = cev__read_double(blob);
        if (blob->failed
            || !(cev__text_lists(of->params, known.name)
                 || is_coefficient(of, known.name))
            || cev__prior_find(out, NULL, known.name) != NULL
            || !is_knowledge(&known))
            return 0;
        out->known[out->count++] = known;
    }
    return 1;
}
