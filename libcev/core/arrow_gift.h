/* Structs of Arrow that own their memory, each its own. */
#ifndef CEV__ARROW_GIFT_H
#define CEV__ARROW_GIFT_H

#include "cev/arrow.h"
#include "ctx.h"

/*
 * What a struct owns. It returns to the allocator without asking a context or
 * a neighbour, so that children may outlive their parents and be released on
 * any thread.
 */
typedef struct cev__arrow_gift {
    cev_allocator allocator;
    void *user;
    void *blocks[3];
    int64_t sizes[3];
    const void *buffers[3]; /* of an array */
} cev__arrow_gift;

/* A gift without blocks; NULL where there is no memory. */
cev__arrow_gift *cev__gift_new(cev_allocator allocator, void *user);
void cev__gift_free(cev__arrow_gift *gift);

/* Memory for a block that is not there yet, size > 0; NULL where there is
 * none. */
void *cev__gift_block(cev__arrow_gift *gift, int block, int64_t size);

/*
 * The struct array of so many children, and what describes it. Both come with
 * children that are released; on failure, 0, nothing is left.
 */
int cev__gift_schema(cev_allocator allocator, void *user, int64_t children,
                     struct ArrowSchema *out);
int cev__gift_array(cev_allocator allocator, void *user, int64_t rows,
                    int64_t children, struct ArrowArray *out);

/* Describes a column; the format lives for ever. */
int cev__gift_field(cev_allocator allocator, void *user, const char *format,
                    const char *name, struct ArrowSchema *out);

/* Makes an array without children of what a gift holds. */
void cev__gift_column(cev__arrow_gift *gift, int64_t rows, int64_t nulls,
                      int64_t buffers, struct ArrowArray *out);

#endif
