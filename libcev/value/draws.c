/* Draws of parameters: memory, units, bytes; see draws.h. */
#include "../core/compiler.h"
#include "draws.h"

#include <string.h>

#include "../math/quantile.h"

const char cev__drawn_names[CEV__DRAWN_WAYS][12] = {"", "laplace",
                                                   "bootstrap", "mcmc"};

int32_t cev__drawn_way(const cev_options *options)
{
    const char *asked = cev__options_str(options, CEV__OPT_UNCERTAINTY);
    for (int32_t way = CEV__DRAWN_LAPLACE; way < CEV__DRAWN_WAYS; way++)
        if (strcmp(asked, cev__drawn_names[way]) == 0)
            return way;
    return CEV__DRAWN_NOT;
}

int32_t cev__draws_check(cev_ctx *ctx, const cev_options *options,
                         int is_in_parts)
{
    if (cev__drawn_way(options) == CEV__DRAWN_NOT || !is_in_parts)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_OPTION,
                     "option uncertainty = %q draws no parameters in parts; "
                     "wanted profile or delta",
                     cev__options_str(options, CEV__OPT_UNCERTAINTY));
}

int32_t cev__draws_new(cev_ctx *ctx, int32_t way, int n, int64_t count,
                       cev__draws **out)
{
    cev__draws *draws = cev__alloc_zero(ctx, 1, (int64_t)sizeof *draws);
    if (draws == NULL)
        return cev__fail_memory(ctx);
    draws->way = way;
    draws->n = n;
    draws->count = count;
    draws->logs =
        cev__alloc_zero(ctx, count * n, (int64_t)sizeof *draws->logs);
    if (draws->logs == NULL) {
        cev__free(ctx, draws, 1, (int64_t)sizeof *draws);
        return cev__fail_memory(ctx);
    }
    *out = draws;
    return CEV_OK;
}

void cev__draws_free(cev_ctx *ctx, cev__draws *draws)
{
    if (draws == NULL)
        return;
    cev__free(ctx, draws->logs, draws->count * draws->n,
              (int64_t)sizeof *draws->logs);
    cev__free(ctx, draws, 1, (int64_t)sizeof *draws);
}

void cev__draws_shift(int n, const double *shift, cev__draws *draws)
{
    for (int64_t k = 0; k < draws->count; k++)
        for (int i = 0; i < n; i++)
            draws->logs[k * draws->n + i] += shift[i];
}

void cev__draws_save(const cev__draws *draws, cev__writer *writer)
{
    cev__write_i32(writer, draws == NULL ? CEV__DRAWN_NOT : draws->way);
    if (draws == NULL)
        return;
    cev__write_i32(writer, draws->n);
    cev__write_i64(writer, draws->count);
    cev__write_i64(writer, draws->iterations);
    cev__write_i64(writer, draws->divergent);
    cev__write_doubles(writer, draws->logs, draws->count * draws->n);
    for (int i = 0; i < draws->n && draws->way == CEV__DRAWN_MCMC; i++) {
        cev__write_double(writer, draws->mixing[i].r_hat);
        cev__write_double(writer, draws->mixing[i].bulk);
        cev__write_double(writer, draws->mixing[i].tail);
    }
}

/* The numbers of draws that are made; whether they can be any. */
static int read_draws(cev__blob *blob, cev__draws *draws)
{
    int is_sound = draws->iterations >= 0 && draws->divergent >= 0;
    cev__read_doubles(blob, draws->logs, draws->count * draws->n);
    for (int i = 0; i < draws->n && draws->way == CEV__DRAWN_MCMC; i++) {
        cev__mixing *mixing = &draws->mixing[i];
        mixing->r_hat = cev__read_double(blob);
        mixing->bulk = cev__read_double(blob);
        mixing->tail = cev__read_double(blob);
        is_sound = is_sound && mixing->r_hat > 0.0 && mixing->bulk > 0.0
                   && mixing->tail > 0.0;
    }
    return is_sound && !blob->failed;
}

int32_t cev__draws_load(cev_ctx *ctx, int least, cev__blob *blob,
                        cev__draws **out)
{
    cev__draws *draws = NULL;
    int32_t way = cev__read_i32(blob);
    if (blob->failed || way < CEV__DRAWN_NOT || way >= CEV__DRAWN_WAYS)
        return CEV_ERR_FORMAT;
    if (way == CEV__DRAWN_NOT)
        return CEV_OK;
    int32_t n = cev__read_i32(blob);
    int64_t count = cev__read_i64(blob);
    if (n < least || n > CEV__MANY || count < 1 || count > CEV__DRAWS_MOST)
        return CEV_ERR_FORMAT;
    int32_t status = cev__draws_new(ctx, way, n, count, &draws);
    if (status != CEV_OK)
        return status;
    draws->iterations = cev__read_i64(blob);
    draws->divergent = cev__read_i64(blob);
    if (!read_draws(blob, draws)) {
        cev__draws_free(ctx, draws);
        return CEV_ERR_FORMAT;
    }
    *out = draws;
    return CEV_OK;
}

int cev__draws_are_of(const cev__draws *draws, int n)
{
    return draws == NULL || draws->n == n;
}

double cev__draws_quantile(const double *values, int64_t n, double below)
{
    uint64_t scratch[CEV__DRAWS_MOST];
    cev__rank ranks[2];
    double at = below * (double)(n - 1);
    int64_t positions[2];
    positions[0] = (int64_t)at;
    positions[1] = positions[0] + (positions[0] + 1 < n);
    cev__quantile_ranks(values, n, positions, 2, scratch, ranks);
    double low = ranks[0].value, high = ranks[1].value;
    return low + (at - (double)positions[0]) * (high - low);
}
