// SPDX-License-Identifier: MIT
#include "embedding/saved_map.hpp"
#include "support/temporary_folder.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>
#include <cmath>

using namespace embedding;
using Catch::Contains;

namespace {

// A NPY file of float32.
std::string npy_of(const std::string& shape, const std::vector<float>& values) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string bytes = std::string("\x93NUMPY\1", 7) + std::string(1, '\0');
  bytes += static_cast<char>(header.size() & 0xFFU);
  bytes += static_cast<char>(header.size() >> 8U);
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
  return bytes;
}

struct Saved {
  Saved() {
    folder.file("fc1.umap.npy", npy_of("(3, 2)", {1, 2, 3, 4, 5, 6}));
    folder.file("fc1.features.npy", npy_of("(3, 4)", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
    folder.file("labels.npy", npy_of("(3,)", {0, 2, 1}));
  }
  std::string path(const char* name) const { return (folder.path() / name).string(); }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE_METHOD(Saved, "a saved map is read with its features and labels", "[saved]") {
  const SavedMap map = read_saved_map(path("fc1.umap.npy"));
  CHECK(map.method == "umap");
  CHECK(map.layer == "fc1");
  CHECK(map.reference.points(1, 2) == 6);
  CHECK(map.reference.features(3, 1) == 7);
  CHECK(map.labels(1) == 2);
}

TEST_CASE_METHOD(Saved, "a saved map that is not whole is refused with what is missing",
                 "[saved]") {
  CHECK_THROWS_WITH(read_saved_map(path("labels.npy")),
                    Contains("must name a map that an embedding stage has left, tsne.npy or "
                             "umap.npy; found '"));
  CHECK_THROWS_WITH(read_saved_map(path("tsne.npy")), Contains("cannot open"));
  folder.file("tsne.npy", npy_of("(3, 2)", {1, 2, 3, 4, 5, 6}));
  CHECK_THROWS_WITH(read_saved_map(path("tsne.npy")),
                    Contains("features.npy' beside the map, which is not there; run the stage that "
                             "made the map again with 'keep_features: true'"));
  folder.file("features.npy", npy_of("(2, 2)", {0, 1, 2, 3}));
  CHECK_THROWS_WITH(read_saved_map(path("tsne.npy")),
                    "parameter 'transform_file': features.npy must have the shape 3 x features; "
                    "found 2 x 2");
  folder.file("features.npy", npy_of("(3, 1)", {0, std::nanf(""), 2}));
  CHECK_THROWS_WITH(read_saved_map(path("tsne.npy")), Contains("must hold finite numbers"));
  folder.file("features.npy", npy_of("(3, 1)", {0, 1, 2}));
  folder.file("labels.npy", npy_of("(2,)", {0, 1}));
  CHECK_THROWS_WITH(read_saved_map(path("tsne.npy")),
                    "parameter 'transform_file': labels.npy must have the shape 3; found 2");
  folder.file("tsne.npy", npy_of("(3,)", {1, 2, 3}));
  CHECK_THROWS_WITH(read_saved_map(path("tsne.npy")), Contains("must have the shape items x 2"));
}
