// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/export.hpp>

#include <armadillo>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace lucarne {

/// Bytes of a fold state, written and read by one function of the author:
///   void archive(lucarne::Archive& a) { a(sum, count, histogram); }
/// Numbers, strings, std::vector of these, and Armadillo's dense types. Little endian.
class LUCARNE_API Archive {
 public:
  /// An archive that collects what it is given.
  Archive() = default;
  /// An archive that fills what it is given from `bytes`, which must outlive it.
  /// throws (on use): Error where the bytes end too early or a size is larger than what is left
  explicit Archive(std::span<const std::byte> bytes) : source_(bytes), reading_(true) {}

  bool reading() const { return reading_; }
  const std::vector<std::byte>& bytes() const { return written_; }
  /// Bytes not yet read.
  std::size_t left() const { return source_.size() - position_; }

  template <class... T>
  void operator()(T&... values) {
    (one(values), ...);
  }

 private:
  template <class T>
  void one(T& value) {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      raw(&value, sizeof(T));
    } else if constexpr (arma::is_arma_type<T>::value) {
      dense(value);
    } else if constexpr (requires { value.archive(*this); }) {
      value.archive(*this);
    } else {
      sequence(value);
    }
  }
  template <class T>
  void dense(T& matrix) {
    arma::uword n_rows = matrix.n_rows;
    arma::uword n_cols = matrix.n_cols;
    (*this)(n_rows, n_cols);
    if (reading_) {
      require_room(n_rows, n_cols, sizeof(typename T::elem_type));
      if constexpr (T::is_col || T::is_row) require_vector(T::is_col ? n_cols : n_rows);
      matrix.set_size(n_rows, n_cols);
    }
    raw(matrix.memptr(), matrix.n_elem * sizeof(typename T::elem_type));
  }
  template <class T>
  void sequence(T& values) {
    std::size_t size = values.size();
    one(size);
    if (reading_) {
      require_room(size, 1, 1);
      values.resize(size);
    }
    using Element = typename T::value_type;
    if constexpr ((std::is_arithmetic_v<Element> || std::is_enum_v<Element>)&&requires {
                    values.data();
                  }) {
      raw(values.data(), size * sizeof(Element));
    } else {
      for (auto& value : values) one(value);
    }
  }
  void raw(void* bytes, std::size_t size);
  void require_room(std::size_t n_rows, std::size_t n_cols, std::size_t element_bytes) const;
  void require_vector(std::size_t width) const;

  std::span<const std::byte> source_;
  std::vector<std::byte> written_;
  std::size_t position_ = 0;
  bool reading_ = false;
};

}  // namespace lucarne
