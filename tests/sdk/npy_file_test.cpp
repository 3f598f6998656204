// SPDX-License-Identifier: MIT
#include "support/temporary_folder.hpp"

#include <lucarne/error.hpp>
#include <lucarne/npy_file.hpp>

#include <catch2/catch.hpp>

#include <cstring>

using namespace lucarne;
using Catch::Contains;

namespace {

std::string npy_with(const std::string& dictionary, const std::string& data) {
  std::string bytes("\x93NUMPY\1\0", 8);
  bytes += static_cast<char>(dictionary.size() & 0xFFU);
  bytes += static_cast<char>(dictionary.size() >> 8U);
  return bytes + dictionary + data;
}

template <class T>
std::string bytes_of(std::initializer_list<T> values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.begin(), bytes.size());
  return bytes;
}

NpyFile read(const std::string& bytes) {
  const TemporaryFolder folder;
  return read_npy_file(folder.file("a.npy", bytes).string(), "some_file");
}

}  // namespace

TEST_CASE("an NPY file of a parameter is read whatever numbers it holds", "[npy]") {
  const NpyFile floats =
      read(npy_with("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n",
                    bytes_of<float>({1, 2, 3, 4, 5, 6.5F})));
  CHECK(floats.shape == Shape{2, 3});
  CHECK(floats.values(5) == 6.5F);
  CHECK(read(npy_with("{'shape':(2,),'descr':'<i8','fortran_order':False}",
                      bytes_of<std::int64_t>({-7, 9})))
            .values(0) == -7);
  CHECK(read(npy_with("{'descr': '<f8', 'fortran_order': False, 'shape': (), }",
                      bytes_of<double>({0.25})))
            .values(0) == 0.25F);
  CHECK(read(npy_with("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", "\xFF"))
            .values(0) == 255);
}

TEST_CASE("an NPY file that a parameter cannot use is refused with what was found", "[npy]") {
  const auto refused = [](const std::string& bytes, const std::string& message) {
    CHECK_THROWS_WITH(read(bytes), Contains(message));
    CHECK_THROWS_AS(read(bytes), ParameterError);
  };
  const std::string one = bytes_of<float>({1});
  refused("hello", "something else (no NPY header)");
  refused(npy_with("{'descr': '<f4'}", one).substr(0, 20), "a header that is cut short");
  refused(npy_with("{'fortran_order': False, 'shape': (1,)}", one), "a header without 'descr'");
  refused(npy_with("{'descr': '<f4", one), "a header without 'descr'");
  refused(npy_with("{'descr': '<f4', 'fortran_order': False}", one), "a header without 'shape'");
  refused(npy_with("{'descr': '<f4', 'shape': (1", one), "a header without 'shape'");
  refused(npy_with("{'descr': '<f4', 'shape': (-1,)}", one), "a header without 'shape'");
  refused(npy_with("{'descr': '<f4', 'shape': (99999, 99999), }", one),
          "a shape beyond 2^30 elements");
  refused(npy_with("{'descr': '<f4', 'shape': (12345678901,), }", one),
          "a shape beyond 2^30 elements");
  refused(npy_with("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", one),
          "must be in C order; found Fortran order");
  refused(npy_with("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", one),
          "must hold float32, float64, int32, int64, uint8 or bool; found '<c8'");
  refused(npy_with("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", one),
          "must hold 2 numbers; it is cut short");
  refused(npy_with("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
                   bytes_of<float>({std::numeric_limits<float>::infinity()})),
          "must hold finite numbers; found NaN or infinity");
  CHECK_THROWS_WITH(read_npy_file("/nowhere/a.npy", "some_file"), "cannot open '/nowhere/a.npy'");
}
