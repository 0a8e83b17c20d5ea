/* Saved bytes: writing, reading, and the envelope round them. */
#include "blob.h"

#include <math.h>
#include <string.h>

#include "utf8.h"

enum { HEADER_SIZE = 24, SEAL_SIZE = 8, MAGIC_SIZE = 8 };

void cev__write_bytes(cev__writer *writer, const void *bytes, int64_t size)
{
    if (writer->bytes != NULL && size > 0
        && ALWAYS(size <= writer->capacity - writer->size))
        memcpy(writer->bytes + writer->size, bytes, (size_t)size);
    writer->size += size;
}

void cev__write_i64(cev__writer *writer, int64_t value)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)value >> (8 * i));
    cev__write_bytes(writer, bytes, 8);
}

void cev__write_i32(cev__writer *writer, int32_t value)
{
    uint8_t bytes[4];
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)((uint32_t)value >> (8 * i));
    cev__write_bytes(writer, bytes, 4);
}

void cev__write_double(cev__writer *writer, double value)
{
    int64_t bits;
    memcpy(&bits, &value, sizeof bits);
    cev__write_i64(writer, bits);
}

void cev__write_doubles(cev__writer *writer, const double *values,
                        int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        cev__write_double(writer, values[i]);
}

void cev__write_text(cev__writer *writer, const char *text)
{
    int64_t length = (int64_t)strlen(text);
    cev__write_i64(writer, length);
    cev__write_bytes(writer, text, length);
}

const uint8_t *cev__read_bytes(cev__blob *blob, int64_t size)
{
    if (blob->failed || size < 0 || size > blob->size - blob->at) {
        blob->failed = 1;
        return NULL;
    }
    const uint8_t *at = blob->bytes + blob->at;
    blob->at += size;
    return at;
}

/* A little-endian number of `size` bytes. */
static uint64_t little_endian(const uint8_t *bytes, int size)
{
    uint64_t value = 0;
    for (int i = 0; i < size; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

int64_t cev__read_i64(cev__blob *blob)
{
    const uint8_t *bytes = cev__read_bytes(blob, 8);
    return bytes == NULL ? 0 : (int64_t)little_endian(bytes, 8);
}

int32_t cev__read_i32(cev__blob *blob)
{
    const uint8_t *bytes = cev__read_bytes(blob, 4);
    return bytes == NULL ? 0 : (int32_t)(uint32_t)little_endian(bytes, 4);
}

double cev__read_double(cev__blob *blob)
{
    int64_t bits = cev__read_i64(blob);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

void cev__read_doubles(cev__blob *blob, double *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        values[i] = cev__read_double(blob);
        if (!isfinite(values[i]))
            blob->failed = 1;
    }
}

int64_t cev__text_size(const cev__blob *blob)
{
    cev__blob ahead = *blob;
    int64_t length = cev__read_i64(&ahead);
    return cev__read_bytes(&ahead, length) == NULL ? 1 : length + 1;
}

void cev__read_text(cev__blob *blob, char *text, int64_t capacity)
{
    text[0] = '\0';
    int64_t length = cev__read_i64(blob);
    if (length < 0 || length >= capacity)
        blob->failed = 1;
    const uint8_t *bytes = cev__read_bytes(blob, length);
    if (bytes == NULL || memchr(bytes, 0, (size_t)length) != NULL) {
        blob->failed = 1;
        return;
    }
    memcpy(text, bytes, (size_t)length);
    text[length] = '\0';
    if (!cev__utf8_valid(text))
        blob->failed = 1;
}

/* FNV-1a, 64 bits: each step is one-to-one, so a change of a single byte
 * always changes the sum. */
static uint64_t checksum(const uint8_t *bytes, int64_t size)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    for (int64_t i = 0; i < size; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(1099511628211);
    return sum;
}

static void write_header(cev__writer *writer, const char *what,
                         int32_t version, int64_t payload)
{
    cev__write_bytes(writer, "libcev", 6);
    cev__write_bytes(writer, what, 2);
    cev__write_i32(writer, version);
    cev__write_i32(writer, 0);
    cev__write_i64(writer, payload);
}

int32_t cev__blob_save(cev_ctx *ctx, const char *what, int32_t version,
                       void (*body)(const void *object, cev__writer *writer),
                       const void *object, void *bytes, int64_t capacity,
                       int64_t *size)
{
    if (size == NULL)
        return cev__fail_null(ctx, "size");
    cev__writer count = {NULL, 0, 0};
    body(object, &count);
    int64_t total = HEADER_SIZE + count.size + SEAL_SIZE;
    if (bytes != NULL && capacity < total)
        return cev__fail(ctx, CEV_ERR_LIMIT,
                         "capacity = %d; wanted at least %d", capacity, total);
    if (bytes != NULL) {
        cev__writer writer = {bytes, capacity, 0};
        write_header(&writer, what, version, count.size);
        body(object, &writer);
        uint64_t sum = checksum(bytes, writer.size);
        cev__write_i64(&writer, (int64_t)sum);
    }
    *size = total;
    return CEV_OK;
}

int32_t cev__blob_open(cev_ctx *ctx, const char *what, int32_t newest,
                       const void *bytes, int64_t size, cev__blob *payload)
{
    if (bytes == NULL)
        return cev__fail_null(ctx, "bytes");
    cev__blob blob = {bytes, size, 0, 0};
    const uint8_t *magic = cev__read_bytes(&blob, MAGIC_SIZE);
    if (magic == NULL || memcmp(magic, "libcev", 6) != 0)
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "these %d bytes were not saved by libcev", size);
    if (memcmp(magic + 6, what, 2) != 0)
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold another kind of object");
    int32_t version = cev__read_i32(&blob);
    if (!blob.failed && (version < 1 || version > newest))
        return cev__fail(ctx, CEV_ERR_VERSION,
                         "the bytes have layout %i; this library reads 1 to "
                         "%i",
                         version, newest);
    cev__read_i32(&blob);
    int64_t length = cev__read_i64(&blob);
    if (blob.failed || length < 0 || length != size - HEADER_SIZE - SEAL_SIZE)
        return cev__fail(ctx, CEV_ERR_CHECKSUM,
                         "the bytes are cut short or too long: size = %d",
                         size);
    payload->bytes = blob.bytes + HEADER_SIZE;
    payload->size = length;
    payload->at = 0;
    payload->failed = 0;
    const uint8_t *seal = payload->bytes + length;
    if (little_endian(seal, 8) != checksum(bytes, size - SEAL_SIZE))
        return cev__fail(ctx, CEV_ERR_CHECKSUM,
                         "the bytes are damaged: their checksum differs");
    return CEV_OK;
}

int32_t cev__blob_close(cev_ctx *ctx, const cev__blob *payload)
{
    if (!payload->failed && payload->at == payload->size)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_FORMAT,
                     "the bytes do not follow their layout");
}
