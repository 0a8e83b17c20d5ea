/* Hashes of results, and the lines that tell them. */
#include "runner.h"

#include <stdio.h>
#include <string.h>

uint64_t hash_bytes(uint64_t hash, const void *bytes, int64_t size)
{
    const unsigned char *each = bytes;
    for (int64_t i = 0; i < size; i++)
        hash = (hash ^ each[i]) * UINT64_C(1099511628211);
    return hash;
}

uint64_t hash_number(uint64_t hash, uint64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> 8 * i);
    return hash_bytes(hash, bytes, 8);
}

/* Which NaN it is, machines may choose. */
uint64_t hash_double(uint64_t hash, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return hash_number(hash, value == value ? bits : 0);
}

/* With its end, so that two texts are not taken for one. */
uint64_t hash_text(uint64_t hash, const char *text)
{
    return text == NULL ? hash_number(hash, 0)
                        : hash_bytes(hash, text, (int64_t)strlen(text) + 1);
}

uint64_t hash_table(uint64_t hash, const cev_table *table)
{
    for (int64_t i = 0; i < cev_table_column_count(table); i++) {
        const char *name = cev_table_name(table, i);
        int32_t type = 0;
        cev_table_column(table, name, &type, NULL, NULL, NULL);
        hash = hash_text(hash, name);
        for (int64_t row = 0; row < cev_table_row_count(table); row++)
            if (type == CEV_TEXT)
                hash = hash_text(hash, cev_table_text(table, name, row));
            else if (type == CEV_INT64)
                hash = hash_number(
                    hash, (uint64_t)cev_table_int64(table, name, row));
            else
                hash = hash_double(hash, cev_table_double(table, name, row));
    }
    return hash;
}

/* What it cannot be asked it says; that is an answer too. */
static int is_said(int32_t status)
{
    return status == CEV_ERR_KIND || status == CEV_ERR_COLUMN
           || status == CEV_ERR_OPTION || status == CEV_ERR_DOMAIN
           || status == CEV_ERR_STATE;
}

uint64_t hash_answer(runner *of, uint64_t hash, const char *call,
                     int32_t status, cev_table *answer)
{
    hash = hash_number(hash, (uint64_t)status);
    if (status == CEV_OK)
        hash = hash_table(hash, answer);
    else if (is_said(status))
        hash = hash_text(hash, cev_ctx_message(of->ctx));
    else
        tell_failure(of, call, cev_ctx_message(of->ctx));
    cev_table_free(answer);
    return hash;
}

void tell_hash(runner *of, const char *room, const char *name, uint64_t hash)
{
    of->all = hash_number(of->all, hash);
    of->lines++;
    printf("%s %s %08lx%08lx\n", room, name, (unsigned long)(hash >> 32),
           (unsigned long)(hash & 0xFFFFFFFF));
}

void tell_failure(runner *of, const char *name, const char *reason)
{
    of->failures++;
    printf("failed: %s: %s\n", name, reason);
}
