// SPDX-License-Identifier: MIT
#include <lucarne/archive.hpp>
#include <lucarne/error.hpp>

#include <cstring>

namespace lucarne {

void Archive::raw(void* bytes, std::size_t size) {
  if (size == 0) return;
  if (!reading_) {
    const auto* first = static_cast<const std::byte*>(bytes);
    written_.insert(written_.end(), first, first + size);
    return;
  }
  if (size > left()) {
    throw Error("saved state ends too early: " + std::to_string(size) + " bytes wanted, " +
                std::to_string(left()) + " left");
  }
  std::memcpy(bytes, source_.data() + position_, size);
  position_ += size;
}

void Archive::require_room(std::size_t n_rows, std::size_t n_cols,
                           std::size_t element_bytes) const {
  // Divisions, because the product of lying sizes may overflow.
  const std::size_t room = left() / element_bytes;
  if (n_rows != 0 && n_cols != 0 && n_rows > room / n_cols) {
    throw Error("saved state claims " + std::to_string(n_rows) + " x " + std::to_string(n_cols) +
                " elements, but only " + std::to_string(left()) + " bytes are left");
  }
}

void Archive::require_vector(std::size_t width) const {
  if (width == 1) return;
  throw Error("saved state holds a matrix " + std::to_string(width) +
              " wide where a vector is wanted");
}

}  // namespace lucarne
