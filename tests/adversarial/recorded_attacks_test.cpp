// SPDX-License-Identifier: MIT
#include "adversarial/attack.hpp"
#include "network/network.hpp"
#include "support/make_onnx.hpp"
#include "support/memory_dataset.hpp"
#include "support/temporary_folder.hpp"
#include "support/test_context.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace lucarne;
using namespace lucarne::adversarial;

namespace {

// One attack that captum 0.8.0 made: keys and their values, as in cases.txt.
using RecordedAttack = std::map<std::string, std::string>;

std::ifstream attack_file(const std::string& name) {
  std::ifstream stream(std::filesystem::path(LUCARNE_SOURCE_DIR "/tests/adversarial/cases") / name);
  REQUIRE(stream);
  return stream;
}

std::vector<RecordedAttack> recorded_attacks() {
  std::ifstream stream = attack_file("cases.txt");
  std::vector<RecordedAttack> attacks;
  for (std::string key, value; stream >> key && std::getline(stream >> std::ws, value);) {
    if (key == "case") attacks.emplace_back();
    attacks.back()[key] = value;
  }
  return attacks;
}

std::unique_ptr<Network> network_of(const std::string& wanted) {
  std::ifstream stream = attack_file("models.txt");
  const TemporaryFolder folder;
  for (std::string name, text; stream >> name && std::getline(stream, text);) {
    if (name == wanted) return load_onnx(folder.file("m.onnx", onnx_bytes(text)));
  }
  throw Error("no network " + wanted);
}

std::vector<double> attack_numbers(const std::string& text) {
  std::istringstream words(text);
  std::vector<double> values;
  for (double value = 0; words >> value;) values.push_back(value);
  return values;
}

arma::fmat attack_columns(const std::string& text, arma::uword rows) {
  const arma::fvec values = arma::conv_to<arma::fvec>::from(attack_numbers(text));
  return arma::reshape(values, rows, values.n_elem / rows);
}

Attack settings_of(const RecordedAttack& one) {
  Attack attack;
  attack.norm = one.at("norm") == "linf" ? Norm::linf : Norm::l2;
  attack.loss = one.at("loss") == "log-output" ? Loss::log_output : Loss::cross_entropy;
  attack.targeted = one.at("targeted") == "1";
  attack.threshold = 1e-6;
  attack.steps = std::stoul(one.at("steps"));
  attack.step_size = std::stod(one.at("step"));
  attack.lower = attack_numbers(one.at("bounds"))[0];
  attack.upper = attack_numbers(one.at("bounds"))[1];
  return attack;
}

}  // namespace

TEST_CASE("attacks give the numbers that captum gives", "[attack]") {
  const std::vector<RecordedAttack> attacks = recorded_attacks();
  REQUIRE(attacks.size() == 14);
  for (const RecordedAttack& one : attacks) {
    INFO(one.at("case"));
    const std::unique_ptr<Network> network = network_of(one.at("model"));
    const arma::uword n = std::stoul(one.at("features"));
    Victims victims;
    victims.inputs = attack_columns(one.at("inputs"), n);
    victims.classes = arma::conv_to<arma::uvec>::from(attack_numbers(one.at("targets")));
    victims.keys = arma::uvec(victims.size(), arma::fill::zeros);
    victims.radii = arma::vec(victims.size()).fill(std::stod(one.at("radius")));
    const MemoryDataset none({n}, {}, {});
    const TestContext context(*network, none);
    const arma::fmat found = attacked(context, settings_of(one), victims).inputs;
    const arma::fmat expected = attack_columns(one.at("expected"), n);
    REQUIRE(found.n_elem == expected.n_elem);
    for (arma::uword i = 0; i < found.n_elem; ++i) {
      INFO(i);
      CHECK(static_cast<double>(found(i)) ==
            Approx(static_cast<double>(expected(i))).epsilon(1e-5).margin(1e-6));
    }
  }
}
