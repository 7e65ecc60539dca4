/* What disks and clocks do at their worst, to the files below a folder. Linux, by LD_PRELOAD.

   TORTURE_FOLDER  files below it are concerned
   TORTURE_KIND    full: writes end in ENOSPC from the TORTURE_AT-th on, TORTURE_FOR times
                   torn: the same, but half of the first such write is done
                   write, read, sync: that call ends in EIO
                   short: a read brings half of what was asked for, or a byte
                   clock: the time of day jumps by years at every TORTURE_AT-th look at it
                   power: nothing fails; what each write replaces is kept in TORTURE_LOG until a sync */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const char *folder, *kind;
static long at, times, writes, reads, syncs, looks;
static int undo = -1;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_pread)(int, void *, size_t, off_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_truncate)(int, off_t);
static int (*real_clock)(clockid_t, struct timespec *);

/* Also by the first call: what other libraries do when they are loaded may come before our turn. */
__attribute__((constructor)) static void begin(void) {
  if (real_clock) return;
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_read = dlsym(RTLD_NEXT, "read");
  real_pread = dlsym(RTLD_NEXT, "pread64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_truncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_clock = dlsym(RTLD_NEXT, "clock_gettime");
  const char *number = getenv("TORTURE_AT"), *length = getenv("TORTURE_FOR"), *log = getenv("TORTURE_LOG");
  at = number ? atol(number) : 0;
  times = length ? atol(length) : 1;
  kind = getenv("TORTURE_KIND");
  folder = getenv("TORTURE_FOLDER");
  if (log) undo = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static int concerned(int fd, char *path) {
  char link[64];
  if (!folder || !kind || fd < 0 || fd == undo) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, 4095);
  if (length <= 0) return 0;
  path[length] = 0;
  return strncmp(path, folder, strlen(folder)) == 0;
}

static int due(const char *name, long count) {
  return kind && !strcmp(kind, name) && count >= at && count < at + times;
}

/* 'W', length of the path, offset, bytes kept, bytes written, path, what was there. */
static void keep(int fd, const char *path, off_t offset, size_t length) {
  struct stat now;
  if (undo < 0 || fstat(fd, &now)) return;
  size_t held = offset >= now.st_size ? 0 : (size_t)(now.st_size - offset);
  if (held > length) held = length;
  char *old = malloc(held + 1);
  int other = open(path, O_RDONLY);
  ssize_t got = other >= 0 ? real_pread(other, old, held, offset) : -1;
  if (other >= 0) close(other);
  uint64_t head[5] = {'W', strlen(path), (uint64_t)offset, got > 0 ? (uint64_t)got : 0, (uint64_t)now.st_size};
  pthread_mutex_lock(&guard);
  real_write(undo, head, sizeof head);
  real_write(undo, path, head[1]);
  real_write(undo, old, head[3]);
  pthread_mutex_unlock(&guard);
  free(old);
}

static void kept(const char *path) {
  uint64_t head[5] = {'S', strlen(path), 0, 0, 0};
  if (undo < 0) return;
  pthread_mutex_lock(&guard);
  real_write(undo, head, sizeof head);
  real_write(undo, path, head[1]);
  pthread_mutex_unlock(&guard);
}

static ssize_t written(int fd, const void *data, size_t length, off_t offset, int positioned) {
  begin();
  char path[4096];
  if (concerned(fd, path)) {
    long count = __sync_fetch_and_add(&writes, 1);
    if (due("full", count)) return errno = ENOSPC, -1;
    if (due("write", count)) return errno = EIO, -1;
    if (due("torn", count)) {
      if (count > at || length < 2) return errno = ENOSPC, -1;
      length /= 2;
    }
    struct stat now;
    int append = (fcntl(fd, F_GETFL) & O_APPEND) != 0;
    off_t where = positioned ? offset : append && !fstat(fd, &now) ? now.st_size : lseek(fd, 0, SEEK_CUR);
    keep(fd, path, where, length);
  }
  return positioned ? real_pwrite(fd, data, length, offset) : real_write(fd, data, length);
}

ssize_t write(int fd, const void *data, size_t length) { return written(fd, data, length, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return written(fd, data, length, offset, 1); }
ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset) { return written(fd, data, length, offset, 1); }

/* How much of a read is to be had; -1 for one that fails. */
static ssize_t readable(int fd, size_t length) {
  begin();
  char path[4096];
  if (!kind || (strcmp(kind, "read") && strcmp(kind, "short")) || !concerned(fd, path)) return (ssize_t)length;
  long count = __sync_fetch_and_add(&reads, 1);
  if (due("read", count)) return errno = EIO, -1;
  if (due("short", count) && length > 1) return count % 3 ? (ssize_t)(length / 2) : 1;
  return (ssize_t)length;
}

ssize_t read(int fd, void *data, size_t length) {
  ssize_t left = readable(fd, length);
  return left < 0 ? -1 : real_read(fd, data, (size_t)left);
}
ssize_t pread(int fd, void *data, size_t length, off_t offset) {
  ssize_t left = readable(fd, length);
  return left < 0 ? -1 : real_pread(fd, data, (size_t)left, offset);
}
ssize_t pread64(int fd, void *data, size_t length, off_t offset) { return pread(fd, data, length, offset); }

static int synced(int fd, int (**real)(int)) {
  begin();
  char path[4096];
  int ours = concerned(fd, path);
  if (ours && due("sync", __sync_fetch_and_add(&syncs, 1))) return errno = EIO, -1;
  int result = (*real)(fd);
  if (ours && !result) kept(path);
  return result;
}

int fsync(int fd) { return synced(fd, &real_fsync); }
int fdatasync(int fd) { return synced(fd, &real_fdatasync); }

int ftruncate64(int fd, off_t length) {
  begin();
  char path[4096];
  struct stat now;
  if (concerned(fd, path) && !fstat(fd, &now) && now.st_size > length)
    keep(fd, path, length, (size_t)(now.st_size - length));
  return real_truncate(fd, length);
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int clock_gettime(clockid_t id, struct timespec *now) {
  begin();
  int result = real_clock(id, now);
  if (kind && !strcmp(kind, "clock") && id == CLOCK_REALTIME && at > 0) {
    static const long years[] = {0, -20, 3, 0, -1, 40};
    now->tv_sec += years[(__sync_fetch_and_add(&looks, 1) / at) % 6] * 31557600L;
  }
  return result;
}
