/**
 * Eight trips of which each was made in one of three ways, for tests of choices.
 */
#ifndef TESTS_PREDICT_TRIPS_H
#define TESTS_PREDICT_TRIPS_H

#include "predict/whole_life.h"

enum { TRIPS = 8, ROWS = 3 * TRIPS };

static const char *const ways[3] = {"bus", "car", "walk"};
/* Which of the three was taken. */
static const int taken[TRIPS] = {0, 1, 1, 2, 1, 0, 2, 1};
static const double fares[ROWS] = {2, 5, 0, 3, 4, 0, 2, 6, 0, 4, 5, 0,
                                   3, 3, 0, 1, 7, 0, 5, 6, 0, 4, 2, 0};
static const double incomes[TRIPS] = {20, 50, 25, 15, 60, 45, 30, 40};

static double trips[ROWS], took[ROWS], income[ROWS];
static const char *names[ROWS];
static cev_options *options;
static cev_table *table;

static inline void open_trips(void)
{
    options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, "target", "took"));
    expect_ok(cev_options_set_str(options, "situation", "trip"));
    expect_ok(cev_options_set_str(options, "alternative", "way"));
    table = frame_of(ctx, ROWS);
    for (int i = 0; i < ROWS; i++) {
        trips[i] = 100 - i / 3;
        names[i] = ways[i % 3];
        took[i] = taken[i / 3] == i % 3;
        income[i] = incomes[i / 3];
    }
    put_numbers(table, "trip", trips);
    put_texts(table, "way", names);
    put_numbers(table, "took", took);
    put_numbers(table, "fare", fares);
    put_numbers(table, "income", income);
}

static inline void close_trips(void)
{
    cev_table_free(table);
    cev_options_free(options);
}

static inline void set_features(const char *features, const char *by_alternative)
{
    expect_ok(cev_options_set_str(options, "features", features));
    expect_ok(
        cev_options_set_str(options, "by_alternative", by_alternative));
}

static inline cev_estimator *fit_choice_to(const cev_table *of)
{
    cev_estimator *choice = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_CHOICE, options, &choice));
    expect_ok(cev_estimator_fit(choice, of));
    return choice;
}

#endif
