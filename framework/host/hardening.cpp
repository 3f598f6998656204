// SPDX-License-Identifier: MIT
#include "host/hardening.hpp"

#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>

namespace lucarne {
namespace {

std::uint64_t memory_of_machine() {
  return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
         static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

void limit(__rlimit_resource resource, std::uint64_t value) {
  rlimit limits{};
  getrlimit(resource, &limits);
  if (limits.rlim_max != RLIM_INFINITY && limits.rlim_max < value) value = limits.rlim_max;
  limits = {value, value};
  setrlimit(resource, &limits);
}

// So that the host is not the one that the kernel ends when memory runs out.
void offer_to_memory_killer() {
  const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  // Where it is refused, nothing is lost.
  [[maybe_unused]] const ssize_t written = write(file, "1000", 4);
  close(file);
}

// Calls that no analysis makes; each is answered with "operation not permitted".
void refuse_calls(scmp_filter_ctx filter) {
  const std::uint32_t no = SCMP_ACT_ERRNO(EPERM);
  for (const int call : {SCMP_SYS(execve),         SCMP_SYS(execveat),
                         SCMP_SYS(socket),         SCMP_SYS(socketpair),
                         SCMP_SYS(connect),        SCMP_SYS(bind),
                         SCMP_SYS(ptrace),         SCMP_SYS(process_vm_writev),
                         SCMP_SYS(io_uring_setup), SCMP_SYS(creat),
                         SCMP_SYS(truncate),       SCMP_SYS(unlink),
                         SCMP_SYS(unlinkat),       SCMP_SYS(rename),
                         SCMP_SYS(renameat),       SCMP_SYS(renameat2),
                         SCMP_SYS(link),           SCMP_SYS(linkat),
                         SCMP_SYS(symlink),        SCMP_SYS(symlinkat),
                         SCMP_SYS(mkdir),          SCMP_SYS(mkdirat),
                         SCMP_SYS(rmdir),          SCMP_SYS(mknod),
                         SCMP_SYS(mknodat),        SCMP_SYS(chmod),
                         SCMP_SYS(fchmodat),       SCMP_SYS(chown),
                         SCMP_SYS(lchown),         SCMP_SYS(fchownat)}) {
    seccomp_rule_add(filter, no, call, 0);
  }
  // Opening for reading stays; the flags are the second argument, or the third. What glibc would
  // do with openat2 it can do with openat.
  for (const std::uint64_t flag : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC}) {
    seccomp_rule_add(filter, no, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, flag, flag));
    seccomp_rule_add(filter, no, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, flag, flag));
  }
  seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0);
  const auto own = static_cast<std::uint64_t>(getpid());
  seccomp_rule_add(filter, no, SCMP_SYS(kill), 1, SCMP_A0(SCMP_CMP_NE, own));
  seccomp_rule_add(filter, no, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_NE, own));
}

void filter_calls() {
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (filter == nullptr) return;
  refuse_calls(filter);
  // For the threads of OpenBLAS too, which run since before main().
  seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
  seccomp_load(filter);
  seccomp_release(filter);
}

}  // namespace

void harden(std::uint64_t memory_bytes) {
  offer_to_memory_killer();
  limit(RLIMIT_CORE, 0);
  // A write beyond the limit then fails with EFBIG instead of ending the process.
  signal(SIGXFSZ, SIG_IGN);
  limit(RLIMIT_FSIZE, 0);
#if !defined(__SANITIZE_ADDRESS__)  // whose shadow memory is beyond any limit
  // Private memory that can be written to, as against RLIMIT_AS, which would count what thread
  // stacks and malloc's arenas merely reserve: 64 MiB a thread.
  limit(RLIMIT_DATA, memory_bytes == 0 ? memory_of_machine() : memory_bytes);
#else
  (void)memory_bytes;
  (void)memory_of_machine;
#endif
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  filter_calls();
}

}  // namespace lucarne
