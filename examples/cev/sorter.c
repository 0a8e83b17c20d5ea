/*
 * External merge sort.
 */
#define _POSIX_C_SOURCE 200809L

#include "sorter.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "temporary.h"

#define MOST_RUNS 64
#define LEAST_BUDGET ((size_t)64 * 1024)

/* How a record begins, in memory and in files; key and body follow. */
typedef struct record_head {
    uint32_t key, body;
} record_head;

/* A sorted file being merged, with its current record. */
typedef struct run {
    FILE *file;
    char *record;
    size_t room;
    int done;
} run;

struct sorter {
    size_t budget;
    char *arena;
    size_t used, room;
    size_t *offsets; /* of the records in the arena */
    char **sorted;   /* the same as pointers, once sorted */
    size_t n, offset_room, next;
    run runs[MOST_RUNS];
    int n_runs, runs_written;
    int heap[MOST_RUNS]; /* of runs that are not done, the first on top */
    int n_heap;
    int given; /* sorter_next() gave the record on top, to be advanced */
};

sorter *sorter_new(size_t budget)
{
    sorter *s = calloc(1, sizeof *s);

    if (s != NULL)
        s->budget = budget < LEAST_BUDGET ? LEAST_BUDGET : budget;
    return s;
}

void sorter_free(sorter *s)
{
    if (s == NULL)
        return;
    for (int i = 0; i < s->n_runs; i++) {
        if (s->runs[i].file != NULL)
            fclose(s->runs[i].file);
        free(s->runs[i].record);
    }
    free(s->arena);
    free(s->offsets);
    free(s->sorted);
    free(s);
}

/* Order of two records by their keys. */
static int compare_records(const char *a, const char *b)
{
    record_head ha, hb;
    int order;

    memcpy(&ha, a, sizeof ha);
    memcpy(&hb, b, sizeof hb);
    order = memcmp(a + sizeof ha, b + sizeof hb,
                   ha.key < hb.key ? ha.key : hb.key);
    if (order != 0)
        return order;
    return ha.key < hb.key ? -1 : ha.key > hb.key;
}

/* The same for qsort() over pointers. */
static int compare_pointers(const void *a, const void *b)
{
    return compare_records(*(char *const *)a, *(char *const *)b);
}

/* Bytes of a record with its head. */
static size_t record_size(const char *record)
{
    record_head head;

    memcpy(&head, record, sizeof head);
    return sizeof head + head.key + head.body;
}

/* Sort what is in the arena. */
static int sort_arena(sorter *s)
{
    free(s->sorted);
    s->sorted = malloc((s->n + 1) * sizeof *s->sorted);
    if (s->sorted == NULL)
        return 0;
    for (size_t i = 0; i < s->n; i++)
        s->sorted[i] = s->arena + s->offsets[i];
    qsort(s->sorted, s->n, sizeof *s->sorted, compare_pointers);
    s->next = 0;
    return 1;
}

/* A temporary file as a stream. */
static FILE *new_run(void)
{
    int fd = temporary_file();
    FILE *file = fd >= 0 ? fdopen(fd, "w+b") : NULL;

    if (file == NULL && fd >= 0)
        close(fd);
    return file;
}

/* Advance a run to its next record. */
static int read_record(run *r)
{
    record_head head;
    size_t size;

    if (fread(&head, sizeof head, 1, r->file) != 1) {
        r->done = 1;
        return !ferror(r->file);
    }
    size = sizeof head + head.key + head.body;
    if (size > r->room) {
        char *bigger = realloc(r->record, size * 2);

        if (bigger == NULL)
            return 0;
        r->record = bigger;
        r->room = size * 2;
    }
    memcpy(r->record, &head, sizeof head);
    return fread(r->record + sizeof head, 1, size - sizeof head, r->file) ==
           size - sizeof head;
}

/* Whether run a's record comes before run b's; the older of equals does,
 * which keeps the sort stable. */
static int run_before(const sorter *s, int a, int b)
{
    int c = compare_records(s->runs[a].record, s->runs[b].record);

    return c < 0 || (c == 0 && a < b);
}

/* Let the run at a place of the heap sink to where it belongs. */
static void sink_run(sorter *s, int at)
{
    int run_index = s->heap[at];

    for (;;) {
        int child = 2 * at + 1;

        if (child >= s->n_heap)
            break;
        if (child + 1 < s->n_heap &&
            run_before(s, s->heap[child + 1], s->heap[child]))
            child++;
        if (!run_before(s, s->heap[child], run_index))
            break;
        s->heap[at] = s->heap[child];
        at = child;
    }
    s->heap[at] = run_index;
}

/* Put every run at its first record, and the runs in a heap. */
static int open_runs(sorter *s)
{
    s->n_heap = 0;
    for (int i = 0; i < s->n_runs; i++) {
        rewind(s->runs[i].file);
        s->runs[i].done = 0;
        if (!read_record(&s->runs[i]))
            return 0;
        if (!s->runs[i].done)
            s->heap[s->n_heap++] = i;
    }
    for (int i = s->n_heap / 2; i-- > 0;)
        sink_run(s, i);
    return 1;
}

