// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <lucarne/error.hpp>
#include <lucarne/random.hpp>

#include <bit>
#include <vector>

using lucarne::Random;

TEST_CASE("the same seed, stage, item and draw give the same number", "[random]") {
  const Random a(42, "embedding");
  const Random b(42, "embedding");
  CHECK(a.words(7, 3) == b.words(7, 3));
  CHECK(a.words(7, 3) != a.words(3, 7));
  CHECK(a.words(7, 3) != Random(43, "embedding").words(7, 3));
  CHECK(a.words(7, 3) != Random(42, "saliency").words(7, 3));
}

TEST_CASE("uniform numbers have the mean and variance of the unit interval", "[random]") {
  const Random random(1, "test");
  const arma::uword n = 100000;
  arma::vec u(n);
  for (arma::uword i = 0; i < n; ++i) u(i) = random.uniform(i, 0);
  // Standard errors: 0.0009 for the mean, 0.0002 for the variance; five of them.
  CHECK(arma::mean(u) == Approx(0.5).margin(0.0046));
  CHECK(arma::var(u) == Approx(1.0 / 12).margin(0.0012));
  CHECK(u.min() >= 0);
  CHECK(u.max() < 1);
}

TEST_CASE("normal numbers have mean 0, variance 1 and no skew", "[random]") {
  const Random random(1, "test");
  const arma::uword n = 100000;
  arma::vec z(n);
  for (arma::uword i = 0; i < n; ++i) z(i) = random.normal(5, i);
  // Standard errors: 0.0032, 0.0045 and 0.0077; five of them.
  CHECK(arma::mean(z) == Approx(0).margin(0.016));
  CHECK(arma::var(z) == Approx(1).margin(0.023));
  CHECK(arma::mean(arma::vec(arma::pow(z, 3))) == Approx(0).margin(0.062));
}

TEST_CASE("many normal numbers at once have the bits of single ones", "[random]") {
  const Random random(7, "noise");
  std::vector<float> many(1000);
  // Draws on both sides of 2^32, where the counter carries into its second word.
  for (const std::uint64_t first : {0ULL, (1ULL << 32U) - 500, 1ULL << 40U}) {
    for (const double scale : {1.0, -0.15, 1e-42, 0.0}) {
      for (std::uint64_t item = 0; item < 20; ++item) {
        random.normals(item << 31U, first, scale, many);
        std::size_t different = 0;
        for (std::size_t i = 0; i < many.size(); ++i) {
          const auto single = static_cast<float>(scale * random.normal(item << 31U, first + i));
          if (std::bit_cast<std::uint32_t>(single) != std::bit_cast<std::uint32_t>(many[i])) {
            ++different;
          }
        }
        CHECK(different == 0);
      }
    }
  }
}

TEST_CASE("chosen numbers are different and within range", "[random]") {
  const arma::uvec chosen = Random(42, "s").choose(1000, 10000, 0);
  CHECK(arma::unique(chosen).eval().n_elem == 1000);
  CHECK(chosen.max() < 10000);
}

TEST_CASE("a permutation holds every number once", "[random]") {
  const arma::uvec sorted = arma::sort(Random(42, "s").permutation(257, 9));
  for (arma::uword i = 0; i < 257; ++i) REQUIRE(sorted(i) == i);
}

TEST_CASE("choosing more numbers than there are is refused", "[random]") {
  CHECK_THROWS_WITH(Random(1, "s").choose(11, 10, 0),
                    "11 different numbers asked for, there are only 10");
}
