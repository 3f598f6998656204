// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace lucarne {

/// A block of numbers that are written before they are read. Memory that is never written takes
/// no room, so a file that promises more than it holds costs nothing.
template <typename Number>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size)
      : numbers_(std::make_unique_for_overwrite<Number[]>(size)), size_(size) {}

  std::span<Number> span() { return {numbers_.get(), size_}; }
  std::span<const Number> span() const { return {numbers_.get(), size_}; }

 private:
  std::unique_ptr<Number[]> numbers_;
  std::size_t size_ = 0;
};

/// The numbers of all items, one item after the other; one of the two is empty.
struct ItemValues {
  Buffer<std::uint8_t> bytes;
  Buffer<float> floats;

  /// Elements `first` onwards, each divided by `scale`, so that 255 / 255 is 1 exactly.
  void scaled(std::size_t first, float scale, std::span<float> into) const;

  /// The first element that is NaN or infinite once divided by `scale`; the number of elements
  /// where there is none.
  std::size_t first_not_finite(float scale) const;

  std::size_t size() const { return bytes.span().size() + floats.span().size(); }
};

}  // namespace lucarne