/* Advance the run whose record is first. */
static int advance_first(sorter *s)
{
    run *r = &s->runs[s->heap[0]];

    if (!read_record(r))
        return 0;
    if (r->done)
        s->heap[0] = s->heap[--s->n_heap];
    if (s->n_heap > 0)
        sink_run(s, 0);
    return 1;
}

/* Merge all runs to one, because there is no place for more. */
static int merge_runs(sorter *s)
{
    FILE *out = new_run();
    int ok = out != NULL && open_runs(s);

    while (ok && s->n_heap > 0) {
        const char *record = s->runs[s->heap[0]].record;

        ok = fwrite(record, record_size(record), 1, out) == 1 &&
             advance_first(s);
    }
    ok = ok && fflush(out) == 0;
    if (!ok) {
        if (out != NULL)
            fclose(out);
        return 0;
    }
    for (int i = 0; i < s->n_runs; i++) {
        fclose(s->runs[i].file);
        if (i > 0)
            free(s->runs[i].record);
    }
    s->runs[0].file = out;
    s->n_runs = 1;
    return 1;
}

/* Write what is in memory as a sorted run. */
static int spill(sorter *s)
{
    FILE *file;

    if (!sort_arena(s) || (s->n_runs == MOST_RUNS && !merge_runs(s)))
        return 0;
    file = new_run();
    if (file == NULL)
        return 0;
    memset(&s->runs[s->n_runs], 0, sizeof s->runs[0]);
    s->runs[s->n_runs++].file = file;
    s->runs_written++;
    for (size_t i = 0; i < s->n; i++)
        if (fwrite(s->sorted[i], record_size(s->sorted[i]), 1, file) != 1)
            return 0;
    free(s->sorted);
    s->sorted = NULL;
    s->n = 0;
    s->used = 0;
    return fflush(file) == 0;
}

/* Make room for `size` more bytes and one more offset. */
static int make_room(sorter *s, size_t size)
{
    if (s->used + size > s->room) {
        size_t room = s->room ? s->room * 2 : LEAST_BUDGET / 2;
        char *bigger;

        while (room < s->used + size)
            room *= 2;
        bigger = realloc(s->arena, room);
        if (bigger == NULL)
            return 0;
        s->arena = bigger;
        s->room = room;
    }
    if (s->n == s->offset_room) {
        size_t room = s->offset_room ? s->offset_room * 2 : 1024;
        size_t *bigger = realloc(s->offsets, room * sizeof *bigger);

        if (bigger == NULL)
            return 0;
        s->offsets = bigger;
        s->offset_room = room;
    }
    return 1;
}

int sorter_add(sorter *s, const void *key, size_t key_size, const void *body,
               size_t body_size)
{
    record_head head = {(uint32_t)key_size, (uint32_t)body_size};
    size_t size = sizeof head + key_size + body_size;
    /* Beside the records: an offset, a pointer and qsort()'s copy of it. */
    size_t each = sizeof(size_t) + 2 * sizeof(char *);

    if (s->n > 0 && s->used + size + (s->n + 1) * each > s->budget &&
        !spill(s))
        return 0;
    if (!make_room(s, size))
        return 0;
    s->offsets[s->n++] = s->used;
    memcpy(s->arena + s->used, &head, sizeof head);
    memcpy(s->arena + s->used + sizeof head, key, key_size);
    memcpy(s->arena + s->used + sizeof head + key_size, body, body_size);
    s->used += size;
    return 1;
}

int sorter_finish(sorter *s)
{
    if (s->n_runs == 0)
        return sort_arena(s);
    if (s->n > 0 && !spill(s))
        return 0;
    free(s->arena); /* merging needs one record of each run only */
    s->arena = NULL;
    s->room = 0;
    return open_runs(s);
}

/* The next record wherever it is, NULL at the end. */
static const char *next_sorted(sorter *s, int *failed)
{
    *failed = 0;
    if (s->n_runs == 0)
        return s->next < s->n ? s->sorted[s->next++] : NULL;
    if (s->given && !advance_first(s)) {
        *failed = 1;
        return NULL;
    }
    s->given = s->n_heap > 0;
    return s->given ? s->runs[s->heap[0]].record : NULL;
}

int sorter_next(sorter *s, const char **key, size_t *key_size,
                const char **body, size_t *body_size)
{
    int failed;
    const char *record = next_sorted(s, &failed);
    record_head head;

    if (record == NULL)
        return failed ? -1 : 0;
    memcpy(&head, record, sizeof head);
    *key = record + sizeof head;
    *key_size = head.key;
    *body = record + sizeof head + head.key;
    *body_size = head.body;
    return 1;
}

int sorter_runs(const sorter *s)
{
    return s->runs_written;
}
