/**
 * Tables to and from other programs' columns, by Arrow's C Data Interface and
 * C Stream Interface: polars, pyarrow, DuckDB and many more speak them. They
 * are structs that hand over memory; nothing needs to be linked.
 *
 * Source: https://arrow.apache.org/docs/format/CDataInterface.html and
 * CStreamInterface.html, whose structs stand here as they ask, under their own
 * names and guards: another header may bring them too.
 */
#ifndef CEV_ARROW_H
#define CEV_ARROW_H

#include "table.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif

/**
 * A struct array (a record batch: a child, a column) as a table.
 *
 *   becomes int64    all integers; bool as 0 and 1; dates and timestamps of
 *                    any unit, as seconds since 1970, rounded down
 *   becomes double   float and double; decimals of 32, 64 and 128 bits; the
 *                    type "null", all gaps
 *   becomes text     utf8, large utf8 and utf8 view
 *   as its values    whatever is dictionary-encoded
 *
 * Doubles, int64 and timestamps in seconds are borrowed where they lie; all
 * else is copied. (ARROW-IN-1) A timestamp with a time zone is an instant: it
 * gives seconds in UTC, whatever the zone. Portfolios count in the shop's own
 * calendar, so the host, which knows time zones, converts it first.
 *
 * @param schema  says what `array` is; only read
 * @param array   taken over on success: it is then marked as released, and
 *                the table releases what it still borrows from when it is
 *                freed. On failure it stays the caller's. (ARROW-IN-2)
 * @param names   `count` columns to take, in this order; NULL: all
 * @return CEV_OK; CEV_ERR_ARGUMENT (also for structs that contradict
 *         themselves), CEV_ERR_COLUMN (missing, twice there, or of another
 *         type), CEV_ERR_DOMAIN (a number beyond int64, a text that holds
 *         NUL), CEV_ERR_UTF8 (name), CEV_ERR_LIMIT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_table_from_arrow(cev_ctx *ctx,
                                     const struct ArrowSchema *schema,
                                     struct ArrowArray *array,
                                     const char *const *names, int64_t count,
                                     cev_table **out);

/**
 * The same from a stream of struct arrays. A single chunk with rows is taken
 * as above, several are joined by a copy. The stream is read to its end and
 * released, on failure too, for it cannot be wound back. (ARROW-IN-3)
 * @return as cev_table_from_arrow; CEV_ERR_ARGUMENT with the stream's own
 *         message where it fails
 */
CEV_API int32_t cev_table_from_arrow_stream(cev_ctx *ctx,
                                            struct ArrowArrayStream *stream,
                                            const char *const *names,
                                            int64_t count, cev_table **out);

/**
 * A table as a struct array: doubles as "g", int64 as "l", text as large
 * utf8, "U". Gaps, NaN among them, become nulls.
 *
 * On success the table is gone as if freed, and its columns belong to the
 * array. Numbers that the table owned move without a copy (ARROW-OUT-1); what
 * it borrowed is copied, so that nothing depends on the caller's memory any
 * more. The structs may be moved and released as the specification allows:
 * in any order, each child apart, and on any thread if the allocator of the
 * context works on any. (ARROW-OUT-2) On failure all is as it was.
 *
 * @param times   `count` names of int64 columns that are seconds since 1970
 *                and are told as such: timestamps without a zone, "tss:".
 *                Names that the table lacks are passed over; NULL: none
 * @param schema, array  overwritten; the caller releases them
 * @return CEV_OK, CEV_ERR_ARGUMENT, CEV_ERR_COLUMN (a time that is no int64),
 *         CEV_ERR_MEMORY
 */
CEV_API int32_t cev_table_to_arrow(cev_table *table, const char *const *times,
                                   int64_t count, struct ArrowSchema *schema,
                                   struct ArrowArray *array);

/** The same as a stream of one chunk. */
CEV_API int32_t cev_table_to_arrow_stream(cev_table *table,
                                          const char *const *times,
                                          int64_t count,
                                          struct ArrowArrayStream *stream);

#ifdef __cplusplus
}
#endif

#endif
