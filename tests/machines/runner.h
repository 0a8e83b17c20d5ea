/*
 * cev-selftest: what the library answers on this machine, as hashes that two
 * machines can be compared by. It links libcev and nothing else:
 *
 *     cc -std=c99 -ffp-contract=off -DCEV_STATIC -Ibuild/amalgamation -Itests \
 *         build/amalgamation/cev.c tests/machines/[a-z]*.c -lm -o cev-selftest
 *     ./cev-selftest tests/reference/[a-z]*.csv
 *
 * Lines that begin with # tell of the machine, all others are the same on all.
 * The last one is the verdict, and so is the exit status.
 */
#ifndef TESTS_MACHINES_RUNNER_H
#define TESTS_MACHINES_RUNNER_H

#include "cev.h"

/* What has been seen so far. */
typedef struct runner {
    cev_ctx *ctx;
    uint64_t all; /* the hash of everything */
    int lines;
    int failures;
} runner;

/* Hashes: FNV-1a over bytes, the lowest of a number first. */
#define HASH_EMPTY UINT64_C(14695981039346656037)

uint64_t hash_number(uint64_t hash, uint64_t number);
uint64_t hash_double(uint64_t hash, double value);
uint64_t hash_text(uint64_t hash, const char *text);
uint64_t hash_bytes(uint64_t hash, const void *bytes, int64_t size);
uint64_t hash_table(uint64_t hash, const cev_table *table);

/* What a call answered: its table, or why there is none, a failure where the
 * library may not say so. Frees the table. */
uint64_t hash_answer(runner *of, uint64_t hash, const char *call,
                     int32_t status, cev_table *answer);

/* A line: "room name hash". */
void tell_hash(runner *of, const char *room, const char *name, uint64_t hash);

/* A line: "failed: name: reason". */
void tell_failure(runner *of, const char *name, const char *reason);

/* The shop, made up in integers. */
cev_portfolio *made_up_shop(runner *of);

/* Its customers with all that some kind wants; they borrow from `periods`. */
cev_table *made_up_customers(runner *of, const cev_portfolio *shop,
                             cev_table **periods);

void run_shop(runner *of, const cev_portfolio *shop);
void run_kinds(runner *of, const cev_table *customers);
void run_tables(runner *of, cev_table *customers);
void run_vectors(runner *of, const char *path);

#endif
