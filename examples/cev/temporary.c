/*
 * Temporary files without a name, which vanish with the process.
 */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "temporary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int temporary_file(void)
{
    const char *folder = getenv("TMPDIR");
    char path[1024];
    int fd;

    if (folder == NULL || folder[0] == '\0')
        folder = "/tmp";
    if ((size_t)snprintf(path, sizeof path, "%s/cevXXXXXX", folder) >=
        sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkstemp(path);
    if (fd >= 0)
        unlink(path);
    return fd;
}

int temporary_write(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t wrote = write(fd, p, n);

        if (wrote < 0 && errno != EINTR)
            return 0;
        if (wrote > 0) {
            p += wrote;
            n -= (size_t)wrote;
        }
    }
    return 1;
}
