/* Preloaded into a program and all that it starts: the machine's date lies MOVED_CLOCK_S seconds from the true one.

Clocks that only measure (CLOCK_MONOTONIC and the like) stay as they are; files are shown, and are given, times
by the moved date; waits until a moment of the calendar end when that moment has come. libfaketime breaks sleeping in
Python from 3.11 on (`clock_nanosleep` by an unmoved clock), hence this. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <utime.h>

#define REAL(name) ((__typeof__(&name))real(#name))

static long long moved_s;

__attribute__((constructor)) static void read_setting(void) {
    const char *setting = getenv("MOVED_CLOCK_S");
    moved_s = setting ? atoll(setting) : 0;
}

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

static struct timespec back(const struct timespec *moved) {
    struct timespec unmoved = *moved;
    unmoved.tv_sec -= moved_s;
    return unmoved;
}

/* The calendar's clocks. */

static int is_calendar(clockid_t clock) { return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE; }

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = REAL(clock_gettime)(clock, now);
    if (result == 0 && is_calendar(clock)) now->tv_sec += moved_s;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int result = REAL(gettimeofday)(now, zone);
    if (result == 0) now->tv_sec += moved_s;
    return result;
}

time_t time(time_t *kept) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    if (kept) *kept = now.tv_sec;
    return now.tv_sec;
}

int timespec_get(struct timespec *now, int base) {
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, now) == 0 ? base : 0;
}

/* Waits until a moment. */

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until, struct timespec *left) {
    int to_moment = is_calendar(clock) && (flags & TIMER_ABSTIME);
    struct timespec moment = to_moment ? back(until) : *until;
    return REAL(clock_nanosleep)(clock, flags, &moment, left);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
    struct timespec moment = back(until);
    return REAL(sem_timedwait)(semaphore, &moment);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict until) {
    struct timespec moment = back(until);
    return REAL(pthread_mutex_timedlock)(mutex, &moment);
}

/* A condition waits by the clock of its attributes, which it hides in a bit of its own (glibc: __wrefs & 2). */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
    static int (*wait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (!wait) {
        wait = (__typeof__(wait))dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
        if (!wait) wait = (__typeof__(wait))real("pthread_cond_timedwait"); /* machines that had no older one */
    }
    struct timespec moment = condition->__data.__wrefs & 2 ? *until : back(until);
    return wait(condition, mutex, &moment);
}

/* What files show. */

static int shown(int result, struct stat *found) {
    if (result == 0) {
        found->st_atim.tv_sec += moved_s;
        found->st_mtim.tv_sec += moved_s;
        found->st_ctim.tv_sec += moved_s;
    }
    return result;
}

int stat(const char *restrict path, struct stat *restrict found) { return shown(REAL(stat)(path, found), found); }
int lstat(const char *restrict path, struct stat *restrict found) { return shown(REAL(lstat)(path, found), found); }
int fstat(int file, struct stat *found) { return shown(REAL(fstat)(file, found), found); }
int fstatat(int folder, const char *restrict path, struct stat *restrict found, int flags) {
    return shown(REAL(fstatat)(folder, path, found, flags), found);
}

int stat64(const char *restrict path, struct stat64 *restrict found) { return stat(path, (struct stat *)found); }
int lstat64(const char *restrict path, struct stat64 *restrict found) { return lstat(path, (struct stat *)found); }
int fstat64(int file, struct stat64 *found) { return fstat(file, (struct stat *)found); }
int fstatat64(int folder, const char *restrict path, struct stat64 *restrict found, int flags) {
    return fstatat(folder, path, (struct stat *)found, flags);
}

int statx(int folder, const char *restrict path, int flags, unsigned int mask, struct statx *restrict found) {
    int result = REAL(statx)(folder, path, flags, mask, found);
    if (result == 0) {
        found->stx_atime.tv_sec += moved_s;
        found->stx_btime.tv_sec += moved_s;
        found->stx_ctime.tv_sec += moved_s;
        found->stx_mtime.tv_sec += moved_s;
    }
    return result;
}

/* What files are given. */

static struct timespec given(struct timespec moment) {
    return moment.tv_nsec == UTIME_NOW || moment.tv_nsec == UTIME_OMIT ? moment : back(&moment);
}

int utimensat(int folder, const char *path, const struct timespec times[2], int flags) {
    struct timespec moments[2];
    if (!times) return REAL(utimensat)(folder, path, times, flags);
    moments[0] = given(times[0]);
    moments[1] = given(times[1]);
    return REAL(utimensat)(folder, path, moments, flags);
}

int futimens(int file, const struct timespec times[2]) {
    struct timespec moments[2];
    if (!times) return REAL(futimens)(file, times);
    moments[0] = given(times[0]);
    moments[1] = given(times[1]);
    return REAL(futimens)(file, moments);
}

int utimes(const char *path, const struct timeval times[2]) {
    struct timespec moments[2];
    if (!times) return utimensat(AT_FDCWD, path, NULL, 0);
    for (int i = 0; i < 2; i++) {
        moments[i].tv_sec = times[i].tv_sec;
        moments[i].tv_nsec = times[i].tv_usec * 1000;
    }
    return utimensat(AT_FDCWD, path, moments, 0);
}

int utime(const char *path, const struct utimbuf *times) {
    struct timespec moments[2] = {{0, 0}, {0, 0}};
    if (!times) return utimensat(AT_FDCWD, path, NULL, 0);
    moments[0].tv_sec = times->actime;
    moments[1].tv_sec = times->modtime;
    return utimensat(AT_FDCWD, path, moments, 0);
}
