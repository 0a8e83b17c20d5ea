/* Kernels at the points of tests/reference/, against values of 50 digits. */
#include "runner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 16, LINE = 1024 };

typedef int32_t (*plain_kernel)(const double *params, int64_t n,
                                const double *x, const double *t_x,
                                const double *T, double *out);
typedef int32_t (*ahead_kernel)(const double *params, int64_t n,
                                const double *x, const double *t_x,
                                const double *T, double horizon, double *out);
typedef int32_t (*worth_kernel)(const double *params, int64_t n,
                                const double *x, const double *t_x,
                                const double *T, double delta, double horizon,
                                double *out);
typedef int32_t (*count_kernel)(const double *params, int64_t n,
                                const double *x, const double *T, double *out);

/* By the name that a quantity has there, with the one that works. */
static const struct {
    const char *quantity;
    plain_kernel plain;
    ahead_kernel ahead;
    worth_kernel worth;
    count_kernel count;
} kernels[] = {
    {"bgnbd_ll", cev_bgnbd_log_likelihood, NULL, NULL, NULL},
    {"bgnbd_expected", NULL, cev_bgnbd_expected, NULL, NULL},
    {"bgnbd_dect", NULL, NULL, cev_bgnbd_dect, NULL},
    {"bgnbd_pmf", NULL, NULL, NULL, cev_bgnbd_pmf},
    {"mbgnbd_ll", cev_mbgnbd_log_likelihood, NULL, NULL, NULL},
    {"mbgnbd_expected", NULL, cev_mbgnbd_expected, NULL, NULL},
    {"mbgnbd_dect", NULL, NULL, cev_mbgnbd_dect, NULL},
    {"mbgnbd_pmf", NULL, NULL, NULL, cev_mbgnbd_pmf},
    {"pnbd_ll", cev_pareto_nbd_log_likelihood, NULL, NULL, NULL},
    {"pnbd_dect", NULL, NULL, cev_pareto_nbd_dect, NULL},
    {"pnbd_pmf", NULL, NULL, NULL, cev_pareto_nbd_pmf},
    {"ggom_ll", cev_ggom_nbd_log_likelihood, NULL, NULL, NULL},
    {"ggom_p_alive", cev_ggom_nbd_p_alive, NULL, NULL, NULL},
    {"ggom_expected", NULL, cev_ggom_nbd_expected, NULL, NULL},
    {"ggom_dect", NULL, NULL, cev_ggom_nbd_dect, NULL},
    {"ggom_pmf", NULL, NULL, NULL, cev_ggom_nbd_pmf},
    {"bgbb_ll", cev_bgbb_log_likelihood, NULL, NULL, NULL},
    {"bgbb_p_alive", cev_bgbb_p_alive, NULL, NULL, NULL},
    {"bgbb_expected", NULL, cev_bgbb_expected, NULL, NULL},
};

enum { KERNELS = sizeof kernels / sizeof kernels[0] };

/* A line in its fields, in place; how many. */
static int split_line(char *line, char *fields[FIELDS])
{
    int count = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; at != NULL && count < FIELDS; count++) {
        fields[count] = at;
        at = strchr(at, ',');
        if (at != NULL)
            *at++ = '\0';
    }
    return count;
}

/* The field under a heading; NaN where it is empty or there is none. */
static double field(char *const *names, char *const *fields, int count,
                    const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0 && fields[i][0] != '\0')
            return strtod(fields[i], NULL);
    return (double)NAN;
}

/* One kernel at the point of a line: its answer. */
static double kernel_at(int k, char *const *names, char *const *fields,
                        int count)
{
    static const char *const keys[] = {"p1", "p2", "p3", "p4", "p5"};
    double params[5], out = (double)NAN;
    for (int i = 0; i < 5; i++)
        params[i] = field(names, fields, count, keys[i]);
    double x = field(names, fields, count, "x");
    double t_x = field(names, fields, count, "t_x");
    double T = field(names, fields, count, "T");
    double u = field(names, fields, count, "u");
    double delta = field(names, fields, count, "delta");
    if (kernels[k].plain != NULL)
        kernels[k].plain(params, 1, &x, &t_x, &T, &out);
    else if (kernels[k].ahead != NULL)
        kernels[k].ahead(params, 1, &x, &t_x, &T, u, &out);
    else if (kernels[k].worth != NULL)
        kernels[k].worth(params, 1, &x, &t_x, &T, delta, u, &out);
    else
        kernels[k].count(params, 1, &x, &T, &out);
    return out;
}

/* The kernel of a quantity; -1: there is none for it here. */
static int find_kernel(const char *quantity)
{
    for (int k = 0; k < KERNELS; k++)
        if (strcmp(kernels[k].quantity, quantity) == 0)
            return k;
    return -1;
}

static void run_point(runner *of, int k, double seen, double wanted)
{
    char reason[120];
    if (fabs(seen - wanted) <= 1e-12 * fabs(wanted))
        return;
    snprintf(reason, sizeof reason, "%.17g, wanted %.17g", seen, wanted);
    tell_failure(of, kernels[k].quantity, reason);
}

/* Lines of which a quantity is none of a kernel are passed over. */
static uint64_t run_lines(runner *of, FILE *file, int *points)
{
    char heading[LINE], line[LINE];
    char *names[FIELDS], *fields[FIELDS];
    uint64_t hash = HASH_EMPTY;
    if (fgets(heading, sizeof heading, file) == NULL)
        return hash;
    int count = split_line(heading, names);
    while (fgets(line, sizeof line, file) != NULL) {
        if (split_line(line, fields) < count)
            continue;
        int k = find_kernel(fields[0]);
        if (k < 0)
            continue;
        double seen = kernel_at(k, names, fields, count);
        run_point(of, k, seen, field(names, fields, count, "value"));
        hash = hash_double(hash, seen);
        ++*points;
    }
    return hash;
}

void run_vectors(runner *of, const char *path)
{
    char name[64];
    int points = 0;
    const char *last = strrchr(path, '/');
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        tell_failure(of, path, "cannot be read");
        return;
    }
    uint64_t hash = run_lines(of, file, &points);
    fclose(file);
    snprintf(name, sizeof name, "%.40s:%d", last == NULL ? path : last + 1,
             points);
    tell_hash(of, "vectors", name, hash);
}
