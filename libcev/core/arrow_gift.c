/* Structs of Arrow that own their memory, each its own. */
#include "arrow_gift.h"

#include <string.h>

cev__arrow_gift *cev__gift_new(cev_allocator allocator, void *user)
{
    cev__arrow_gift *gift = allocator(user, NULL, 0, (int64_t)sizeof *gift);
    if (gift == NULL)
        return NULL;
    memset(gift, 0, sizeof *gift);
    gift->allocator = allocator;
    gift->user = user;
    return gift;
}

void cev__gift_free(cev__arrow_gift *gift)
{
    for (int i = 0; i < 3; i++)
        if (gift->blocks[i] != NULL)
            gift->allocator(gift->user, gift->blocks[i], gift->sizes[i], 0);
    gift->allocator(gift->user, gift, (int64_t)sizeof *gift, 0);
}

void *cev__gift_block(cev__arrow_gift *gift, int block, int64_t size)
{
    gift->blocks[block] = gift->allocator(gift->user, NULL, 0, size);
    gift->sizes[block] = size;
    return gift->blocks[block];
}

static void release_gift_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++)
        if (schema->children[i]->release != NULL)
            schema->children[i]->release(schema->children[i]);
    cev__gift_free(schema->private_data);
    schema->release = NULL;
}

static void release_gift_array(struct ArrowArray *array)
{
    for (int64_t i = 0; i < array->n_children; i++)
        if (array->children[i]->release != NULL)
            array->children[i]->release(array->children[i]);
    cev__gift_free(array->private_data);
    array->release = NULL;
}

/* A gift of zeroed structs, as many as there are children and at least one,
 * and of the pointers to them; NULL where there is no memory. */
static cev__arrow_gift *family_gift(cev_allocator allocator, void *user,
                                    int64_t children, int64_t size)
{
    cev__arrow_gift *gift = cev__gift_new(allocator, user);
    if (gift == NULL)
        return NULL;
    char *structs = cev__gift_block(gift, 0, (children + 1) * size);
    void **pointers = cev__gift_block(
        gift, 1, (children + 1) * (int64_t)sizeof *pointers);
    if (structs == NULL || pointers == NULL) {
        cev__gift_free(gift);
        return NULL;
    }
    memset(structs, 0, (size_t)((children + 1) * size));
    for (int64_t i = 0; i < children; i++)
        pointers[i] = structs + i * size;
    return gift;
}

int cev__gift_schema(cev_allocator allocator, void *user, int64_t children,
                     struct ArrowSchema *out)
{
    cev__arrow_gift *gift = family_gift(allocator, user, children,
                                        (int64_t)sizeof *out);
    if (gift == NULL)
        return 0;
    memset(out, 0, sizeof *out);
    out->format = "+s";
    out->name = "";
    out->n_children = children;
    out->children = gift->blocks[1];
    out->release = release_gift_schema;
    out->private_data = gift;
    return 1;
}

int cev__gift_array(cev_allocator allocator, void *user, int64_t rows,
                    int64_t children, struct ArrowArray *out)
{
    cev__arrow_gift *gift = family_gift(allocator, user, children,
                                        (int64_t)sizeof *out);
    if (gift == NULL)
        return 0;
    cev__gift_column(gift, rows, 0, 1, out);
    out->n_children = children;
    out->children = gift->blocks[1];
    return 1;
}

int cev__gift_field(cev_allocator allocator, void *user, const char *format,
                    const char *name, struct ArrowSchema *out)
{
    int64_t size = (int64_t)strlen(name) + 1;
    cev__arrow_gift *gift = cev__gift_new(allocator, user);
    if (gift == NULL)
        return 0;
    char *kept = cev__gift_block(gift, 0, size);
    if (kept == NULL) {
        cev__gift_free(gift);
        return 0;
    }
    memcpy(kept, name, (size_t)size);
    memset(out, 0, sizeof *out);
    out->format = format;
    out->name = kept;
    out->flags = ARROW_FLAG_NULLABLE;
    out->release = release_gift_schema;
    out->private_data = gift;
    return 1;
}

void cev__gift_column(cev__arrow_gift *gift, int64_t rows, int64_t nulls,
                      int64_t buffers, struct ArrowArray *out)
{
    memset(out, 0, sizeof *out);
    out->length = rows;
    out->null_count = nulls;
    out->n_buffers = buffers;
    out->buffers = gift->buffers;
    out->release = release_gift_array;
    out->private_data = gift;
}
