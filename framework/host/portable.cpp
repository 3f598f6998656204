// SPDX-License-Identifier: MIT
#include "host/portable.hpp"

#include "host/environment.hpp"
#include "network/windows/convolution_kernels.hpp"
#include "output/files.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

namespace lucarne {
namespace {

constexpr const char* portable_core = "Haswell";
constexpr const char* portable_convolutions = "AVX2";
// Set for the second start, so that it can never lead to a third.
constexpr const char* started_again = "LUCARNE_STARTED_AGAIN";

// argv as the kernel keeps it: each argument with its closing zero.
std::vector<char*> arguments_in(std::string& text) {
  std::vector<char*> arguments;
  for (std::size_t at = 0; at < text.size(); at = text.find('\0', at) + 1) {
    arguments.push_back(text.data() + at);
  }
  arguments.push_back(nullptr);
  return arguments;
}

}  // namespace

bool processor_is_portable() {
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
  return __builtin_cpu_supports("x86-64-v3") != 0;
#else
  return false;
#endif
}

bool kernels_are_portable() {
  return processor_is_portable() && blas_core() == portable_core && convolutions_are_portable();
}

void use_portable_kernels() {
  if (!processor_is_portable()) {
    throw Error(
        fmt::format("--portable wants a processor with AVX2 and FMA (x86-64-v3), found '{}'; "
                    "run on another machine, or without --portable",
                    processor_name()));
  }
  if (kernels_are_portable()) {
    unsetenv(started_again);  // of no concern to programs that this one starts
    return;
  }
  if (std::getenv(started_again) != nullptr) {
    if (blas_core() == portable_core) {
      throw Error(
          fmt::format("--portable wants oneDNN with kernels for {}, found {} although "
                      "ONEDNN_MAX_CPU_ISA asked for them; use a oneDNN that is built with "
                      "ONEDNN_ENABLE_MAX_CPU_ISA",
                      portable_convolutions, convolution_instructions()));
    }
    throw Error(
        fmt::format("--portable wants OpenBLAS with kernels for {}, found '{}' although "
                    "OPENBLAS_CORETYPE asked for them; use an OpenBLAS that is built with "
                    "DYNAMIC_ARCH",
                    portable_core, blas_core()));
  }
  setenv("OPENBLAS_CORETYPE", portable_core, 1);
  setenv("ONEDNN_MAX_CPU_ISA", portable_convolutions, 1);
  setenv(started_again, "1", 1);
  std::string command_line = read_file("/proc/self/cmdline");
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  execv(program.c_str(), arguments_in(command_line).data());
  throw Error(fmt::format("--portable cannot start '{}' again: {}", program.string(),
                          std::strerror(errno)));
}

}  // namespace lucarne
