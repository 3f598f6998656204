// SPDX-License-Identifier: MIT
#include "host/crash_handler.hpp"

#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <ucontext.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>

namespace lucarne {
namespace {

// A signal handler gets no argument of ours, so what it needs must lie where it can find it. Only
// isolated processes set these.
WorkPage* crash_page = nullptr;
std::atomic<unsigned> n_slots{0};
std::atomic_flag crashed = ATOMIC_FLAG_INIT;
thread_local std::atomic<std::uint64_t>* own_block = nullptr;

constexpr std::size_t stack_bytes = 64 * 1024;

void copy_maps(WorkPage& page) {
  const int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (maps < 0) return;
  while (page.maps_bytes < WorkPage::max_maps) {
    const ssize_t count =
        read(maps, page.maps + page.maps_bytes, WorkPage::max_maps - page.maps_bytes);
    if (count <= 0) break;
    page.maps_bytes += static_cast<std::uint32_t>(count);
  }
  close(maps);
}

// Only calls that POSIX or glibc allow in a handler; backtrace() was called once before, so that it
// loads nothing here.
void on_crash(int signal, siginfo_t* information, void* context) {
  // Whatever goes wrong in here must end, too.
  alarm(5);
  if (crashed.test_and_set()) {
    for (;;) pause();
  }
  WorkPage& page = *crash_page;
  page.code = information->si_code;
  page.address = reinterpret_cast<std::uint64_t>(information->si_addr);
  if (own_block != nullptr) page.block = own_block->load();
#if defined(__x86_64__)
  const auto* registers = static_cast<const ucontext_t*>(context);
  page.instruction = static_cast<std::uint64_t>(registers->uc_mcontext.gregs[REG_RIP]);
  page.stack = static_cast<std::uint64_t>(registers->uc_mcontext.gregs[REG_RSP]);
#endif
  page.signal = signal;
  copy_maps(page);
  void* frames[WorkPage::max_frames];
  const int n_frames = backtrace(frames, WorkPage::max_frames);
  for (int i = 0; i < n_frames; ++i) {
    page.frames[i] = reinterpret_cast<std::uint64_t>(frames[i]);
  }
  page.n_frames = static_cast<std::uint32_t>(n_frames);
  // The handler is reset: this ends the process the way the signal would have.
  raise(signal);
  _exit(128 + signal);
}

}  // namespace

void install_crash_handler(WorkPage& page) {
  crash_page = &page;
  void* one_frame = nullptr;
  backtrace(&one_frame, 1);
  prepare_thread_for_crashes();
#if !defined(__SANITIZE_ADDRESS__)  // which reports better than this
  struct sigaction action {};
  action.sa_sigaction = on_crash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | static_cast<int>(SA_RESETHAND) | SA_NODEFER;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) {
    sigaction(signal, &action, nullptr);
  }
#else
  (void)on_crash;
#endif
}

void prepare_thread_for_crashes() {
  if (own_block != nullptr || crash_page == nullptr) return;
  const unsigned slot = n_slots.fetch_add(1);
  if (slot < WorkPage::max_threads) own_block = &crash_page->blocks[slot];
#if !defined(__SANITIZE_ADDRESS__)
  // Kept until the process ends: a thread may crash while it ends.
  stack_t stack{};
  stack.ss_sp = new std::byte[stack_bytes];
  stack.ss_size = stack_bytes;
  sigaltstack(&stack, nullptr);
#endif
}

void note_block(std::uint64_t block_plus_one) {
  prepare_thread_for_crashes();
  if (own_block != nullptr) *own_block = block_plus_one;
}

}  // namespace lucarne
