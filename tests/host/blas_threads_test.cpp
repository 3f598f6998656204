// SPDX-License-Identifier: MIT
#include "host/environment.hpp"

#include <armadillo>
#include <catch2/catch.hpp>

#include <filesystem>
#include <iterator>

extern "C" void openblas_set_num_threads(int);

using namespace lucarne;

namespace {

std::ptrdiff_t n_threads_of_process() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return std::distance(begin(tasks), end(tasks));
}

}  // namespace

TEST_CASE("BLAS keeps no thread of its own once it is held to one", "[environment]") {
  openblas_set_num_threads(1);
  const std::ptrdiff_t before = n_threads_of_process();
  openblas_set_num_threads(3);
  const arma::fmat a(300, 300, arma::fill::ones);
  CHECK(arma::fmat(a * a).max() == 300);
  REQUIRE(n_threads_of_process() > before);
  use_one_blas_thread();
  CHECK(n_threads_of_process() <= before);
  // Products go on, and start none.
  CHECK(arma::fmat(a * a).min() == 300);
  CHECK(n_threads_of_process() <= before);
}
