// SPDX-License-Identifier: MIT
#include "saliency/saliency_fold.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

constexpr GradientRequest request{Target::truth, 0};

// Values are multiples of 1/4, so that sums are exact in any order.
struct Items {
  arma::fmat inputs{{0, 1, 0.5F, 0}, {2, 0, 0, 1}};
  arma::fmat gradients{{-1, 0.25F, 4, 0}, {3, 0.75F, -4, 2}};
  arma::uvec labels{0, 1, 1, 2};
  arma::uvec predicted{0, 1, 0, 2};
};

SaliencyFold fold_of(arma::uword first, arma::uword last) {
  const Items all;
  const arma::fmat inputs = all.inputs.cols(first, last);
  const arma::fmat gradients = all.gradients.cols(first, last);
  const arma::uvec labels = all.labels.subvec(first, last);
  const arma::uvec predicted = all.predicted.subvec(first, last);
  const arma::fmat none;
  Block block{0, first, inputs, labels, none, none, predicted, {}, {}};
  block.gradients[request] = &gradients;
  SaliencyFold fold(request, 0, 2, 4);
  fold.consume(block);
  return fold;
}

bool equal(const SaliencyFold& a, const SaliencyFold& b) {
  const auto same = [](const auto& x, const auto& y) {
    return arma::approx_equal(x, y, "absdiff", 0);
  };
  return same(a.inputs.sums(), b.inputs.sums()) && same(a.saliency.sums(), b.saliency.sums()) &&
         same(a.inputs.counts(), b.inputs.counts()) &&
         same(a.saliency.counts(), b.saliency.counts()) &&
         same(a.foreground_counts, b.foreground_counts) && same(a.statistics, b.statistics) &&
         same(a.labels, b.labels) && same(a.hits, b.hits);
}

SaliencyFold merged(SaliencyFold left, const SaliencyFold& right) {
  left.merge(right);
  return left;
}

}  // namespace

TEST_CASE("mean saliency is that of the absolute gradients of each class", "[fold]") {
  const SaliencyFold fold = fold_of(0, 3);
  const arma::fmat means = fold.mean_saliency();
  const arma::fmat expected{{1, 2.125F, 0, 0}, {3, 2.375F, 2, 0}};
  CHECK(arma::approx_equal(means, expected, "absdiff", 0));
  const arma::fmat inputs{{0, 0.75F, 0, 0}, {2, 0, 1, 0}};
  CHECK(arma::approx_equal(fold.mean_inputs(), inputs, "absdiff", 0));
}

TEST_CASE("maps of a thousand classes of photographs share their memory", "[fold]") {
  constexpr arma::uword n_features = 3 * 224 * 224;
  SaliencyFold fold(request, 0, n_features, 1000);
  CHECK(fold.n_mapped() == 39);
  const arma::fmat inputs(n_features, 3, arma::fill::value(2));
  const arma::fmat gradients(n_features, 3, arma::fill::value(-3));
  const arma::uvec labels{38, 39, 999};
  const arma::fmat none;
  Block block{0, 0, inputs, labels, none, none, labels, {}, {}};
  block.gradients[request] = &gradients;
  fold.consume(block);
  CHECK(fold.mean_saliency().n_cols == 39);
  CHECK(fold.mean_saliency()(0, 38) == 3);
  CHECK(fold.mean_inputs()(7, 38) == 2);
  CHECK(fold.mean_inputs()(7, 0) == 0);
  CHECK(fold.mean_saliency_by_outcome()(0, 0) == 3);
  // One column for class 38, one for the other two items.
  CHECK(fold.inputs.seen_sums().n_cols == 2);
  CHECK(arma::all(fold.labels == labels));
}

TEST_CASE("right and wrong predictions have means of their own", "[fold]") {
  const SaliencyFold fold = fold_of(0, 3);
  const arma::fmat means = fold.mean_saliency_by_outcome();
  // Right: items 0, 1, 3; wrong: item 2.
  CHECK(means(0, 0) == Approx(1.25 / 3));
  CHECK(means(1, 0) == Approx(5.75 / 3));
  CHECK(means(0, 1) == 4);
  CHECK(fold.hits(2) == 0);
}

TEST_CASE("one block gives the same fold as four", "[fold]") {
  SaliencyFold pieces(request, 0, 2, 4);
  for (arma::uword item = 0; item < 4; ++item) pieces.merge(fold_of(item, item));
  CHECK(equal(pieces, fold_of(0, 3)));
}

TEST_CASE("merging folds with a fresh one changes nothing", "[fold]") {
  const SaliencyFold fresh(request, 0, 2, 4);
  CHECK(equal(merged(fold_of(1, 2), fresh), fold_of(1, 2)));
  CHECK(equal(merged(fresh, fold_of(1, 2)), fold_of(1, 2)));
}

TEST_CASE("merging folds is associative", "[fold]") {
  const SaliencyFold a = fold_of(0, 0);
  const SaliencyFold b = fold_of(1, 2);
  const SaliencyFold c = fold_of(3, 3);
  CHECK(equal(merged(merged(a, b), c), merged(a, merged(b, c))));
}

TEST_CASE("a fold survives being saved and loaded", "[fold]") {
  SaliencyFold fold = fold_of(0, 3);
  Archive out;
  fold.archive(out);
  Archive in(out.bytes());
  SaliencyFold loaded(request, 0, 2, 4);
  loaded.archive(in);
  CHECK(equal(loaded, fold));
  CHECK(in.left() == 0);
}
