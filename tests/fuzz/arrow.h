/**
 * Frames of Arrow that contradict themselves: as a table where they are one,
 * alone or in a stream, and from there to Arrow and back. Each buffer has as
 * many bytes as its array says, so that a cell too many shows; what a struct
 * cannot tell (how long a buffer of text is) is told truly.
 */
#ifndef TESTS_FUZZ_ARROW_H
#define TESTS_FUZZ_ARROW_H

#include "fuzz/input.h"

enum { ARROW_COLUMNS = 4, ARROW_CHUNKS = 3, ARROW_BUFFERS = 5,
       ARROW_TEXT = 64, ARROW_ROWS = 12, ARROW_SPARE = 8 };

/* A column, or the dictionary of one. */
typedef struct arrow_part {
    struct ArrowSchema schema;
    struct ArrowArray arrays[ARROW_CHUNKS];
    const void *buffers[ARROW_CHUNKS][ARROW_BUFFERS];
    char format[INPUT_TEXT + 1], name[INPUT_TEXT + 1];
} arrow_part;

typedef struct arrow_frame {
    struct ArrowSchema schema, *fields[ARROW_COLUMNS];
    struct ArrowArray arrays[ARROW_CHUNKS];
    struct ArrowArray *columns[ARROW_CHUNKS][ARROW_COLUMNS];
    arrow_part parts[ARROW_COLUMNS], words[ARROW_COLUMNS];
    int chunks, given; /* of the stream */
    int fails_at;      /* chunk of a stream; -1: none */
    int held;          /* structs that are to be released */
} arrow_frame;

static arrow_frame frame;

static void release_array(struct ArrowArray *array)
{
    if (array->release == NULL)
        abort();
    array->release = NULL;
    frame.held--;
}

static void release_schema(struct ArrowSchema *schema)
{
    if (schema->release == NULL)
        abort();
    schema->release = NULL;
    frame.held--;
}

/* ---- Buffers ------------------------------------------------------------- */

