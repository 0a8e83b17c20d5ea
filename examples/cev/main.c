/*
 * cev: order exports in, customer value out. A table of commands.
 */
#include <stdio.h>
#include <string.h>

#include <cev/base.h>

#include "cli.h"
#include "commands.h"

static const struct {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"import", "order exports in, normalised orders out", cmd_import},
    {"report", "one page: what the customers are worth", cmd_report},
    {"summary", "a row a customer: orders, ages, money", cmd_summary},
    {"clv", "what each customer is expected to bring", cmd_clv},
    {"models", "which model suits these customers, and why", cmd_models},
    {"segments", "who is like whom: recency, frequency, money",
     cmd_segments},
    {"cohorts", "customers by period of their first order", cmd_cohorts},
    {"indicators", "the shop by period: who stays, what moves revenue",
     cmd_indicators}
};

#define N_COMMANDS ((int)(sizeof commands / sizeof *commands))

static const cli_command program = {"", "", "", NULL};

/* What the program is and which commands it has. */
static void print_overview(void)
{
    printf("cev: what each customer is worth, from an export of orders\n\n"
           "usage: cev COMMAND [OPTION ...] FILE [FILE ...]\n\n"
           "commands:\n");
    for (int i = 0; i < N_COMMANDS; i++)
        printf("  %-12s %s\n", commands[i].name, commands[i].summary);
    printf("  %-12s %s\n", "help", "the manual of a command");
    printf("\n"
           "cev COMMAND --help tells the options of a command; cev --version "
           "the version.\n\n"
           "exit codes:\n"
           "  0  done\n"
           "  1  something failed while working: reading, memory, writing\n"
           "  2  the command line is wrong\n"
           "  3  the input cannot be used\n");
}

/* Run a command by its name. */
static int run_command(const char *name, int argc, char **argv)
{
    const char *names[N_COMMANDS], *near;

    for (int i = 0; i < N_COMMANDS; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return commands[i].run(argc, argv);
        names[i] = commands[i].name;
    }
    near = cli_nearest(name, names, N_COMMANDS);
    if (near != NULL)
        return cli_fail(&program, CLI_USAGE, "there is no command %s; did "
                        "you mean %s?", name, near);
    return cli_fail(&program, CLI_USAGE, "there is no command %s; see cev "
                    "--help", name);
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : NULL;

    if (word == NULL) {
        print_overview();
        return CLI_USAGE;
    }
    if (strcmp(word, "--version") == 0) {
        printf("cev %s\n", CEV_VERSION_STRING);
        return CLI_OK;
    }
    if (strcmp(word, "help") == 0 && argc > 2) {
        char help[] = "--help", *arguments[] = {argv[2], help, NULL};

        return run_command(argv[2], 2, arguments);
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
        strcmp(word, "help") == 0) {
        print_overview();
        return CLI_OK;
    }
    return run_command(word, argc - 1, argv + 1);
}
