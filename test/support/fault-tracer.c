// Runs a command and counts, over all of its processes, the system calls that change a folder: opening for writing, writing, closing what
// was opened for writing, making and removing. Then it can do what only luck does else: end everything right after the Nth of them, or hold
// everything there until it is told to go on.
//
// usage: tracer FOLDER count FILE COMMAND…    FILE gets a line for each
//        tracer FOLDER kill N COMMAND…        as the end of a pod: it is process 1 of its namespace, so that nothing outlives it
//        tracer FOLDER hold N FILE COMMAND…   makes FILE.held, and goes on when FILE.go is there
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIDS = 1 << 22, KILLED = 137 };
static const char *folder, *mode, *file;
static long count, when;
static unsigned char known[PIDS], *pending[PIDS];

static int below(const char *path) { return strncmp(path, folder, strlen(folder)) == 0; }

static int link_of(const char *format, pid_t pid, long fd, char *path) {
  char proc[64];
  snprintf(proc, sizeof proc, format, pid, fd);
  ssize_t n = readlink(proc, path, 4095);
  path[n < 0 ? 0 : n] = 0;
  return n >= 0;
}

static int path_at(pid_t pid, long dir, unsigned long address, char *path) {
  char text[4096] = "";
  struct iovec to = {text, 0}, from = {(void *)address, 0};
  for (size_t n = 4095; n > 0; n = n > 256 ? n - 256 : n / 2) { // up to the end of the page
    to.iov_len = from.iov_len = n;
    if (process_vm_readv(pid, &to, 1, &from, 1, 0) > 0) break;
  }
  if (text[0] == '/') return snprintf(path, 4096, "%s", text), below(path);
  char base[4096];
  if (!((int)dir == AT_FDCWD ? link_of("/proc/%d/cwd", pid, 0, base) : link_of("/proc/%d/fd/%ld", pid, dir, base))) return 0;
  return snprintf(path, 4096, "%.2000s/%.2000s", base, text), below(path);
}

static int to_file(pid_t pid, long fd, char *path) { return link_of("/proc/%d/fd/%ld", pid, fd, path) && below(path); }

static int for_writing(pid_t pid, long fd) {
  char proc[64];
  struct stat at;
  snprintf(proc, sizeof proc, "/proc/%d/fd/%ld", pid, fd);
  return lstat(proc, &at) == 0 && (at.st_mode & S_IWUSR);
}

// Whether a call that begins changes the folder; what and where, as text.
static int changes(pid_t pid, const struct __ptrace_syscall_info *call, const char **what, char *path) {
  __auto_type a = call->entry.args;
  *what = "";
  switch (call->entry.nr) {
  case SYS_openat: return *what = "open", (a[2] & (O_WRONLY | O_RDWR | O_CREAT)) && path_at(pid, (int)a[0], a[1], path);
  case SYS_write: case SYS_writev: case SYS_pwrite64: case SYS_sendfile: return *what = "write", to_file(pid, (int)a[0], path);
  case SYS_copy_file_range: return *what = "write", to_file(pid, (int)a[2], path);
  case SYS_ftruncate: case SYS_fallocate: return *what = "resize", to_file(pid, (int)a[0], path);
  case SYS_close: return *what = "close", to_file(pid, (int)a[0], path) && for_writing(pid, (int)a[0]);
  case SYS_mkdirat: case SYS_unlinkat: return *what = call->entry.nr == SYS_mkdirat ? "mkdir" : "unlink", path_at(pid, (int)a[0], a[1], path);
  case SYS_renameat2: return *what = "rename", path_at(pid, (int)a[0], a[1], path);
#ifdef SYS_open
  case SYS_open: return *what = "open", (a[1] & (O_WRONLY | O_RDWR | O_CREAT)) && path_at(pid, AT_FDCWD, a[0], path);
  case SYS_rename: return *what = "rename", path_at(pid, AT_FDCWD, a[0], path);
  case SYS_mkdir: return *what = "mkdir", path_at(pid, AT_FDCWD, a[0], path);
  case SYS_unlink: case SYS_rmdir: return *what = "unlink", path_at(pid, AT_FDCWD, a[0], path);
#endif
  }
  return 0;
}

static void changed(pid_t pid) {
  count++;
  if (strcmp(mode, "count") == 0) {
    int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, 0666);
    dprintf(fd, "%s\n", (char *)pending[pid]);
    close(fd);
  } else if (count == when) {
    if (strcmp(mode, "kill") == 0) _exit(KILLED);
    char path[4096];
    snprintf(path, sizeof path, "%s.held", file);
    close(open(path, O_WRONLY | O_CREAT, 0666));
    snprintf(path, sizeof path, "%s.go", file);
    while (access(path, F_OK) != 0) usleep(2000);
  }
}

static void at_call(pid_t pid) {
  struct __ptrace_syscall_info call;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof call, &call) <= 0) return;
  char path[4096];
  const char *what;
  if (call.op == PTRACE_SYSCALL_INFO_ENTRY && changes(pid, &call, &what, path)) {
    if (asprintf((char **)&pending[pid], "%s %s", what, path) < 0) _exit(125);
  } else if (call.op == PTRACE_SYSCALL_INFO_EXIT && pending[pid] != NULL) {
    if (!call.exit.is_error) changed(pid);
    free(pending[pid]);
    pending[pid] = NULL;
  }
}

int main(int argc, char **argv) {
  if (argc < 5) return 125;
  folder = argv[1], mode = argv[2];
  int counts = strcmp(mode, "count") == 0, holds = strcmp(mode, "hold") == 0;
  when = counts ? 0 : atol(argv[3]);
  file = counts ? argv[3] : argv[4];
  char **command = argv + (holds ? 5 : 4);
  pid_t first = fork();
  if (first == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    execvp(command[0], command);
    _exit(127);
  }
  int status;
  waitpid(first, &status, 0);
  ptrace(PTRACE_SETOPTIONS, first, 0,
         PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
  known[first] = 1;
  ptrace(PTRACE_SYSCALL, first, 0, 0);
  for (;;) {
    pid_t pid = waitpid(-1, &status, __WALL);
    if (pid < 0) return 125;
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (pid == first) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      known[pid] = 0;
      continue;
    }
    int signal = WSTOPSIG(status), isEvent = status >> 16 != 0, isFirst = !known[pid] && signal == SIGSTOP;
    known[pid] = 1;
    if (signal == (SIGTRAP | 0x80)) at_call(pid);
    ptrace(PTRACE_SYSCALL, pid, 0, signal == (SIGTRAP | 0x80) || isEvent || isFirst ? 0 : signal);
  }
}
