/*
 * The command line, the same for every command: long options `--name VALUE`
 * or `--name=VALUE`, a few letters (`-o FILE`), `--` ends the options, and
 * operands may stand anywhere. `--help` prints the command's manual.
 */
#ifndef CEV_PROGRAM_CLI_H
#define CEV_PROGRAM_CLI_H

#include "orders.h"

/* Exit codes, documented in `cev --help`. */
enum {
    CLI_OK = 0,
    CLI_FAILED = 1,  /* something failed while working */
    CLI_USAGE = 2,   /* the command line is wrong */
    CLI_UNUSABLE = 3 /* the input cannot be used */
};

typedef enum cli_type {
    CLI_FLAG,   /* int *, set to 1 */
    CLI_TEXT,   /* const char ** */
    CLI_INTEGER, /* int64_t * */
    CLI_NUMBER, /* double *, finite */
    CLI_CHOICE  /* int *, index of the word in `values` ("dmy|mdy|ymd") + 1 */
} cli_type;

typedef struct cli_option {
    const char *name;   /* "horizon", without the dashes */
    char letter;        /* 'o', or 0 */
    cli_type type;
    const char *values; /* shown in help: "DAYS"; choices for CLI_CHOICE */
    const char *help;   /* one or more lines, separated by \n */
    void *target;       /* by type, see above; left alone if not given */
} cli_option;

/* What a command says about itself. */
typedef struct cli_command {
    const char *name;     /* "import" */
    const char *operands; /* "FILE [FILE ...]" */
    const char *summary;  /* one line, for `cev --help` */
    const char *manual;   /* paragraphs after the options; may be NULL */
} cli_command;

/**
 * Parse the arguments after the command's name.
 *
 * @param options, n  the command's options and how many
 * @param argc, argv  as main() gave them, with argv[0] the command's name;
 *                    operands are moved to the front of argv
 * @param n_operands  how many operands there are
 * @return -1 to go on, otherwise the exit code: `--help` has been printed
 *         (CLI_OK), or a message on standard error (CLI_USAGE)
 */
int cli_parse(const cli_command *command, const cli_option *options, int n,
              int argc, char **argv, int *n_operands);

/* How many options cli_input_options() writes. */
#define CLI_INPUT_OPTIONS 19

/**
 * The options that every command reading orders shares (--format, --tz,
 * --currency, --customer, ...), writing into `input`, which must have been
 * through orders_options_init(). Returns CLI_INPUT_OPTIONS.
 */
int cli_input_options(orders_options *input, cli_option *options);

/**
 * orders_read() with what a program owes its user: progress on standard
 * error when that is a terminal, the error message, what was assumed, the
 * first messages about unusable rows, and how many were left out and why.
 * `sink->progress` is replaced. Returns the exit code.
 */
int cli_read_orders(const cli_command *command, const char *const *files,
                    int n_files, const orders_options *input,
                    const orders_sink *sink, orders_report *report);

/* "cev: import: ..." and a newline on standard error; returns `code`. */
int cli_fail(const cli_command *command, int code, const char *format, ...);

/* The one of n names nearest to `word` by editing distance, or NULL when
 * none is near enough to be worth proposing. */
const char *cli_nearest(const char *word, const char *const *names, int n);

#endif
