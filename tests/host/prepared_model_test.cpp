// SPDX-License-Identifier: MIT
#include "host/prepared_model.hpp"
#include "network/graph.hpp"
#include "support/memory_dataset.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

/// What is said of a network for items of one shape that meets data of another.
std::string misfit(const Shape& wanted, const Shape& found) {
  GraphSpec spec;
  spec.inputs = {{.name = "x", .shape = wanted}};
  spec.outputs = {"y"};
  spec.nodes = {{.name = "flat", .op = "Flatten", .inputs = {"x"}, .outputs = {"y"}}};
  const Network network(build_graph(std::move(spec)));
  std::vector<std::string> classes(n_elements(wanted));
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = std::to_string(i);
  const MemoryDataset dataset(found, classes, {});
  Diagnostics diagnostics;
  check_fit(Pipeline{}, network, dataset, diagnostics);
  return diagnostics.empty() ? "fits" : diagnostics.all()[0].message;
}

}  // namespace

TEST_CASE("data fits a network whose input has the same axes but for those of size 1", "[model]") {
  CHECK(misfit({1, 3, 4}, {3, 4}) == "fits");
  CHECK(misfit({3, 4}, {3, 4, 1}) == "fits");
  CHECK(misfit({12}, {3, 4}) == "fits");
  CHECK(misfit({2, 2, 3}, {12}) == "fits");
  CHECK(misfit({2, 3, 4}, {3, 4, 2}) ==
        "the network takes items of shape 2 x 3 x 4, the data has as many values in shape 3 x 4 x "
        "2; bring the data into the network's order of axes");
  CHECK(misfit({1, 3, 4}, {4, 3}) ==
        "the network takes items of shape 1 x 3 x 4, the data has as many values in shape 4 x 3; "
        "bring the data into the network's order of axes");
  CHECK(misfit({12}, {13}) ==
        "the network takes items of 12 values (12), the data has 13 (13); name the data that the "
        "network was trained on, or another network");
}
