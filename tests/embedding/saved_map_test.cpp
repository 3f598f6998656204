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

struct SavedFolder {
  std::string file(const char* name, const std::string& content) const {
    return folder.file(name, content).string();
  }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE_METHOD(SavedFolder, "a saved map is read as it was kept", "[saved]") {
  const arma::mat points = {{1, 3, 5}, {2, 4, 6}};
  const arma::uvec labels = {0, 2, 1};
  const arma::fmat features = {{0, 4, 8}, {1, 5, 9}, {2, 6, 10}, {3, 7, 11}};
  const arma::fmat columns = saved_columns(points, labels, features);
  const std::vector<float> values(columns.begin(), columns.end());
  const SavedMap map = read_saved_map(file("fc1.umap_map.npy", npy_of("(3, 7)", values)));
  CHECK(map.method == "umap");
  CHECK(arma::approx_equal(map.reference.points, points, "absdiff", 0));
  CHECK(arma::approx_equal(map.reference.features, features, "absdiff", 0));
  CHECK(arma::all(map.labels == labels));
}

TEST_CASE_METHOD(SavedFolder, "a file that is no saved map is refused with what was found",
                 "[saved]") {
  CHECK_THROWS_WITH(read_saved_map(file("tsne.npy", npy_of("(1, 2)", {1, 2}))),
                    Contains("must name a map that an embedding stage with 'keep_map: true' has "
                             "left, tsne_map.npy or umap_map.npy; found '"));
  CHECK_THROWS_WITH(read_saved_map((folder.path() / "tsne_map.npy").string()),
                    Contains("cannot open"));
  CHECK_THROWS_WITH(read_saved_map(file("tsne_map.npy", npy_of("(1, 3)", {1, 2, 0}))),
                    Contains("must have the shape items x (3 + features); found 1 x 3"));
  CHECK_THROWS_WITH(read_saved_map(file("tsne_map.npy", npy_of("(0, 5)", {}))),
                    Contains("found 0 x 5"));
  CHECK_THROWS_WITH(read_saved_map(file("tsne_map.npy", npy_of("(1, 4)", {1, 2, 0.5F, 9}))),
                    Contains("must hold classes in its third column; found 0.5"));
  CHECK_THROWS_WITH(
      read_saved_map(file("tsne_map.npy", npy_of("(1, 4)", {1, 2, 0, std::nanf("")}))),
      Contains("must hold finite numbers"));
}
