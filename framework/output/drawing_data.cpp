// SPDX-License-Identifier: MIT
#include "output/drawing_data.hpp"

#include "output/files.hpp"

// Only here: with Armadillo, which it must follow, it costs more than ten seconds of compile time.
#include <gnuplot-iostream.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace lucarne {

void write_floats(const std::filesystem::path& file, const arma::fmat& values) {
  errno = 0;
  std::FILE* const out = std::fopen(file.c_str(), "wbe");
  bool written = out != nullptr;
  if (written) {
    // Owns the FILE and closes it; nothing is buffered beyond its own stream.
    Gnuplot data(out);
    data.sendBinary1d(arma::fvec(arma::vectorise(values)));
    data.flush();
    written = static_cast<bool>(data);
  }
  if (written) return;
  const int error = errno;
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  throw OutputError("cannot write '" + file.string() +
                    "': " + (error != 0 ? std::strerror(error) : "the disk took only a part"));
}

}  // namespace lucarne
