/**
 * Twelve clients, when they were last seen and whether they left, for tests of
 * what makes customers leave.
 */
#ifndef TESTS_PREDICT_CLIENTS_H
#define TESTS_PREDICT_CLIENTS_H

#include "predict/whole_life.h"

enum { CLIENTS = 12, PIECES = CLIENTS + 4 };

static const double ends[CLIENTS] = {1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9};
static const double gone[CLIENTS] = {1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0};
static const double prices[CLIENTS] = {9, 7, 3, 8, 2, 6, 5, 7, 1, 3, 4, 2};
static const char *const towns[CLIENTS] = {"a", "b", "a", "b", "a", "a",
                                           "b", "b", "a", "a", "b", "b"};

static cev_options *options;
static cev_table *clients;

static void open_clients(void)
{
    options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, "target", "gone"));
    expect_ok(cev_options_set_int(options, "rare", 1));
    clients = frame_of(ctx, CLIENTS);
    put_numbers(clients, "time", ends);
    put_numbers(clients, "gone", gone);
    put_numbers(clients, "price", prices);
    put_texts(clients, "town", towns);
}

/* The same clients, four of them in two rows each, cut at a time: what is
 * learnt from them, with begin as the entry, is the same. To be freed. */
static cev_table *clients_in_pieces(void)
{
    static double begins[PIECES], stops[PIECES], events[PIECES], costs[PIECES];
    for (int i = 0; i < CLIENTS; i++) {
        stops[i] = ends[i];
        events[i] = gone[i];
        costs[i] = prices[i];
    }
    for (int i = 0; i < 4; i++) {
        int whole = CLIENTS - 1 - i, piece = CLIENTS + i;
        begins[piece] = 3.0 - 0.5 * i;
        stops[piece] = ends[whole];
        events[piece] = gone[whole];
        costs[piece] = prices[whole];
        stops[whole] = begins[piece];
        events[whole] = 0.0;
    }
    cev_table *pieces = frame_of(ctx, PIECES);
    put_numbers(pieces, "time", stops);
    put_numbers(pieces, "gone", events);
    put_numbers(pieces, "price", costs);
    put_numbers(pieces, "begin", begins);
    return pieces;
}

static void close_clients(void)
{
    cev_table_free(clients);
    cev_options_free(options);
}

#endif
