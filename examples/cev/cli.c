/*
 * Options, help, and messages of every command.
 */
#include "cli.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_WORD 40

int cli_fail(const cli_command *command, int code, const char *format, ...)
{
    va_list arguments;

    fflush(stdout);
    fprintf(stderr, "cev: %s%s", command->name, command->name[0] ? ": " : "");
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return code;
}

/* How many letters must be inserted, deleted, exchanged or swapped. */
static int distance(const char *a, const char *b)
{
    int rows[3][LONGEST_WORD + 1];
    int n = (int)strlen(a), m = (int)strlen(b);

    if (n > LONGEST_WORD || m > LONGEST_WORD)
        return LONGEST_WORD;
    for (int j = 0; j <= m; j++)
        rows[0][j] = j;
    for (int i = 1; i <= n; i++) {
        int *now = rows[i % 3], *above = rows[(i - 1) % 3];
        int *before = rows[(i + 1) % 3];

        now[0] = i;
        for (int j = 1; j <= m; j++) {
            int best = above[j - 1] + (a[i - 1] != b[j - 1]);

            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
                a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    return rows[n % 3][m];
}

const char *cli_nearest(const char *word, const char *const *names, int n)
{
    const char *best = NULL;
    int least = (int)strlen(word) / 3 + 1;

    for (int i = 0; i < n; i++) {
        int d = distance(word, names[i]);

        if (d < least || (d == least && best == NULL)) {
            least = d;
            best = names[i];
        }
    }
    return best;
}

/* A paragraph, its continuation lines indented. */
static void print_indented(const char *text, int indent)
{
    while (*text) {
        int n = (int)strcspn(text, "\n");

        printf("%.*s\n", n, text);
        text += n;
        if (*text == '\n') {
            text++;
            if (*text)
                printf("%*s", indent, "");
        }
    }
}

/* The manual of a command. */
static void print_help(const cli_command *command, const cli_option *options,
                       int n)
{
    printf("cev %s: %s\n\nusage: cev %s [OPTION ...] %s\n\noptions:\n",
           command->name, command->summary, command->name,
           command->operands);
    for (int i = 0; i < n; i++) {
        char left[128], letter[8] = "    ";
        int valued = options[i].type != CLI_FLAG;

        if (options[i].letter)
            snprintf(letter, sizeof letter, "-%c, ", options[i].letter);
        snprintf(left, sizeof left, "  %s--%s%s%s", letter, options[i].name,
                 valued ? " " : "", valued ? options[i].values : "");
        if (strlen(left) > 27)
            printf("%s\n%28s", left, "");
        else
            printf("%-28s", left);
        print_indented(options[i].help, 28);
    }
    printf("  %-26sthis text\n", "    --help");
    if (command->manual != NULL)
        printf("\n%s", command->manual);
}

/* Store the value of an option, checked by its type. */
static int store(const cli_command *command, const cli_option *option,
                 const char *value)
{
    char *end;

    errno = 0;
    if (option->type == CLI_TEXT) {
        *(const char **)option->target = value;
        return CLI_OK;
    }
    if (option->type == CLI_INTEGER) {
        long long number = strtoll(value, &end, 10);

        if (end == value || *end != '\0' || errno != 0)
            return cli_fail(command, CLI_USAGE, "--%s: \"%s\" is no whole "
                            "number", option->name, value);
        *(int64_t *)option->target = (int64_t)number;
        return CLI_OK;
    }
    if (option->type == CLI_NUMBER) {
        double number = strtod(value, &end);

        if (end == value || *end != '\0' || !isfinite(number))
            return cli_fail(command, CLI_USAGE, "--%s: \"%s\" is no number",
                            option->name, value);
        *(double *)option->target = number;
        return CLI_OK;
    }
    for (const char *p = option->values, *next; *p; p = next) {
        size_t n = strcspn(p, "|");
        int index = 1;

        for (const char *q = option->values; q < p; q++)
            index += *q == '|';
        if (strlen(value) == n && memcmp(p, value, n) == 0) {
            *(int *)option->target = index;
            return CLI_OK;
        }
        next = p + n + (p[n] == '|');
    }
    return cli_fail(command, CLI_USAGE, "--%s: \"%s\" is not possible; wanted "
                    "%s", option->name, value, option->values);
}

/* An option nobody knows, with the nearest one that exists. */
static int unknown_option(const cli_command *command,
                          const cli_option *options, int n, const char *word)
{
    const char *names[64], *near;
    int count = n < 63 ? n : 63;

    for (int i = 0; i < count; i++)
        names[i] = options[i].name;
    names[count] = "help";
    near = cli_nearest(word, names, count + 1);
    if (near != NULL)
        return cli_fail(command, CLI_USAGE, "there is no option --%s; did "
                        "you mean --%s?", word, near);
    return cli_fail(command, CLI_USAGE, "there is no option --%s; see cev %s "
                    "--help", word, command->name);
}

/* The option that an argument is, and the value written behind its =. */
static const cli_option *find_option(const cli_option *options, int n,
                                     const char *argument, const char **value)
{
    const char *name = argument + 2;
    size_t length = strcspn(name, "=");

    *value = NULL;
    if (argument[1] != '-') {
        for (int i = 0; i < n; i++)
            if (options[i].letter == argument[1]) {
                if (argument[2] != '\0')
                    *value = argument + 2;
                return &options[i];
            }
        return NULL;
    }
    for (int i = 0; i < n; i++)
        if (strlen(options[i].name) == length &&
            memcmp(options[i].name, name, length) == 0) {
            if (name[length] == '=')
                *value = name + length + 1;
            return &options[i];
        }
    return NULL;
}

/* Take the option at argv[*i], and its value if that is the next one. */
static int take_option(const cli_command *command, const cli_option *options,
                       int n, int argc, char **argv, int *i)
{
    const char *value;
    const cli_option *option = find_option(options, n, argv[*i], &value);
    char word[LONGEST_WORD + 1];

    if (option == NULL) {
        const char *name = argv[*i] + (argv[*i][1] == '-' ? 2 : 1);

        snprintf(word, sizeof word, "%.*s", (int)strcspn(name, "="), name);
        return unknown_option(command, options, n, word);
    }
    if (option->type == CLI_FLAG) {
        if (value != NULL)
            return cli_fail(command, CLI_USAGE, "--%s takes no value",
                            option->name);
        *(int *)option->target = 1;
        return CLI_OK;
    }
    if (value == NULL) {
        if (*i + 1 >= argc)
            return cli_fail(command, CLI_USAGE, "--%s needs a value: %s",
                            option->name, option->values);
        value = argv[++*i];
    }
    return store(command, option, value);
}

int cli_parse(const cli_command *command, const cli_option *options, int n,
              int argc, char **argv, int *n_operands)
{
    int operands = 0, only_operands = 0;

    for (int i = 1; i < argc; i++) {
        int code;

        if (only_operands || argv[i][0] != '-' || argv[i][1] == '\0') {
            argv[operands++] = argv[i];
            continue;
        }
        if (strcmp(argv[i], "--") == 0) {
            only_operands = 1;
            continue;
        }
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            print_help(command, options, n);
            return CLI_OK;
        }
        code = take_option(command, options, n, argc, argv, &i);
        if (code != CLI_OK)
            return code;
    }
    *n_operands = operands;
    return -1;
}
