/* Options among saved bytes: how many, then key, type and value of each. */
#include "saved_options.h"

#include <string.h>

enum { SAVED_INT = 1, SAVED_DOUBLE = 2, SAVED_TEXT = 3, SAVED_KEY_SIZE = 64 };

static int saved_type(int option)
{
    const char *type = cev__option_type(option);
    if (strcmp(type, "int") == 0)
        return SAVED_INT;
    return strcmp(type, "double") == 0 ? SAVED_DOUBLE : SAVED_TEXT;
}

void cev__write_options(cev__writer *writer, const cev_options *options)
{
    int32_t count = 0;
    for (int i = 0; i < CEV__OPTIONS; i++)
        count += options->values[i].is_set;
    cev__write_i32(writer, count);
    for (int i = 0; i < CEV__OPTIONS; i++) {
        const cev__option_value *value = &options->values[i];
        if (!value->is_set)
            continue;
        int type = saved_type(i);
        cev__write_text(writer, cev__option_key(i));
        cev__write_i32(writer, type);
        if (type == SAVED_INT)
            cev__write_i64(writer, value->i);
        else if (type == SAVED_DOUBLE)
            cev__write_double(writer, value->d);
        else
            cev__write_text(writer, value->text);
    }
}

/* One key and value, through the setter of its type. Where the bytes end too
 * early nothing is set, and the reader of all finds them failed. */
static int32_t read_option(cev__blob *blob, cev_options *options)
{
    char key[SAVED_KEY_SIZE];
    char text[CEV__OPT_TEXT_SIZE] = "";
    int64_t whole = 0;
    double number = 0;
    cev__read_text(blob, key, sizeof key);
    int32_t type = cev__read_i32(blob);
    if (type == SAVED_INT)
        whole = cev__read_i64(blob);
    else if (type == SAVED_DOUBLE)
        number = cev__read_double(blob);
    else if (type == SAVED_TEXT)
        cev__read_text(blob, text, sizeof text);
    else
        blob->failed = 1;
    if (blob->failed)
        return CEV_OK;
    if (type == SAVED_INT)
        return cev_options_set_int(options, key, whole);
    if (type == SAVED_DOUBLE)
        return cev_options_set_double(options, key, number);
    return cev_options_set_str(options, key, text);
}

int32_t cev__read_options(cev_ctx *ctx, cev__blob *blob, const char *takes,
                          const char *who, cev_options *options)
{
    cev_options read = {0};
    read.ctx = ctx;
    int32_t count = cev__read_i32(blob);
    if (count < 0)
        blob->failed = 1;
    for (int32_t i = 0; i < count && !blob->failed; i++) {
        int32_t status = read_option(blob, &read);
        if (status != CEV_OK)
            return status;
    }
    if (blob->failed)
        return cev__blob_close(ctx, blob);
    int32_t status = cev__options_check(ctx, &read, takes, who);
    if (status == CEV_OK)
        *options = read;
    return status;
}
