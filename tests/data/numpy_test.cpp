// SPDX-License-Identifier: MIT
#include "data/npy.hpp"

#include "data_files.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace lucarne;

namespace {

/// Runs Debian's Python, which has python3-numpy, on a script in `folder`; true if it succeeds.
bool run_python(const TemporaryFolder& folder, const std::string& script) {
  const std::filesystem::path file = folder.file("script.py", script);
  const std::string command =
      "cd '" + folder.path().string() + "' && /usr/bin/python3 '" + file.string() + "'";
  return std::system(command.c_str()) == 0;
}

}  // namespace

TEST_CASE("what numpy writes is read, every type, order and container", "[.slow]") {
  const TemporaryFolder folder;
  REQUIRE(run_python(folder, R"(
import numpy as np
types = ["b1", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]
arrays = {}
for t in types:
    for order in "<>":
        for layout in "CF":
            values = np.arange(24).reshape(2, 3, 4) % (2 if t == "b1" else 100)
            arrays[f"{t}{'le' if order == '<' else 'be'}{layout}"] = \
                np.array(values, dtype=order + t, order=layout)
np.savez("stored.npz", **arrays)
np.savez_compressed("deflated.npz", **arrays)
np.save("one.npy", arrays["f4leC"])
np.lib.format.write_array(open("two.npy", "wb"), arrays["f8beF"], version=(2, 0))
np.lib.format.write_array(open("three.npy", "wb"), arrays["i8leC"], version=(3, 0))
)"));
  std::vector<float> counting(24);
  std::vector<float> bits(24);
  for (int i = 0; i < 24; ++i) {
    counting[static_cast<std::size_t>(i)] = static_cast<float>(i);
    bits[static_cast<std::size_t>(i)] = static_cast<float>(i % 2);
  }
  for (const char* const file : {"stored.npz", "deflated.npz"}) {
    const std::map<std::string, NpyArray> arrays = read_npz(folder.path() / file);
    CHECK(arrays.size() == 48);
    for (const auto& [name, array] : arrays) {
      INFO(file << " " << name);
      CHECK(array.shape == Shape{2, 3, 4});
      CHECK(array.as_float() == (name.starts_with("b1") ? bits : counting));
    }
  }
  for (const char* const file : {"one.npy", "two.npy", "three.npy"}) {
    INFO(file);
    CHECK(read_npy(folder.path() / file).as_float() == counting);
  }
}

TEST_CASE("what we write is read by numpy", "[.slow]") {
  const TemporaryFolder folder;
  const std::vector<float> values = {0, 1, 2, 3, 4, 5};
  const auto* const bytes = reinterpret_cast<const std::byte*>(values.data());
  folder.file("matrix.npy", npy_file("<f4", {2, 3}, bytes, 24));
  folder.file("vector.npy", npy_file("<f4", {6}, bytes, 24));
  folder.file("scalar.npy", npy_file("<f4", {}, bytes + 8, 4));
  folder.file("empty.npy", npy_file("<f8", {0, 3}, nullptr, 0));
  CHECK(run_python(folder, R"(
import numpy as np
matrix = np.load("matrix.npy", mmap_mode="r")
assert matrix.dtype == np.float32 and matrix.tolist() == [[0, 1, 2], [3, 4, 5]]
assert np.load("vector.npy").tolist() == [0, 1, 2, 3, 4, 5]
assert np.load("scalar.npy").shape == () and np.load("scalar.npy") == 2
assert np.load("empty.npy").shape == (0, 3)
)"));
}
