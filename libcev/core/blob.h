/*
 * Saved bytes: versioned, checksummed, little-endian.
 *
 *     8 bytes  magic "libcev" and two letters for what it holds
 *     u32      version of the layout of that
 *     u32      0, kept for later
 *     i64      bytes of payload
 *     payload
 *     u64      checksum of all before it
 */
#ifndef CEV__BLOB_H
#define CEV__BLOB_H

#include "ctx.h"

/* Counts what is written; writes as far as there is room. */
typedef struct cev__writer {
    uint8_t *bytes;
    int64_t capacity;
    int64_t size;
} cev__writer;

void cev__write_i32(cev__writer *writer, int32_t value);
void cev__write_i64(cev__writer *writer, int64_t value);
void cev__write_double(cev__writer *writer, double value);
void cev__write_doubles(cev__writer *writer, const double *values,
                        int64_t count);
void cev__write_bytes(cev__writer *writer, const void *bytes, int64_t size);
/* Text with its length before it. */
void cev__write_text(cev__writer *writer, const char *text);

/* Reads in order. Past the end it gives zeros and remembers `failed`, so that
 * a reader checks once. */
typedef struct cev__blob {
    const uint8_t *bytes;
    int64_t size;
    int64_t at;
    int failed;
} cev__blob;

int32_t cev__read_i32(cev__blob *blob);
int64_t cev__read_i64(cev__blob *blob);
double cev__read_double(cev__blob *blob);
/* So many numbers; one that is not finite fails. */
void cev__read_doubles(cev__blob *blob, double *values, int64_t count);
/* `size` bytes where they stand, NULL when there are not as many. */
const uint8_t *cev__read_bytes(cev__blob *blob, int64_t size);
/* The capacity that the text read next needs; 1 when the bytes end before it
 * does. */
int64_t cev__text_size(const cev__blob *blob);
/* Text of at most capacity - 1 bytes into `text`; longer or not UTF-8 fails. */
void cev__read_text(cev__blob *blob, char *text, int64_t capacity);

/*
 * The outside of saving, for handles: writes a header, lets `body` write the
 * payload, seals it. With bytes NULL it only counts. `what` is the two letters.
 */
int32_t cev__blob_save(cev_ctx *ctx, const char *what, int32_t version,
                       void (*body)(const void *object, cev__writer *writer),
                       const void *object, void *bytes, int64_t capacity,
                       int64_t *size);

/* The outside of loading: checks magic, version (at most `newest`), length and
 * checksum, and hands out a reader over the payload. */
int32_t cev__blob_open(cev_ctx *ctx, const char *what, int32_t newest,
                       const void *bytes, int64_t size, cev__blob *payload);

/* CEV_OK when all was read and nothing failed, else CEV_ERR_FORMAT. */
int32_t cev__blob_close(cev_ctx *ctx, const cev__blob *payload);

#endif
