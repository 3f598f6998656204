// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace lucarne {

/// What an isolated stage is doing.
enum class Phase : std::uint32_t { starting, load, declare, prepare, read, fold, run, waiting };

/// Memory that an isolated process shares with the host, so that what it was doing is known however
/// it ends. The process may have damaged it: the host looks at it once the process has ended, and
/// trusts nothing in it.
struct WorkPage {
  static constexpr std::size_t max_threads = 1024;
  static constexpr std::size_t max_frames = 64;
  static constexpr std::size_t max_maps = 256 * 1024;

  std::atomic<Phase> phase;
  char split[128];
  std::atomic<std::uint32_t> lost_connection;  ///< not 0: its descriptor no longer works
  /// Block in work on each thread, plus one; 0 for none.
  std::atomic<std::uint64_t> blocks[max_threads];

  // What the signal handler leaves; `signal` is written last.
  std::atomic<std::int32_t> signal;
  std::int32_t code;                 ///< siginfo's si_code
  std::uint64_t address;             ///< siginfo's si_addr
  std::uint64_t block;               ///< in work on the thread that crashed, plus one
  std::uint64_t instruction;         ///< where the signal struck; 0: not known
  std::uint64_t stack;               ///< stack pointer there
  std::uint32_t n_frames;            ///< of `frames`
  std::uint64_t frames[max_frames];  ///< return addresses, innermost first
  std::uint32_t maps_bytes;          ///< of `maps`
  char maps[max_maps];               ///< /proc/self/maps
};

/// A WorkPage in an anonymous file that can be handed to a process.
class SharedWorkPage {
 public:
  /// A new page, zeroed. throws: Error
  SharedWorkPage();
  /// The page behind a descriptor, which is closed. throws: Error
  explicit SharedWorkPage(int descriptor);
  ~SharedWorkPage();
  SharedWorkPage(const SharedWorkPage&) = delete;
  SharedWorkPage& operator=(const SharedWorkPage&) = delete;

  int descriptor() const { return descriptor_; }
  WorkPage& page() const { return *page_; }

 private:
  void map();

  int descriptor_ = -1;
  WorkPage* page_ = nullptr;
};

/// "declare", "block 3 of split 'test'", "run", for messages; the phase of a page that may be
/// damaged.
std::string phase_text(const WorkPage& page);

}  // namespace lucarne
