/* Options among saved bytes: how many, then key, type and value of each. */
#include "saved_options.h"

#include <string.h>

enum { SAVED_INT = 1, SAVED_DOUBLE = 2, SAVED_TEXT = 3, SAVED_KEY_SIZE = 64 };

static int saved_type(int option)
{
    const char *type = cev__dictionary[option].type;
    if (strcmp(type, "int") == 0)
        return SAVED_INT;
    return strcmp(type, "double") == 0 ? SAVED_DOUBLE : SAVED_TEXT;
}

void cev__write_options(cev__writer *writer, const cev_options *options)
{
    cev__write_i32(writer, options->count);
    for (int32_t i = 0; i < options->count; i++) {
        const cev__option_value *value = &options->values[i];
        int type = saved_type(value->option);
        cev__write_text(writer, cev__dictionary[value->option].key);
        cev__write_i32(writer, type);
        if (type == SAVED_INT)
            cev__write_i64(writer, value->i);
        else if (type == SAVED_DOUBLE)
            cev__write_double(writer, value->d);
        else
            cev__write_text(writer, value->text);
    }
}

/* A text, however long, and its setting. */
static int32_t read_option_text(cev__blob *blob, const char *key,
                                cev_options *options)
{
    int64_t size = cev__text_size(blob);
    char *text = cev__alloc(options->ctx, size, 1);
    if (text == NULL)
        return cev__fail_memory(options->ctx);
    cev__read_text(blob, text, size);
    int32_t status =
        blob->failed ? CEV_OK : cev_options_set_str(options, key, text);
    cev__free(options->ctx, text, size, 1);
    return status;
}

/* One key and value, through the setter of its type. Where the bytes end too
 * early nothing is set, and the reader of all finds them failed. */
static int32_t read_option(cev__blob *blob, cev_options *options)
{
    char key[SAVED_KEY_SIZE];
    int64_t whole = 0;
    double number = 0;
    cev__read_text(blob, key, sizeof key);
    int32_t type = cev__read_i32(blob);
    if (type == SAVED_INT)
        whole = cev__read_i64(blob);
    else if (type == SAVED_DOUBLE)
        number = cev__read_double(blob);
    else if (type != SAVED_TEXT)
        blob->failed = 1;
    if (blob->failed)
        return CEV_OK;
    if (type == SAVED_INT)
        return cev_options_set_int(options, key, whole);
    if (type == SAVED_DOUBLE)
        return cev_options_set_double(options, key, number);
    return read_option_text(blob, key, options);
}

int32_t cev__read_options(cev_ctx *ctx, cev__blob *blob, const char *takes,
                          const char *who, cev_options *options)
{
    cev_options read = {ctx, NULL, NULL, 0};
    int32_t status = CEV_OK, count = cev__read_i32(blob);
    if (count < 0)
        blob->failed = 1;
    for (int32_t i = 0; i < count && !blob->failed && status == CEV_OK; i++)
        status = read_option(blob, &read);
    if (status == CEV_OK && blob->failed)
        status = cev__blob_close(ctx, blob);
    if (status == CEV_OK)
        status = cev__options_check(ctx, &read, takes, who);
    if (status == CEV_OK)
        *options = read;
    else
        cev__options_clear(&read);
    return status;
}
