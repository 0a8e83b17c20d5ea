/* Summaries; see lines.h. */
#include "../core/compiler.h"
#include "lines.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

#define COUNT_MOST 9e18

cev__line *cev__lines_add(cev__lines *lines, const char *section,
                          const char *name, const char *text)
{
    cev__line *line = &lines->lines[lines->count];
    lines->count += lines->count < CEV__LINES - 1;
    line->section = section;
    cev__format(line->text, CEV__LINE_TEXT, "%s", text == NULL ? "" : text);
    line->value = line->std_error = line->lower = line->upper = NAN;
    if (lines->part == NULL)
        cev__format(line->name, CEV__LINE_NAME, "%s", name);
    else
        cev__format(line->name, CEV__LINE_NAME, "%s%s%s", lines->part,
                    lines->joint == NULL ? "." : lines->joint, name);
    return line;
}

void cev__lines_parameter(cev__lines *lines, const char *name, double value,
                          double log_sd, const cev__reach *reach, int k)
{
    cev__line *line = cev__lines_add(lines, "parameter", name, NULL);
    double ratio = lines->z / reach->z, at = cev__log(value);
    line->value = value;
    if (!(log_sd <= CEV__LOG_SD_KNOWN))
        return;
    line->std_error = value * log_sd;
    if (lines->z > 0.0 && isfinite(reach->lower[k]))
        line->lower = value * cev__exp(ratio * (reach->lower[k] - at));
    if (lines->z > 0.0 && isfinite(reach->upper[k]))
        line->upper = value * cev__exp(ratio * (reach->upper[k] - at));
}

void cev__lines_figure(cev__lines *lines, const char *name, double value)
{
    cev__lines_add(lines, "fit", name, NULL)->value = value;
}

/* Saved bytes may hold any number: those that no count can be are the
 * greatest. */
static int64_t nearest_count(double value)
{
    return (int64_t)fmax(-COUNT_MOST, fmin(value, COUNT_MOST));
}

/* The number that stands for {n}, {%} or {x}; gives what comes after it. */
static const char *write_number(const char *mark, double value, char *to,
                                int64_t size)
{
    if (mark[1] == 'n')
        cev__format(to, size, "%d", nearest_count(value));
    else if (mark[1] == '%')
        cev__format(to, size, "%d %%",
                    nearest_count(floor(100.0 * value + 0.5)));
    else
        cev__format(to, size, "%g", floor(100.0 * value + 0.5) / 100.0);
    return strchr(mark, '}') + 1;
}

void cev__lines_verdict(cev__lines *lines, const char *name, double value,
                        const char *text)
{
    cev__line *line = cev__lines_add(lines, "verdict", name, text);
    const char *mark = strchr(text, '{');
    line->value = value;
    if (mark == NULL)
        return;
    int64_t at = mark - text;
    char number[32];
    const char *rest = write_number(mark, value, number, sizeof number);
    cev__format(line->text + at, CEV__LINE_TEXT - at, "%s%s", number, rest);
}

/* One column of numbers, the member at `offset` of each line. */
static int32_t add_numbers_column(cev_table *table, const cev__lines *lines,
                                  const char *name, size_t offset)
{
    double *data;
    int32_t status = cev__table_add_double(table, name, &data);
    for (int i = 0; status == CEV_OK && i < lines->count; i++)
        data[i] = *(const double *)(const void *)((const char *)&lines
                                                      ->lines[i]
                                                  + offset);
    return status;
}

int32_t cev__lines_table(cev_ctx *ctx, const cev__lines *lines,
                         cev_table **out)
{
    const char *text[3][CEV__LINES];
    cev_table *table = NULL;
    for (int i = 0; i < lines->count; i++) {
        text[0][i] = lines->lines[i].section;
        text[1][i] = lines->lines[i].name;
        text[2][i] =
            lines->lines[i].text[0] == '\0' ? NULL : lines->lines[i].text;
    }
    int32_t status = cev_table_new(ctx, lines->count, &table);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "section", text[0]);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "name", text[1]);
    if (status == CEV_OK)
        status = add_numbers_column(table, lines, "value",
                                    offsetof(cev__line, value));
    if (status == CEV_OK)
        status = add_numbers_column(table, lines, "std_error",
                                    offsetof(cev__line, std_error));
    if (status == CEV_OK)
        status = add_numbers_column(table, lines, "lower",
                                    offsetof(cev__line, lower));
    if (status == CEV_OK)
        status = add_numbers_column(table, lines, "upper",
                                    offsetof(cev__line, upper));
    if (status == CEV_OK)
        status = cev__table_add_text(table, "text", text[2]);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}
