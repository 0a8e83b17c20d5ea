/*
 * The text of a file as UTF-8, a part at a time.
 */
#define _POSIX_C_SOURCE 200809L

#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "temporary.h"

/* Say what failed, and by which error of the system if it was one; 0. */
static int fail(source *s, const char *what, int error)
{
    snprintf(s->error, sizeof s->error, "%s%s%s", what, error ? ": " : "",
             error ? strerror(error) : "");
    return 0;
}

/* read() that is not stopped by signals. */
static ssize_t read_some(int fd, char *out, size_t n)
{
    ssize_t got;

    do
        got = read(fd, out, n);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Have room for so many bytes behind what is in the buffer, and one. */
static int make_room(source *s, size_t n)
{
    size_t room = s->room;
    char *bigger;

    while (room - s->end <= n)
        room *= 2;
    bigger = room > s->room ? realloc(s->buffer, room) : s->buffer;
    if (bigger == NULL)
        return fail(s, "out of memory", 0);
    s->buffer = bigger;
    s->room = room;
    return 1;
}

/* Take n bytes that were read behind what is in the buffer, as UTF-8. While it is
 * open what they are, a letter that was cut off is looked at again. */
static int take_bytes(source *s, size_t n)
{
    char *p = s->buffer + s->end - s->cut;

    s->bytes_read += (int64_t)n;
    s->end -= s->cut;
    n += s->cut;
    s->cut = 0;
    if (s->letters == ENCODING_OPEN)
        s->letters = encoding_of(p, n, &s->cut);
    if (s->letters == ENCODING_OPEN && s->cut > 0 && s->at_end)
        s->letters = ENCODING_WINDOWS;
    if (s->letters != ENCODING_OPEN)
        s->cut = 0;
    if (s->letters == ENCODING_WINDOWS) {
        size_t width = encoding_width(p, n);

        if (!make_room(s, width))
            return 0;
        encoding_widen(s->buffer + s->end, n);
        n = width;
    }
    s->end += n;
    return 1;
}

int source_more(source *s)
{
    ssize_t got;

    if (s->at_end)
        return 0;
    if (s->start > 0) {
        memmove(s->buffer, s->buffer + s->start, s->end - s->start);
        s->end -= s->start;
        s->start = 0;
    }
    if (!make_room(s, 1))
        return -1;
    got = read_some(s->fd, s->buffer + s->end, s->room - 1 - s->end);
    if (got < 0) {
        fail(s, "cannot be read", errno);
        return -1;
    }
    s->at_end = got == 0;
    if (!take_bytes(s, (size_t)got))
        return -1;
    return got > 0;
}

int source_open(source *s, const char *path)
{
    struct stat status;

    memset(s, 0, sizeof *s);
    s->letters = ENCODING_UTF8;
    s->fd = -1;
    s->buffer = malloc(FIRST_BUFFER);
    s->room = FIRST_BUFFER;
    if (s->buffer == NULL)
        return fail(s, "out of memory", 0);
    s->fd = 0;
    if (strcmp(path, "-") != 0) {
        s->fd = open(path, O_RDONLY | O_CLOEXEC);
        s->close_fd = 1;
    }
    if (s->fd < 0 || fstat(s->fd, &status) != 0)
        return fail(s, "cannot be opened", errno);
    if (S_ISDIR(status.st_mode))
        return fail(s, "is a folder; wanted a CSV file", 0);
    s->size = S_ISREG(status.st_mode) ? (int64_t)status.st_size : -1;
    do { /* a pipe may give the first line in pieces */
        if (source_more(s) < 0)
            return 0;
    } while (!s->at_end && s->end < FIRST_BUFFER / 2);
    return 1;
}

int source_settle(source *s)
{
    size_t n = s->end;

    s->end = 0;
    s->bytes_read -= (int64_t)n;
    s->letters = ENCODING_OPEN;
    return take_bytes(s, n);
}

void source_close(source *s)
{
    if (s->close_fd && s->fd >= 0)
        close(s->fd);
    free(s->buffer);
}

/* Copy what is in the buffer to a file, but for a letter that is cut off. */
static int spool_part(source *s, int fd)
{
    size_t n = s->end - s->cut - s->start;

    if (!temporary_write(fd, s->buffer + s->start, n))
        return 0;
    s->start += n;
    return 1;
}

/* Copy what is in the buffer and what is still to come to a temporary file,
 * as UTF-8, and go on reading from there. */
static int spool(source *s)
{
    int fd = temporary_file(), more = 1, kept = fd >= 0;

    while (kept && more > 0) {
        more = source_more(s);
        kept = more < 0 || spool_part(s, fd);
    }
    if (!kept || more < 0) {
        if (!kept) /* else reading failed, and said why */
            fail(s, "cannot be copied to a temporary file", errno);
        if (fd >= 0)
            close(fd);
        return 0;
    }
    if (s->close_fd)
        close(s->fd);
    s->fd = fd;
    s->close_fd = 1;
    s->mark_offset = 0;
    s->was_windows = s->letters == ENCODING_WINDOWS;
    s->letters = ENCODING_UTF8;
    return 1;
}

/* Bytes of the file that what is in the buffer was read from. */
static int64_t bytes_ahead(const source *s)
{
    int64_t n = (int64_t)(s->end - s->start);

    if (s->letters == ENCODING_WINDOWS) /* a letter was a byte */
        for (size_t i = s->start; i < s->end; i++)
            n -= (s->buffer[i] & 0xc0) == 0x80;
    return n;
}

int source_mark(source *s)
{
    off_t now = lseek(s->fd, 0, SEEK_CUR);

    if (s->size < 0 || now < 0) {
        if (!spool(s))
            return 0;
        return source_rewind(s);
    }
    s->mark_offset = (int64_t)now - bytes_ahead(s);
    return 1;
}

int source_rewind(source *s)
{
    if (lseek(s->fd, (off_t)s->mark_offset, SEEK_SET) < 0)
        return fail(s, "cannot be read twice", errno);
    s->start = s->end = s->cut = 0;
    s->bytes_read = s->mark_offset;
    s->at_end = 0;
    return 1;
}
