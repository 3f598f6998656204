// SPDX-License-Identifier: MIT
#pragma once

// OpenMP's own two functions: its header belongs to one compiler.
extern "C" int omp_get_max_threads();
extern "C" void omp_set_num_threads(int);

namespace lucarne {

/// While it lives, OpenMP gives this thread no others to work with: parallelism is over blocks. The
/// number belongs to the calling thread, so that it is set where oneDNN is called, not once for
/// all.
class OneOmpThread {
 public:
  OneOmpThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~OneOmpThread() { omp_set_num_threads(before_); }
  OneOmpThread(const OneOmpThread&) = delete;
  OneOmpThread& operator=(const OneOmpThread&) = delete;

 private:
  int before_;
};

}  // namespace lucarne
