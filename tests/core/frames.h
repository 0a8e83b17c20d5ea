/*
 * Frames of Arrow as another program would hand them over, with accounts of
 * what is released. One frame at a time; its columns live in the test.
 */
#ifndef TESTS_CORE_FRAMES_H
#define TESTS_CORE_FRAMES_H

#include "core/expect.h"

#include <string.h>

#define FRAME_COLUMNS 8
#define FRAME_BUFFERS 6

static struct ArrowSchema frame_schema;
static struct ArrowArray frame_array;
static struct ArrowSchema frame_fields[FRAME_COLUMNS];
static struct ArrowArray frame_columns[FRAME_COLUMNS];
static struct ArrowSchema *frame_field_list[FRAME_COLUMNS];
static struct ArrowArray *frame_column_list[FRAME_COLUMNS];
static const void *frame_buffers[FRAME_COLUMNS][FRAME_BUFFERS];
static const void *frame_no_validity[1];
static int frame_released; /* how often the array was */

static inline void frame_release(struct ArrowArray *array)
{
    ck_assert(array->release != NULL);
    frame_released++;
    array->release = NULL;
}

static inline void frame_release_schema(struct ArrowSchema *schema)
{
    ck_assert(schema->release != NULL);
    schema->release = NULL;
}

/* A frame of so many rows, without columns so far. */
static inline void frame_begin(int64_t rows)
{
    frame_released = 0;
    memset(&frame_schema, 0, sizeof frame_schema);
    frame_schema.format = "+s";
    frame_schema.name = "";
    frame_schema.children = frame_field_list;
    frame_schema.release = frame_release_schema;
    memset(&frame_array, 0, sizeof frame_array);
    frame_array.length = rows;
    frame_array.n_buffers = 1;
    frame_array.buffers = frame_no_validity;
    frame_array.children = frame_column_list;
    frame_array.release = frame_release;
}

/* Adds a column as long as the frame, with these buffers behind the validity;
 * the test may change what it gets. */
static inline struct ArrowArray *frame_add(const char *format,
                                           const char *name,
                                           const uint8_t *validity,
                                           const void *data,
                                           const void *bytes)
{
    int64_t i = frame_schema.n_children++;
    frame_array.n_children++;
    frame_field_list[i] = &frame_fields[i];
    frame_column_list[i] = &frame_columns[i];
    memset(&frame_fields[i], 0, sizeof frame_fields[i]);
    frame_fields[i].format = format;
    frame_fields[i].name = name;
    frame_fields[i].flags = ARROW_FLAG_NULLABLE;
    frame_fields[i].release = frame_release_schema;
    memset(frame_buffers[i], 0, sizeof frame_buffers[i]);
    frame_buffers[i][0] = validity;
    frame_buffers[i][1] = data;
    frame_buffers[i][2] = bytes;
    struct ArrowArray *column = &frame_columns[i];
    memset(column, 0, sizeof *column);
    column->length = frame_array.length;
    column->null_count = validity == NULL ? 0 : -1;
    column->n_buffers = format[0] == 'n' ? 0 : bytes == NULL ? 2 : 3;
    column->buffers = frame_buffers[i];
    column->release = frame_release;
    return column;
}

/* The frame as a table, all columns. */
static inline int32_t frame_read(cev_table **out)
{
    return cev_table_from_arrow(ctx, &frame_schema, &frame_array, NULL, 0,
                                out);
}

#endif
