/* Lists of names; see names.h. */
#include "../core/compiler.h"
#include "names.h"

#include <string.h>

static int is_blank_byte(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Adds a name that begins and ends in a buffer that may be written to. */
static int32_t add_trimmed(cev_ctx *ctx, char *begin, char *end,
                           cev__customers *names)
{
    uint32_t found;
    while (begin < end && is_blank_byte(*begin))
        begin++;
    while (begin < end && is_blank_byte(end[-1]))
        end--;
    if (begin == end)
        return CEV_OK;
    *end = '\0';
    return cev__customer_intern(ctx, names, begin, &found);
}

int32_t cev__names_split(cev_ctx *ctx, const char *list, char separator,
                         cev__customers *names)
{
    int64_t size = (int64_t)strlen(list) + 1;
    char *copy = cev__alloc(ctx, size, 1);
    int32_t status = CEV_OK;
    if (copy == NULL)
        return cev__fail_memory(ctx);
    memcpy(copy, list, (size_t)size);
    for (char *begin = copy; status == CEV_OK && begin < copy + size;) {
        char *end = begin;
        while (*end != separator && *end != '\0')
            end++;
        status = add_trimmed(ctx, begin, end, names);
        begin = end + 1;
    }
    cev__free(ctx, copy, size, 1);
    return status;
}

int32_t cev__names_sort(cev_ctx *ctx, cev__customers *names)
{
    cev__customers sorted = {0};
    int32_t status = CEV_OK;
    int64_t count = names->count;
    uint32_t *order = cev__customers_rank(ctx, names);
    if (order == NULL)
        return CEV_ERR_MEMORY;
    for (int64_t i = 0; status == CEV_OK && i < count; i++) {
        uint32_t found;
        status = cev__customer_intern(
            ctx, &sorted, cev__customer_name(names, order[i]), &found);
    }
    cev__free(ctx, order, count + 1, (int64_t)sizeof *order);
    if (status != CEV_OK) {
        cev__customers_free(ctx, &sorted);
        return status;
    }
    cev__customers_free(ctx, names);
    *names = sorted;
    return CEV_OK;
}

int32_t cev__names_number(cev_ctx *ctx, int64_t count, cev__customers *names)
{
    int32_t status = CEV_OK;
    for (int64_t i = 1; status == CEV_OK && i <= count; i++) {
        char name[24];
        uint32_t found;
        cev__format(name, sizeof name, "%d", i);
        status = cev__customer_intern(ctx, names, name, &found);
    }
    return status;
}

int32_t cev__names_copy(cev_ctx *ctx, const cev__customers *from,
                        cev__customers *to)
{
    int32_t status = CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < from->count; i++) {
        uint32_t found;
        status = cev__customer_intern(ctx, to, cev__customer_name(from, i),
                                      &found);
    }
    return status;
}

void cev__names_save(const cev__customers *names, cev__writer *writer)
{
    cev__write_i64(writer, names->count);
    for (int64_t i = 0; i < names->count; i++)
        cev__write_text(writer, cev__customer_name(names, i));
}

/* One name, which must not be there yet. */
static int32_t load_name(cev_ctx *ctx, cev__blob *blob, cev__customers *names)
{
    int64_t size = cev__text_size(blob), before = names->count;
    uint32_t found;
    char *text = cev__alloc(ctx, size, 1);
    if (text == NULL)
        return cev__fail_memory(ctx);
    cev__read_text(blob, text, size);
    int32_t status =
        blob->failed ? CEV_OK
                     : cev__customer_intern(ctx, names, text, &found);
    blob->failed |= status == CEV_OK && names->count == before;
    cev__free(ctx, text, size, 1);
    return status;
}

int32_t cev__names_load(cev_ctx *ctx, cev__blob *blob, int64_t most,
                        cev__customers *names)
{
    int64_t count = cev__read_i64(blob);
    int32_t status = CEV_OK;
    blob->failed |= count < 0 || count > most;
    for (int64_t i = 0; i < count && !blob->failed && status == CEV_OK; i++)
        status = load_name(ctx, blob, names);
    if (status == CEV_OK && blob->failed)
        status = cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold no list of names");
    if (status != CEV_OK) {
        cev__customers_free(ctx, names);
        memset(names, 0, sizeof *names);
    }
    return status;
}

int32_t cev__names_load_sorted(cev_ctx *ctx, cev__blob *blob,
                               cev__customers *names)
{
    int32_t status = cev__names_load(ctx, blob, blob->size, names);
    blob->failed |= status == CEV_ERR_FORMAT;
    if (blob->failed)
        return CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < names->count; i++) {
        const char *text = cev__customer_name(names, i);
        blob->failed |=
            text[0] == '\0'
            || (i > 0 && strcmp(cev__customer_name(names, i - 1), text) >= 0);
    }
    return status;
}

int cev__names_all_used(const cev__customers *names)
{
    for (int64_t i = 0; i < names->count; i++)
        if (names->list[i].orders == 0)
            return 0;
    return 1;
}
