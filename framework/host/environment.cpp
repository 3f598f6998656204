// SPDX-License-Identifier: MIT
#include "host/environment.hpp"

#include "host/portable.hpp"
#include "network/windows/convolution_kernels.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <gnu/libc-version.h>
#include <sys/resource.h>
#include <armadillo>

#include <chrono>
#include <fstream>

extern "C" {
// OpenBLAS' own functions; its cblas.h clashes with Armadillo's prototypes.
void openblas_set_num_threads(int);
char* openblas_get_config();
char* openblas_get_corename();
int openblas_get_parallel();
// What it registers for a fork; its public headers do not name it.
__attribute__((weak)) int blas_thread_shutdown_();
}

namespace lucarne {
namespace {

std::string blas_threading() {
  switch (openblas_get_parallel()) {
    case 0: return "none";
    case 1: return "pthreads";
    default: return "OpenMP";
  }
}

// Without the core type, which openblas_get_config() names as well.
std::string blas_configuration() {
  const std::string text = openblas_get_config();
  const std::string core = fmt::format(" {} ", blas_core());
  const std::size_t at = text.find(core);
  if (at == std::string::npos) return text;
  return fmt::format("{} {}", text.substr(0, at), text.substr(at + core.size()));
}

}  // namespace

std::string processor_name() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

std::string blas_core() { return openblas_get_corename(); }

std::map<std::string, std::string> numeric_environment() {
  return {{"lucarne", LUCARNE_VERSION},
          {"compiler", fmt::format("gcc {}", __VERSION__)},
          {"armadillo", arma::arma_version::as_string()},
          {"blas", blas_configuration()},
          {"blas_core", blas_core()},
          {"blas_threading", blas_threading()},
          {"convolution", convolution_library()},
          {"convolution_kernels", convolution_instructions()},
          {"libc", fmt::format("glibc {}", gnu_get_libc_version())},
          {"portable", kernels_are_portable() ? "yes" : "no"},
          {"vectors", processor_is_portable() ? "AVX2 with FMA" : "SSE2"},
          {"processor", processor_name()}};
}

void use_one_blas_thread() {
  openblas_set_num_threads(1);
  // The threads that it starts when it is loaded look for work for a tenth of a second before they
  // sleep, and keep a core from those that have some.
  if (blas_thread_shutdown_ != nullptr) blas_thread_shutdown_();
}

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::string utc_now() {
  return fmt::format(
      "{:%FT%TZ}",
      fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

}  // namespace lucarne