/* So many bytes, most of them of the input. */
static uint8_t *next_bytes(int64_t size)
{
    uint8_t *bytes = malloc((size_t)size + (size == 0));
    int fill = next_byte();
    for (int64_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(i < 40 ? next_byte() : fill);
    return bytes;
}

/* Offsets into ARROW_TEXT bytes, now and then backwards or below 0. */
static uint8_t *next_offsets(int64_t count, size_t width)
{
    uint8_t *bytes = malloc((size_t)count * width);
    int64_t at = 0;
    for (int64_t i = 0; i < count; i++) {
        int byte = i < 30 ? next_byte() : 0;
        at = byte > 250 ? byte % 2 ? INT64_MIN : -byte
                        : (at < 0 ? 0 : at + byte % 9);
        at = at > ARROW_TEXT ? byte % ARROW_TEXT : at;
        int32_t narrow = at < INT32_MIN ? INT32_MIN : (int32_t)at;
        if (width == 4)
            memcpy(bytes + 4 * i, &narrow, 4);
        else
            memcpy(bytes + 8 * i, &at, 8);
    }
    return bytes;
}

/* Views: short ones in themselves, long ones anywhere. */
static uint8_t *next_views(int64_t count)
{
    uint8_t *bytes = malloc((size_t)count * 16 + (count == 0));
    for (int64_t i = 0; i < count; i++) {
        int byte = i < 30 ? next_byte() : 0;
        int32_t view[4] = {byte % 40, 0, 0, 0};
        if (byte % 8 == 7)
            for (int k = 0; k < 4; k++)
                view[k] = (int8_t)next_byte() * (byte > 200 ? 1 << 24 : 1);
        memcpy(bytes + 16 * i, view, 16);
    }
    return bytes;
}

/* The room of the one buffer of views, or less. */
static uint8_t *next_room(void)
{
    int byte = next_byte();
    int64_t room = byte < 200   ? ARROW_TEXT
                   : byte < 240 ? byte % ARROW_TEXT
                                : INT64_MIN + byte % 2;
    uint8_t *bytes = malloc(sizeof room);
    memcpy(bytes, &room, sizeof room);
    return bytes;
}

static void make_buffers(arrow_part *part, int chunk, int64_t cells)
{
    const char *format = part->format;
    const void **out = part->buffers[chunk];
    struct ArrowArray *array = &part->arrays[chunk];
    int flags = next_byte();
    array->n_buffers = format[0] == 'n'                          ? 0
                       : strcmp(format, "vu") == 0               ? 4
                       : format[0] == 'u' || format[0] == 'U'    ? 3
                                                                 : 2;
    if (flags % 2)
        out[0] = next_bytes((cells + 7) / 8);
    array->null_count = flags % 2 ? -1 : flags % 16 == 14 ? 1 : 0;
    if (strcmp(format, "vu") == 0) {
        out[1] = next_views(cells);
        out[2] = next_bytes(ARROW_TEXT);
        out[3] = next_room();
    } else if (format[0] == 'u' || format[0] == 'U') {
        out[1] = next_offsets(cells + 1, format[0] == 'u' ? 4 : 8);
        out[2] = next_bytes(ARROW_TEXT);
    } else {
        out[1] = next_bytes(cells * 16);
    }
    if (flags > 240)
        array->n_buffers = flags % 5;
    if (flags > 200 && flags < 220) {
        free((void *)(uintptr_t)out[flags % 3]);
        out[flags % 3] = NULL;
    }
    array->buffers = flags == 239 ? NULL : out;
}

/* ---- Frames -------------------------------------------------------------- */

/* An array of so many rows at least, or one that says something else. */
static void make_array(arrow_part *part, int chunk, int64_t rows, int may_lie)
{
    struct ArrowArray *array = &part->arrays[chunk];
    int spare = next_byte();
    array->offset = spare % ARROW_SPARE;
    array->length = rows + spare / 8 % ARROW_SPARE;
    make_buffers(part, chunk, array->offset + array->length);
    if (may_lie && spare > 240)
        array->length = spare % 2 ? INT64_MAX : rows - 1;
    if (spare == 239)
        array->offset = -1;
    if (spare == 238)
        array->length = -1;
    array->release = release_array;
}

static void make_part(arrow_part *part, int64_t rows, int chunks, int may_lie)
{
    static const char *const formats[] = {
        "n", "b", "c", "C", "s", "S", "i", "I", "l", "L", "f", "g", "u", "U",
        "vu", "tdD", "tdm", "tss:", "tsm:UTC", "tsu:", "tsn:", "d:9,2",
        "d:18,-3,64", "d:5,999,32", "g", "U", "l"};
    enum { FORMATS = sizeof formats / sizeof formats[0] };
    int byte = next_byte();
    snprintf(part->format, sizeof part->format, "%s",
             byte < 240 ? formats[byte % FORMATS] : next_text());
    part->schema.format = byte == 240 ? NULL : part->format;
    part->schema.release = release_schema;
    for (int i = 0; i < chunks; i++)
        make_array(part, i, rows, may_lie);
}

static void make_column(int k, int64_t rows)
{
    static const char *const names[] = {"x", "T", "customer", "time"};
    arrow_part *part = &frame.parts[k], *words = &frame.words[k];
    int byte = next_byte();
    make_part(part, rows, frame.chunks, 1);
    snprintf(part->name, sizeof part->name, "%s",
             byte < 220 ? names[(byte + k) % 4] : next_text());
    part->schema.name = byte == 255 ? NULL : part->name;
    if (byte % 5 == 4) {
        make_part(words, byte % 7, frame.chunks, 0);
        words->schema.name = "";
        part->schema.dictionary = &words->schema;
        for (int i = 0; i < frame.chunks; i++)
            part->arrays[i].dictionary = byte == 254 ? NULL : &words->arrays[i];
    }
    frame.fields[k] = byte == 253 ? NULL : &part->schema;
    for (int i = 0; i < frame.chunks; i++)
        frame.columns[i][k] = byte == 252 ? NULL : &part->arrays[i];
}

static void make_frame(void)
{
    memset(&frame, 0, sizeof frame);
    int byte = next_byte();
    int64_t rows = byte % (ARROW_ROWS + 1);
    frame.chunks = next_byte() % (ARROW_CHUNKS + 1);
    frame.fails_at = frame.chunks > 0 && byte > 240 ? byte % frame.chunks : -1;
    int columns = next_byte() % (ARROW_COLUMNS + 1);
    for (int k = 0; k < columns; k++)
        make_column(k, rows);
    frame.schema.format = byte == 230 ? next_text() : "+s";
    frame.schema.name = "";
    frame.schema.n_children = byte == 231 ? -1 : columns;
    frame.schema.children = byte == 232 ? NULL : frame.fields;
    frame.schema.release = release_schema;
    for (int i = 0; i < frame.chunks; i++) {
        struct ArrowArray *array = &frame.arrays[i];
        array->length = byte == 233 ? -1 : rows;
        array->offset = byte == 234 ? -1 : 0;
        array->n_children = byte == 235 ? columns + 1 : columns;
        array->children = frame.columns[i];
        array->release = release_array;
    }
    frame.held = frame.chunks + 1;
}

static void free_part(arrow_part *part)
{
    for (int i = 0; i < ARROW_CHUNKS; i++)
        for (int b = 0; b < ARROW_BUFFERS; b++)
            free((void *)(uintptr_t)part->buffers[i][b]);
}

/* ---- Streams ------------------------------------------------------------- */

static int stream_schema(struct ArrowArrayStream *stream,
                         struct ArrowSchema *out)
{
    (void)stream;
    *out = frame.schema;
    frame.schema.release = NULL;
    return 0;
}

static int stream_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    (void)stream;
    if (frame.given == frame.fails_at)
        return 5;
    if (frame.given == frame.chunks)
        return 0;
    *out = frame.arrays[frame.given];
    frame.arrays[frame.given++].release = NULL;
    return 0;
}

