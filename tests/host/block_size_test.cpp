// SPDX-License-Identifier: MIT
#include "host/block_size.hpp"
#include "network/graph.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

// A network of one layer, which has as many elements as its input.
Network flat(const Shape& item) {
  GraphSpec spec;
  spec.inputs = {{.name = "x", .shape = item}};
  spec.outputs = {"y"};
  spec.nodes = {{.name = "flat", .op = "Flatten", .inputs = {"x"}, .outputs = {"y"}}};
  return Network(build_graph(std::move(spec)));
}

}  // namespace

TEST_CASE("a block has 512 items, or as many as have tensors of half a gigabyte", "[block size]") {
  CHECK(block_size_for(flat({28, 28})) == 512);
  // 2^27 values of 4 bytes: twice 2^17 an item leave 512 items, twice 2^18 half of it.
  CHECK(block_size_for(flat({1 << 17})) == 512);
  CHECK(block_size_for(flat({1 << 18})) == 256);
  CHECK(block_size_for(flat({1 << 14, 1 << 14})) == 1);
}
