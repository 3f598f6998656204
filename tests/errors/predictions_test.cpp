// SPDX-License-Identifier: MIT
#include "errors/predictions.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::errors;

namespace {

Predictions some(arma::uword first, arma::uword count) {
  Predictions part;
  part.labels = arma::regspace<arma::uvec>(first, 1, first + count - 1);
  part.predicted = part.labels + 1;
  part.logits.set_size(3, count);
  part.logits.each_row() = arma::conv_to<arma::frowvec>::from(part.labels.t());
  return part;
}

bool equal(const Predictions& a, const Predictions& b) {
  return arma::approx_equal(a.logits, b.logits, "absdiff", 0) &&
         arma::approx_equal(a.labels, b.labels, "absdiff", 0) &&
         arma::approx_equal(a.predicted, b.predicted, "absdiff", 0);
}

Predictions merged(Predictions left, const Predictions& right) {
  left.merge(right);
  return left;
}

}  // namespace

TEST_CASE("merging with nothing changes no predictions", "[fold]") {
  const Predictions part = some(0, 4);
  CHECK(equal(merged(part, {}), part));
  CHECK(equal(merged({}, part), part));
}

TEST_CASE("merging predictions is associative and keeps the order", "[fold]") {
  const Predictions a = some(0, 2);
  const Predictions b = some(2, 3);
  const Predictions c = some(5, 1);
  CHECK(equal(merged(merged(a, b), c), merged(a, merged(b, c))));
  CHECK(equal(merged(merged(a, b), c), some(0, 6)));
}

TEST_CASE("predictions survive being saved and loaded", "[fold]") {
  Predictions part = some(3, 5);
  Archive out;
  part.archive(out);
  Archive in(out.bytes());
  Predictions loaded;
  loaded.archive(in);
  CHECK(equal(loaded, part));
  CHECK(in.left() == 0);
}

TEST_CASE("hits are counted over blocks", "[fold]") {
  HitCount total = count_hits({0, 1, 2}, {0, 1, 1});
  total.merge(count_hits({4}, {4}));
  total.merge({});
  CHECK(total.items == 4);
  CHECK(total.hits == 3);
  CHECK(total.accuracy() == 0.75);
  CHECK(std::isnan(HitCount{}.accuracy()));

  Archive out;
  total.archive(out);
  Archive in(out.bytes());
  HitCount loaded;
  loaded.archive(in);
  CHECK(loaded.hits == 3);
  CHECK(loaded.items == 4);
}