static const char *stream_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return frame.chunks % 2 ? "the wire is cut" : NULL;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    if (stream->release == NULL)
        abort();
    stream->release = NULL;
}

/* ---- One input ----------------------------------------------------------- */

/* As Arrow and back it is the same. */
static void there_and_back(cev_table *table)
{
    static const char *const times[] = {"time", "absent"};
    struct ArrowSchema schema;
    struct ArrowArray array;
    cev_table *again = NULL;
    int64_t rows = cev_table_row_count(table);
    int64_t columns = cev_table_column_count(table);
    if (cev_table_to_arrow(table, times, next_byte() % 3, &schema, &array)
        != CEV_OK) {
        cev_table_free(table);
        return;
    }
    int32_t status =
        cev_table_from_arrow(host, &schema, &array, NULL, 0, &again);
    if (status != CEV_OK || cev_table_row_count(again) != rows
        || cev_table_column_count(again) != columns)
        abort();
    schema.release(&schema);
    check_answer(status, again);
}

static void take_frame(void)
{
    cev_table *table = NULL;
    int32_t status =
        cev_table_from_arrow(host, &frame.schema, &frame.arrays[0], NULL, 0,
                             &table);
    check_status(status);
    if (status == CEV_ERR_MEMORY || (status == CEV_OK) != (table != NULL)
        || (status != CEV_OK && frame.arrays[0].release == NULL))
        abort();
    if (table != NULL)
        there_and_back(table);
    if (status != CEV_OK)
        release_array(&frame.arrays[0]);
    for (int i = 1; i < frame.chunks; i++)
        release_array(&frame.arrays[i]);
    release_schema(&frame.schema);
}

static void take_stream(const char *const *names, int64_t count)
{
    struct ArrowArrayStream stream = {stream_schema, stream_next, stream_error,
                                      release_stream, NULL};
    cev_table *table = NULL;
    int32_t status =
        cev_table_from_arrow_stream(host, &stream, names, count, &table);
    check_status(status);
    if (status == CEV_ERR_MEMORY || (status == CEV_OK) != (table != NULL)
        || stream.release != NULL)
        abort();
    if (table != NULL)
        there_and_back(table);
    for (int i = frame.given; i < frame.chunks; i++)
        release_array(&frame.arrays[i]);
    if (frame.schema.release != NULL)
        release_schema(&frame.schema);
}

static void try_input(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"T", "x"};
    if (host == NULL)
        host_open();
    int64_t held = host_held;
    input_begin(data, size);
    int how = next_byte();
    make_frame();
    if (how % 3 == 0 && frame.chunks > 0)
        take_frame();
    else
        take_stream(how % 3 == 1 ? NULL : names, how / 3 % 3);
    if (frame.held != 0 || host_held != held)
        abort();
    for (int k = 0; k < ARROW_COLUMNS; k++) {
        free_part(&frame.parts[k]);
        free_part(&frame.words[k]);
    }
}

#endif
