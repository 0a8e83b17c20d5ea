/*
 * What the read functions of the formats call: columns by name, amounts,
 * times, statuses.
 */
#include "format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* Whether a header field is one of the names separated by |. */
static int is_named(const char *names, const char *field)
{
    size_t n = strlen(field);

    while (*names) {
        size_t item = strcspn(names, "|");

        if (item == n && text_starts(names, field))
            return 1;
        names += item + (names[item] == '|');
    }
    return 0;
}

int format_match(const format *f, const csv_row *header, int *position)
{
    int found = 0, twice = 0;

    for (int i = 0; i < f->n_columns; i++) {
        position[i] = -1;
        for (int j = 0; j < header->n; j++) {
            if (!is_named(f->columns[i].names, header->fields[j].text))
                continue;
            if (position[i] < 0)
                position[i] = j;
            else if (twice == 0)
                twice = -(j + 1);
        }
        found += position[i] >= 0;
        if (position[i] < 0 && f->columns[i].required)
            return 0;
    }
    return twice ? twice : found;
}

/* The number that a header field has where a name has *, up to `most`; 0 where
 * it is another. */
static int number_named(const char *name, const char *field, int most)
{
    size_t before = strcspn(name, "*"), digits;
    int number = 0;

    if (name[before] == '\0' || strncmp(name, field, before) != 0)
        return 0;
    digits = strspn(field + before, "0123456789");
    if (strcmp(field + before + digits, name + before + 1) != 0)
        return 0;
    for (size_t i = 0; i < digits && number <= most; i++)
        number = 10 * number + field[before + i] - '0';
    return number <= most ? number : 0;
}

int format_number(const format *f, const csv_row *header, int **numbered,
                  int *numbers)
{
    size_t size = (size_t)f->n_columns * (size_t)header->n;
    int *at = NULL;

    *numbers = 0;
    for (int i = 0; i < f->n_columns; i++)
        for (int j = 0; j < header->n; j++) {
            int number = number_named(f->columns[i].names,
                                      header->fields[j].text, header->n);

            if (number == 0)
                continue;
            if (at == NULL && (at = malloc(size * sizeof *at)) == NULL)
                return 0;
            if (*numbers == 0)
                memset(at, 0xFF, size * sizeof *at);
            at[(number - 1) * f->n_columns + i] = j;
            *numbers = number > *numbers ? number : *numbers;
        }
    *numbered = at;
    return 1;
}

/* The text of a field, trimmed; "" where there is none such. */
static const char *field_text(row_view *row, int i)
{
    csv_field *field;
    char *text;

    if (i < 0 || i >= row->row->n)
        return "";
    field = &row->row->fields[i];
    text = field->text;
    while (field->length > 0 && (text[field->length - 1] == ' ' ||
                                 text[field->length - 1] == '\t'))
        text[--field->length] = '\0';
    return text + strspn(text, " \t");
}

const char *row_text(row_view *row, int column)
{
    return field_text(row, row->position[column]);
}

const char *row_text_of(row_view *row, int column, int number)
{
    return number > row->numbers
               ? ""
               : field_text(row,
                            row->numbered[(number - 1) * row->format->n_columns
                                          + column]);
}

/* The name of a column as the header most likely has it. */
static void column_name(const row_view *row, int column, char out[48])
{
    const char *names = row->format->columns[column].names;

    snprintf(out, 48, "%.*s", (int)strcspn(names, "|"), names);
}

/* Make something the row's problem unless it has one. */
static void set_problem(row_view *row, skip_reason reason, int column,
                        const char *value, const char *complaint)
{
    char name[48];

    if (row->problem != SKIP_NONE)
        return;
    row->problem = reason;
    column_name(row, column, name);
    reader_message(row->message, row->path, row->row->line, name, value,
                   complaint);
}

/* Whether a comma stands before the cents. */
static int has_comma(const row_view *row)
{
    return row->format->decimal_comma || row->r->options->decimal_comma;
}

void row_money(row_view *row, int column, money *out)
{
    const char *text = row_text(row, column);
    int comma = has_comma(row);
    int status = money_parse(text, strlen(text), comma, out);

    if (status == MONEY_OK) {
        reader_notice_sign(row->r, text);
        return;
    }
    out->units = 0;
    out->scale = 0;
    if (status != MONEY_EMPTY)
        set_problem(row, SKIP_BAD_AMOUNT, column, text,
                    money_complaint(status, comma));
}

/* A number that may be known. */
static double number_in(const row_view *row, const char *text)
{
    money number;

    return money_parse(text, strlen(text), has_comma(row), &number) ==
                   MONEY_OK
               ? money_double(number)
               : (double)NAN;
}

double row_number(row_view *row, int column)
{
    return number_in(row, row_text(row, column));
}

double row_number_of(row_view *row, int column, int number)
{
    return number_in(row, row_text_of(row, column, number));
}

void row_time(row_view *row, int column, int clock_column, fragment *out)
{
    date_order dates = row->r->options->dates;
    const char *text = row_text(row, column);
    const char *clock = clock_column < 0 ? "" : row_text(row, clock_column);
    char both[96];
    int status;

    if (dates == DATE_ORDER_DETECT)
        dates = row->format->dates;
    if (clock[0] != '\0') {
        snprintf(both, sizeof both, "%.46s %.46s", text, clock);
        text = both;
    }
    status = stamp_parse(text, strlen(text), dates, &out->when);
    out->has_when = status == STAMP_OK;
    if (status != STAMP_OK)
        set_problem(row, status == STAMP_RANGE ? SKIP_TIME_RANGE
                                               : SKIP_BAD_TIME,
                    column, text, stamp_complaint(status));
}

skip_reason status_reason(const status_word *words, const char *status,
                          skip_reason otherwise)
{
    for (; words->word != NULL; words++)
        if (text_same(words->word, status))
            return words->reason;
    return otherwise;
}
