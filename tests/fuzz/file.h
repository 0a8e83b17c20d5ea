/**
 * Files for targets that read some: a few that are written again and again.
 */
#ifndef TESTS_FUZZ_FILE_H
#define TESTS_FUZZ_FILE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILES = 2 };

static char file_paths[FILES][400];

static inline void files_remove(void)
{
    for (int i = 0; i < FILES; i++)
        if (file_paths[i][0] != '\0')
            unlink(file_paths[i]);
}

/** The path of a file with these bytes; it is removed when all is done. */
static inline const char *file_of(int which, const void *bytes, size_t size)
{
    static int fds[FILES];
    char *path = file_paths[which];
    if (path[0] == '\0') {
        if (which == 0)
            atexit(files_remove);
        const char *folder = getenv("TMPDIR");
        int n = snprintf(path, sizeof file_paths[0], "%s/cev-fuzz-XXXXXX",
                         folder != NULL ? folder : "/tmp");
        fds[which] = n < (int)sizeof file_paths[0] ? mkstemp(path) : -1;
    }
    if (ftruncate(fds[which], 0) != 0
        || pwrite(fds[which], bytes, size, 0) != (ssize_t)size)
        abort();
    return path;
}

#endif
