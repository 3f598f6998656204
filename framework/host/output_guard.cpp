// SPDX-License-Identifier: MIT
#include "host/output_guard.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace lucarne {

OutputGuard::OutputGuard() {
  std::cout.flush();
  std::fflush(stdout);
  memory_ = memfd_create("lucarne-stdout", MFD_CLOEXEC);
  if (memory_ < 0) return;  // without one, output is merely not caught
  standard_output_ = dup(STDOUT_FILENO);
  dup2(memory_, STDOUT_FILENO);
}

OutputGuard::~OutputGuard() {
  if (memory_ < 0) return;
  std::cout.flush();
  std::fflush(stdout);
  if (standard_output_ >= 0) {
    dup2(standard_output_, STDOUT_FILENO);
    close(standard_output_);
  } else {
    close(STDOUT_FILENO);
  }
  close(memory_);
}

std::string OutputGuard::taken() {
  std::cout.flush();
  std::fflush(stdout);
  if (memory_ < 0) return {};
  std::string text(4096, '\0');
  const ssize_t size = pread(memory_, text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  if (!text.empty() && (ftruncate(memory_, 0) != 0 || lseek(memory_, 0, SEEK_SET) != 0)) return {};
  return text;
}

std::string about_output(const std::string& text) {
  return "the plugin wrote to standard output, which is for results; it was caught: " +
         text.substr(0, 200);
}

}  // namespace lucarne
