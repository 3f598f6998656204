// SPDX-License-Identifier: MIT
#include "embedding/affinities.hpp"
#include "embedding/joint.hpp"
#include "embedding/pca.hpp"
#include "embedding/quality.hpp"
#include "embedding/serial.hpp"

#include <catch2/catch.hpp>

using namespace embedding;

// What scikit-learn 1.2.1 gave for 12 points and a map of them.
namespace {

arma::fmat recorded_points() {
  const arma::fvec values{
      -0.9375, 1.375,  0.375,  -0.625,  -1.625, 0.6875, -0.3125, -1.3125, 1,      0,
      -1,      1.3125, 0.3125, -0.6875, 1.625,  0.625,  -0.375,  -1.375,  0.9375, -0.0625,
      -1.0625, 1.25,   0.25,   -0.75,   1.5625, 0.5625, -0.4375, -1.4375, 0.875,  -0.125,
      -1.125,  1.1875, 0.1875, -0.8125, 1.5,    0.5,    -0.5,    -1.5,    0.8125, -0.1875,
      -1.1875, 1.125,  0.125,  -0.875,  1.4375, 0.4375, -0.5625, -1.5625, 0.75,   -0.25,
      -1.25,   1.0625, 0.0625, -0.9375, 1.375,  0.375,  -0.625,  -1.625,  0.6875, -0.3125};
  return arma::reshape(values, 5, 12);
}

arma::mat recorded_map() {
  const arma::vec values{-0.1125, 0.1,     -0.05,   0.1625,  0.0125, -0.1375, 0.075,   -0.075,
                         0.1375,  -0.0125, -0.1625, 0.05,    -0.1,   0.1125,  -0.0375, 0.175,
                         0.025,   -0.125,  0.0875,  -0.0625, 0.15,   0,       -0.15,   0.0625};
  return arma::reshape(values, 2, 12);
}

// The upper triangle, row by row.
arma::vec recorded_affinities() {
  return {3.15466864e-08, 0.000531255203, 5.40186538e-08, 0.00165823028,  8.16226155e-08,
          0.0045673388,   1.08831346e-07, 0.0111009043,   1.28048423e-07, 0.0238084011,
          1.32944756e-07, 2.22044605e-16, 0.0396532616,   2.22044605e-16, 0.0154822637,
          2.22044605e-16, 0.00517309318,  2.22044605e-16, 0.00145506685,  2.22044605e-16,
          0.000523773531, 2.22044605e-16, 0.0389439625,   2.22044605e-16, 0.0158442887,
          2.22044605e-16, 0.00649894494,  2.22044605e-16, 0.0033065437,   2.22044605e-16,
          2.22044605e-16, 0.0354834934,   2.22044605e-16, 0.00852431198,  2.22044605e-16,
          0.00184608242,  2.22044605e-16, 0.00145506685,  2.22044605e-16, 0.035249133,
          2.22044605e-16, 0.0119541313,   2.22044605e-16, 0.00649894494,  2.22044605e-16,
          2.22044605e-16, 0.0360871627,   2.22044605e-16, 0.00852431198,  2.22044605e-16,
          0.00517309318,  2.22044605e-16, 0.035249133,    2.22044605e-16, 0.0158442887,
          2.22044605e-16, 2.22044605e-16, 0.0354834934,   2.22044605e-16, 0.0154822637,
          2.22044605e-16, 0.0389439625,   2.22044605e-16, 2.22044605e-16, 0.0396532616,
          2.22044605e-16};
}

arma::mat recorded_gradient() {
  const arma::vec values{0.00306479561, -0.00696155778, -0.000344976434, -0.00426037285,
                         -0.0205417314, 0.0165805327,   0.0263780508,    -0.0285513083,
                         0.00721556264, 0.0167312809,   -0.0132756627,   -0.0130063573,
                         -0.0391812509, 0.038846493,    0.0122513715,    0.012520677,
                         -0.0124414926, -0.0156345388,  0.0278607907,    -0.0270805138,
                         0.00552210608, 0.011238625,    0.00349243662,   -0.000422959795};
  return arma::reshape(values, 2, 12);
}

arma::mat recorded_scores() {
  const arma::vec values{
      0.703421106, 2.55164578,   0.05285111,    -1.67950133, -0.252567159,  0.327182981,
      2.00591195,  -0.422123642, 0.248652156,   -1.70574024, -0.209592143,  0.19681459,
      1.97967303,  -0.379148626, 0.118283765,   -1.73197916, -0.166617128,  0.066446199,
      1.95343412,  -0.336173611, -0.0120846261, -1.75821807, -0.123642113,  -0.0639221922,
      1.9271952,   -0.293198596, -0.142453017,  -1.78445699, -0.0806670974, -0.194290583,
      1.90095629,  -0.25022358,  -0.272821408,  -1.8106959,  -0.037692082,  -0.324658974};
  return arma::reshape(values, 3, 12);
}

double largest_difference(const arma::mat& a, const arma::mat& b) { return arma::abs(a - b).max(); }

// Of all other points, as scikit-learn's exact method.
SparseGraph recorded_joint() { return joint_of(recorded_points(), 11, {3}); }

}  // namespace

// Both search the width of each Gaussian until the logarithm of the perplexity is right to 1e-5.
TEST_CASE("affinities are scikit-learn's", "[recorded]") {
  const arma::mat joint = dense(recorded_joint());
  const arma::vec expected = recorded_affinities();
  arma::uword at = 0;
  for (arma::uword i = 0; i < 12; ++i) {
    for (arma::uword j = i + 1; j < 12; ++j) {
      INFO(i << " " << j);
      CHECK(joint(i, j) == Approx(expected(at++)).margin(1e-6));
    }
  }
}

TEST_CASE("divergence of a map and its gradient are scikit-learn's", "[recorded]") {
  const SparseGraph joint = recorded_joint();
  const arma::fmat map = arma::conv_to<arma::fmat>::from(recorded_map());
  CHECK(divergence_of(joint, map) == Approx(1.19645995).margin(1e-5));
  CHECK(largest_difference(gradient_of(joint, map), recorded_gradient()) < 1e-6);
}

TEST_CASE("principal components are scikit-learn's but for their signs", "[recorded]") {
  const Pca found = principal_components(recorded_points(), 3);
  const arma::vec variances{3.4423158, 0.659374884, 0.0428109741};
  CHECK(largest_difference(arma::vec(found.variances.head(3)), variances) < 1e-6);
  const arma::mat expected = recorded_scores();
  for (arma::uword i = 0; i < 3; ++i) {
    const arma::rowvec own = found.scores.row(i);
    const arma::rowvec other = expected.row(i);
    CHECK(std::min(largest_difference(own, other), largest_difference(-own, other)) < 1e-6);
  }
}

TEST_CASE("trustworthiness and silhouette are scikit-learn's", "[recorded]") {
  const arma::uvec labels{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
  const MapJudge judge(recorded_points(), labels, 3, arma::regspace<arma::uvec>(0, 11), serial, 3);
  CHECK(judge.judge(recorded_map()).trustworthiness == Approx(0.456349206).margin(1e-8));
  // That silhouette is of the points themselves, as a map of three dimensions.
  const arma::mat points = arma::conv_to<arma::mat>::from(recorded_points());
  CHECK(judge.judge(points).silhouette == Approx(-0.215676848).margin(1e-7));
}
