/*
 * What the commands that answer questions share: their options, and the
 * orders of the files in a portfolio.
 */
#ifndef CEV_PROGRAM_SHOP_H
#define CEV_PROGRAM_SHOP_H

#include "cev.h"
#include "cli.h"
#include "workers.h"

/* Which options a command takes besides those of the input and --as-of. */
enum {
    SHOP_UNIT = 1,     /* --unit */
    SHOP_HOLDOUT = 2,  /* --holdout */
    SHOP_HORIZON = 4,  /* --horizon */
    SHOP_MODEL = 8,    /* --model */
    SHOP_INTERVAL = 16, /* --interval */
    SHOP_MARGIN = 32,  /* --margin */
    SHOP_DISCOUNT = 64, /* --discount */
    SHOP_VALUE = SHOP_HORIZON | SHOP_MARGIN | SHOP_DISCOUNT
};

/* As given on the command line. */
typedef struct shop_options {
    orders_options input;
    const char *as_of;   /* NULL: the last day of the orders */
    const char *horizon; /* "12m" */
    const char *holdout; /* NULL: not asked for */
    double margin, discount, interval;
    int64_t threads;
    int unit;  /* word number of --unit */
    int model; /* ... and of --model */
} shop_options;

/* The orders, read, and the options, understood. */
typedef struct shop {
    const cli_command *command;
    const shop_options *given;
    cev_ctx *ctx;
    workers *lent; /* threads for the context; NULL: it works alone */
    cev_portfolio *portfolio;
    orders_report read;
    int64_t as_of;       /* start of the last day that counts [s] */
    double unit_seconds; /* one unit of model time */
    double horizon_days, holdout_days, step_days;
    double lookback; /* share of the time to compare models on */
    double margin, discount, interval;
    const char *model;  /* kind of the purchase model, or CEV_AUTO */
    const char *quantities; /* what predictions tell; NULL: the usual */
    const char *period; /* of cohorts and series: "month" */
    const char *by;     /* what they tell apart: "shop", "channel", "product" */
    int64_t scores;     /* classes of an RFM score */
    int64_t known_amounts;  /* orders with an amount */
    int64_t known_products; /* with a product */
    int failed;    /* a record was refused; the context says why */
    int no_memory; /* ... or else this is why */
    struct shop_batch *batch;
    struct shop_meter *meter; /* progress of long work; NULL: no terminal */
} shop;

void shop_options_init(shop_options *options);

/* The kind that --model names, CEV_AUTO where the data choose it. */
const char *shop_options_model(const shop_options *options);

/* Room for the options that shop_options_list() writes. */
#define SHOP_OPTIONS (CLI_INPUT_OPTIONS + 9)

/* Writes the options of a command into `list`; returns how many. */
int shop_options_list(shop_options *options, int which, cli_option *list);

/**
 * Understand the options and read the files into a portfolio. Says what went
 * wrong on standard error. Release with shop_close() in any case.
 * @return CLI_OK or the exit code
 */
int shop_open(shop *s, const cli_command *command, const shop_options *given,
              const char *const *files, int n_files);
void shop_close(shop *s);

/* The message of the library's last failure on standard error. Returns
 * CLI_FAILED. */
int shop_fail(const shop *s);

/* Wipe the progress line before something is written to standard error. */
void shop_clear_line(const shop *s);

/**
 * The options that a kind or a call of the library takes, with the values of
 * this shop.
 * @param of  "bgnbd", "cev_portfolio_summarise", ...: see cev_options_list()
 * @return NULL, after a message, when there is no memory
 */
cev_options *shop_settings(const shop *s, const char *of);

/* A length of time: "90", "90d", "26w", "12m", "2y". A month is 365/12 days
 * and a year 365. Returns 0 and leaves `days` alone when it is none. */
int shop_duration(const char *text, double *days);

/* The customers as of the shop's day, or as of the cut when a holdout is
 * asked for, with the holdout columns. Returns CLI_OK or the exit code. */
int shop_summarise(const shop *s, cev_table **out);

/* A question about the shop by period: what the library is asked, the column
 * that holds days, and which options there are beside --period. */
typedef struct shop_series {
    cli_command command;
    const char *call; /* of the library, for shop_settings() */
    int32_t (*ask)(const cev_portfolio *portfolio, int64_t as_of,
                   const cev_options *options, cev_table **out);
    const char *moment;
    int which;
} shop_series;

/* Run a command that asks it; returns the exit code. */
int shop_by_period(const shop_series *series, int argc, char **argv);

/* Print a result on standard output, with `moments` as days, free it, and
 * give the exit code. */
int shop_print(const shop *s, cev_table *table, const char *const *moments,
               int n_moments);

#endif
