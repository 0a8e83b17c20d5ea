/**
 * Subscribers of a telephone company, a month's churn (IBM sample data): 7,043
 * rows, 11 of whose total charges are blank and count as 0 here.
 */
#ifndef TESTS_PREDICT_TELCO_H
#define TESTS_PREDICT_TELCO_H

#include <math.h>
#include <stdlib.h>

#include "predict/features.h"
#include "support/shared.h"

enum { TELCO_TEXTS = 16, TELCO_NUMBERS = 4 };

static const char *const telco_texts[TELCO_TEXTS] = {
    "gender",         "Partner",         "Dependents",
    "PhoneService",   "MultipleLines",   "InternetService",
    "OnlineSecurity", "OnlineBackup",    "DeviceProtection",
    "TechSupport",    "StreamingTV",     "StreamingMovies",
    "Contract",       "PaperlessBilling", "PaymentMethod",
    "Churn"};
static const char *const telco_numbers[TELCO_NUMBERS] = {
    "SeniorCitizen", "tenure", "MonthlyCharges", "TotalCharges"};

/** Some rows of the sheet as columns. */
typedef struct {
    cev_table *table;
    const char **texts[TELCO_TEXTS];
    double *numbers[TELCO_NUMBERS];
} telco;

/** The rows for which `wants` says so. */
static inline telco telco_rows(cev_ctx *of, const sheet *file,
                               int (*wants)(size_t row, int state), int state)
{
    telco t;
    size_t rows = sheet_rows(file), n = 0;
    for (int k = 0; k < TELCO_TEXTS; k++)
        t.texts[k] = calloc(rows, sizeof *t.texts[k]);
    for (int k = 0; k < TELCO_NUMBERS; k++)
        t.numbers[k] = calloc(rows, sizeof *t.numbers[k]);
    for (size_t row = 0; row < rows; row++) {
        if (!wants(row, state))
            continue;
        for (int k = 0; k < TELCO_TEXTS; k++)
            t.texts[k][n] = sheet_text(file, row,
                                       sheet_column(file, telco_texts[k]));
        for (int k = 0; k < TELCO_NUMBERS; k++) {
            size_t column = sheet_column(file, telco_numbers[k]);
            const char *text = sheet_text(file, row, column);
            t.numbers[k][n] = text[0] == ' ' || text[0] == '\0'
                                  ? 0.0
                                  : sheet_double(file, row, column);
        }
        n++;
    }
    t.table = frame_of(of, (int64_t)n);
    for (int k = 0; k < TELCO_TEXTS; k++)
        put_texts(t.table, telco_texts[k], t.texts[k]);
    for (int k = 0; k < TELCO_NUMBERS; k++)
        put_numbers(t.table, telco_numbers[k], t.numbers[k]);
    return t;
}

static inline void telco_free(telco *t)
{
    cev_table_free(t->table);
    for (int k = 0; k < TELCO_TEXTS; k++)
        free(t->texts[k]);
    for (int k = 0; k < TELCO_NUMBERS; k++)
        free(t->numbers[k]);
}

/** Every fifth row, from `state` on, is for testing. */
static inline int is_telco_test(size_t row, int state)
{
    return (int)(row % 5) == state;
}

static inline int is_telco_training(size_t row, int state)
{
    return (int)(row % 5) != state;
}

#endif
