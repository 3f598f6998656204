// SPDX-License-Identifier: MIT
#include "data/data_error.hpp"
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

/// Loads and runs copies of exports with a byte changed, or cut short, every `step` bytes.
void damage(std::size_t step) {
  const TemporaryFolder folder;
  for (const std::string name : {"attention_open_14", "arithmetic_one_11", "recurrent_open_9"}) {
    std::ifstream in(torch_cases / (name + ".onnx"), std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(in), {}};
    REQUIRE(whole.size() > 1000);
    for (std::size_t place = 0; place < whole.size(); place += step) {
      for (const char change : {'\x00', '\x01', '\x02', '\x10', '\x80', '\xff'}) {
        std::string damaged = whole;
        damaged[place] = static_cast<char>(damaged[place] ^ change);
        if (change == '\x00') damaged.resize(place);
        CAPTURE(name, place, static_cast<int>(change));
        try {
          const auto network = load_onnx(folder.file("m.onnx", damaged));
          const arma::uword n_features = n_elements(network->input_shape());
          if (n_features > 10000) continue;
          const auto pass = network->start_pass();
          pass->forward(arma::fmat(n_features, 2, arma::fill::ones));
          CHECK(pass->tensor(network->logits()).n_cols == 2);
        } catch (const DataError& error) {
          CHECK(std::string(error.what()).size() > 20);
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("a damaged export is refused or gives a network that runs", "[torch]") { damage(61); }

TEST_CASE("an export damaged at many places is refused or runs", "[.slow]") { damage(11); }

TEST_CASE("attention exported by PyTorch gives PyTorch's outputs and gradients", "[torch]") {
  check_cases("attention");
}

TEST_CASE("shape arithmetic exported by PyTorch gives PyTorch's numbers", "[torch]") {
  check_cases("arithmetic");
}

TEST_CASE("a recurrent loop exported by PyTorch gives PyTorch's numbers", "[torch]") {
  check_cases("recurrent");
}

TEST_CASE("an encoder exported by PyTorch gives PyTorch's outputs and gradients", "[torch]") {
  check_cases("encoder");
}

TEST_CASE("a vision transformer exported by PyTorch gives PyTorch's numbers", "[torch]") {
  check_cases("vit");
}
