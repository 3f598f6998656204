// SPDX-License-Identifier: MIT
#include "network/network.hpp"
#include "support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

#include <fstream>

using namespace lucarne;

namespace {

const std::filesystem::path torch_cases =
    std::filesystem::path(LUCARNE_SOURCE_DIR) / "tests/network/torch_cases";

arma::fmat items(const nlohmann::json& rows) {
  arma::fmat matrix(rows[0].size(), rows.size());
  for (arma::uword item = 0; item < matrix.n_cols; ++item) {
    for (arma::uword i = 0; i < matrix.n_rows; ++i) matrix(i, item) = rows[item][i];
  }
  return matrix;
}

/// Largest difference, in parts of the largest value that is wanted.
double distance_from(const arma::fmat& wanted, const arma::fmat& found) {
  REQUIRE(arma::size(wanted) == arma::size(found));
  const arma::fmat difference = arma::abs(wanted - found);
  const arma::fmat magnitude = arma::abs(wanted);
  return static_cast<double>(difference.max()) / static_cast<double>(magnitude.max());
}

void check_case(const Network& network, const nlohmann::json& recorded) {
  const auto pass = network.start_pass();
  pass->forward(items(recorded["input"]));
  // Some tens of float32 roundings of sums of about ten numbers, in another order than PyTorch's.
  const double tolerance = 5e-6;
  CHECK(distance_from(items(recorded["output"]), pass->tensor("output")) < tolerance);
  const arma::fmat gradient = pass->gradient("output", items(recorded["seed"]), "input");
  CHECK(distance_from(items(recorded["gradient"]), gradient) < 4 * tolerance);
}

/// The files of one network: batch open or fixed at one, several opsets.
void check_cases(const std::string& name) {
  int n_cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(torch_cases)) {
    const std::filesystem::path& file = entry.path();
    if (file.extension() != ".onnx" || file.stem().string().rfind(name + "_", 0) != 0) continue;
    CAPTURE(file.stem().string());
    ++n_cases;
    std::filesystem::path numbers = file;
    std::ifstream in(numbers.replace_extension(".json"));
    const nlohmann::json recorded = nlohmann::json::parse(in);
    const std::unique_ptr<Network> network = load_onnx(file);
    check_case(*network, recorded);

    // Saved and read again it is the same.
    const TemporaryFolder folder;
    save_onnx(*network, folder.path() / "again.onnx");
    check_case(*load_onnx(folder.path() / "again.onnx"), recorded);
  }
  CHECK(n_cases >= 4);
}

}  // namespace

TEST_CASE("attention exported by PyTorch gives PyTorch's outputs and gradients", "[torch]") {
  check_cases("attention");
}

TEST_CASE("shape arithmetic exported by PyTorch gives PyTorch's numbers", "[torch]") {
  check_cases("arithmetic");
}

TEST_CASE("a recurrent loop exported by PyTorch gives PyTorch's numbers", "[torch]") {
  check_cases("recurrent");
}
