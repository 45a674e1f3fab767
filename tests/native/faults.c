/* Loaded before the C library: makes chosen calls on chosen files fail or lie, and moves the clock.
 *
 * FAULTS names a file that is read at every call, so that a test can change its mind while the
 * program runs. A line is `CALL ERRNO PART`: CALL on a file whose path holds PART fails with that
 * error number; with 0 it says that it succeeded and does nothing. Or `clock SECONDS 0`. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static size_t orders(char *text, size_t room) {
    const char *path = getenv("FAULTS");
    long file = path ? syscall(SYS_openat, AT_FDCWD, path, O_RDONLY) : -1;
    if (file < 0) return 0;
    long got = syscall(SYS_read, file, text, room - 1);
    syscall(SYS_close, file);
    text[got > 0 ? got : 0] = 0;
    return got > 0;
}

/* 1: do it. 0: say that it was done. -1: fail; errno is set. */
static int verdict(const char *call, const char *path) {
    char text[1024], *rest = text;
    if (!orders(text, sizeof text)) return 1;
    for (char *line; (line = strsep(&rest, "\n"));) {
        char name[32], part[256];
        int number;
        if (sscanf(line, "%31s %d %255s", name, &number, part) != 3) continue;
        if (strcmp(name, call) || !strstr(path, part)) continue;
        errno = number;
        return number ? -1 : 0;
    }
    return 1;
}

static int verdict_on(const char *call, int file) {
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (length < 0) return 1;
    path[length] = 0;
    return verdict(call, path);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define JUDGED(call, file, done) \
    int said = verdict_on(call, file); \
    if (said <= 0) return said < 0 ? -1 : (done)

int fdatasync(int file) { JUDGED("sync", file, 0); return NEXT(fdatasync)(file); }
int fsync(int file) { JUDGED("sync", file, 0); return NEXT(fsync)(file); }
int sync_file_range(int file, off64_t from, off64_t count, unsigned flags) {
    JUDGED("range", file, 0);
    return NEXT(sync_file_range)(file, from, count, flags);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    JUDGED("write", file, (ssize_t)count);
    return NEXT(pwrite64)(file, bytes, count, at);
}
ssize_t write(int file, const void *bytes, size_t count) {
    JUDGED("write", file, (ssize_t)count);
    return NEXT(write)(file, bytes, count);
}
ssize_t pread64(int file, void *bytes, size_t count, off64_t at) {
    JUDGED("read", file, (ssize_t)count);
    return NEXT(pread64)(file, bytes, count, at);
}
int ftruncate64(int file, off64_t length) {
    JUDGED("truncate", file, 0);
    return NEXT(ftruncate64)(file, length);
}
int open64(const char *path, int flags, ...) {
    __builtin_va_list more;
    __builtin_va_start(more, flags);
    mode_t mode = __builtin_va_arg(more, mode_t);
    __builtin_va_end(more);
    if (verdict("open", path) < 0) return -1;
    return NEXT(open64)(path, flags, mode);
}
int clock_gettime(clockid_t clock, struct timespec *now) {
    int told = (int)syscall(SYS_clock_gettime, clock, now);
    char text[1024], *rest = text;
    if (told || clock != CLOCK_REALTIME || !orders(text, sizeof text)) return told;
    for (char *line; (line = strsep(&rest, "\n"));) {
        long seconds;
        if (sscanf(line, "clock %ld", &seconds) == 1) now->tv_sec += seconds;
    }
    return told;
}
