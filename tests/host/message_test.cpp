// SPDX-License-Identifier: MIT
#include "host/message.hpp"
#include "host/isolated_wire.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

#include <cstring>

using namespace lucarne;

namespace {

std::vector<std::byte> bytes(const std::string& text) {
  std::vector<std::byte> all(text.size());
  std::memcpy(all.data(), text.data(), text.size());
  return all;
}

}  // namespace

TEST_CASE("messages come out as they went in, however the bytes arrive", "[message]") {
  std::vector<std::byte> stream = framed(MessageKind::warning, bytes("careful"));
  const std::vector<std::byte> second = framed(MessageKind::declare, {});
  stream.insert(stream.end(), second.begin(), second.end());
  const std::size_t piece = GENERATE(1, 7, 1000);
  MessageReader reader;
  std::vector<Message> found;
  for (std::size_t begin = 0; begin < stream.size(); begin += piece) {
    reader.add(std::span(stream).subspan(begin, std::min(piece, stream.size() - begin)));
    while (auto message = reader.next()) found.push_back(*message);
  }
  REQUIRE(found.size() == 2);
  CHECK(found[0].kind == MessageKind::warning);
  CHECK(found[0].payload == bytes("careful"));
  CHECK(found[1].kind == MessageKind::declare);
  CHECK(found[1].payload.empty());
}

TEST_CASE("a changed byte of a message is found", "[message]") {
  const std::vector<std::byte> good = framed(MessageKind::warning, bytes("careful"));
  // Bytes 16 to 23 hold the size: a larger one waits for more, as it must.
  for (std::size_t i = 0; i < good.size(); ++i) {
    if (i >= 16 && i < 24) continue;
    std::vector<std::byte> bad = good;
    bad[i] ^= std::byte{0x40};
    MessageReader reader;
    reader.add(bad);
    INFO("byte " << i);
    CHECK_THROWS_AS(reader.next(), Error);
  }
}

TEST_CASE("text in the place of a message is none", "[message]") {
  MessageReader reader;
  reader.add(bytes("hello from a plugin that writes to any descriptor"));
  CHECK_THROWS_WITH(reader.next(), "found bytes that are no message");
}

TEST_CASE("a declaration passes with every kind of parameter", "[message]") {
  bool flag = true;
  arma::uword count = 3;
  double rate = 0.5;
  std::string name = "a";
  std::vector<std::int64_t> sizes = {1, 2};
  std::vector<double> shares;
  std::vector<std::string> layers = {"fc1"};
  ItemsFrom items{"errors.mistakes"};
  Parameters parameters;
  parameters.add("flag", flag, {.meaning = "a flag"});
  parameters.add("count", count, {.meaning = "a count", .unit = "items", .max = 9});
  parameters.add("rate", rate, {.min = 0, .above_min = true, .source = "a paper"});
  parameters.add("name", name, {.choices = {"a", "b"}});
  parameters.add("sizes", sizes, {});
  parameters.add("shares", shares, {});
  parameters.add("layers", layers, {});
  parameters.add("items", items, {});
  parameters.produces("best", "the best items");
  const Declaration sent{{parameters.all().begin(), parameters.all().end()},
                         {parameters.products().begin(), parameters.products().end()}};
  const auto got = from_wire<Declaration>(bytes_of_wire(sent));
  REQUIRE(got.parameters.size() == sent.parameters.size());
  for (std::size_t i = 0; i < sent.parameters.size(); ++i) {
    const Parameter& before = sent.parameters[i];
    const Parameter& after = got.parameters[i];
    CHECK(after.name == before.name);
    CHECK(after.kind == before.kind);
    CHECK(after.default_value == before.default_value);
    CHECK(after.about.meaning == before.about.meaning);
    CHECK(after.about.unit == before.about.unit);
    CHECK(after.about.min == before.about.min);
    CHECK(after.about.max == before.about.max);
    CHECK(after.about.above_min == before.about.above_min);
    CHECK(after.about.choices == before.about.choices);
    CHECK(after.about.source == before.about.source);
  }
  REQUIRE(got.products.size() == 1);
  CHECK(got.products[0].name == "best");
  CHECK(got.products[0].meaning == "the best items");
}

TEST_CASE("a damaged declaration is refused or read, and allocates no more than was sent",
          "[message]") {
  std::string name = "x";
  Parameters parameters;
  parameters.add("name", name, {.meaning = "a name", .choices = {"x", "y"}});
  const std::vector<std::byte> good =
      bytes_of_wire(Declaration{{parameters.all().begin(), parameters.all().end()}, {}});
  std::size_t n_refused = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::vector<std::byte> bad = good;
    bad[i] = std::byte{0xff};
    std::size_t n_read = 1;
    try {
      n_read = from_wire<Declaration>(bad).parameters.size();
    } catch (const Error&) {
      ++n_refused;
    }
    CHECK(n_read == 1);
  }
  CHECK(n_refused > good.size() / 3);
  for (std::size_t size = 0; size < good.size(); ++size) {
    CHECK_THROWS_AS(from_wire<Declaration>(std::span(good).first(size)), Error);
  }
}

TEST_CASE("an order to prepare passes with its data and values", "[message]") {
  PrepareOrder order;
  order.stage = "why";
  order.seed = 7;
  order.block_size = 16;
  order.model = "/a/net.onnx";
  order.hidden = {5, 4};
  order.data.format = DataFormat::csv;
  order.data.test = SplitFiles{"/a/test.csv", ""};
  order.data.scale = 255;
  order.data.item_shape = {4, 4};
  order.data.class_names = {"no", "yes"};
  order.names = {"steps", "mode"};
  order.values = {std::int64_t{3}, std::string("fast")};
  const auto got = from_wire<PrepareOrder>(bytes_of_wire(order));
  CHECK(got.stage == "why");
  CHECK(got.seed == 7);
  CHECK(got.block_size == 16);
  CHECK(got.model == "/a/net.onnx");
  CHECK(got.hidden == order.hidden);
  CHECK(got.data.format == DataFormat::csv);
  CHECK_FALSE(got.data.train.has_value());
  REQUIRE(got.data.test.has_value());
  CHECK(got.data.test->items == "/a/test.csv");
  CHECK(got.data.scale == 255);
  CHECK(got.data.item_shape == order.data.item_shape);
  CHECK(got.data.class_names == order.data.class_names);
  CHECK(got.names == order.names);
  CHECK(got.values == order.values);
}
