// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include <cmath>
#include <cstring>
#include <sstream>

namespace {

std::vector<float> explain_values(std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = std::cos(static_cast<float>(3 * i));
  return values;
}

// What follows the header of an NPY file of float32, whose shape the header must name.
std::vector<float> floats_of(const std::filesystem::path& file, const std::string& shape) {
  const std::string content = content_of(file);
  const std::size_t end = content.find('\n');
  CHECK_THAT(content.substr(0, end),
             Contains("'descr': '<f4'") && Contains("'fortran_order': False") && Contains(shape));
  std::vector<float> values((content.size() - end - 1) / sizeof(float));
  std::memcpy(values.data(), content.data() + end + 1, values.size() * sizeof(float));
  return values;
}

// Numbers of the table that explain prints, a row an item; the heading is skipped.
std::vector<std::vector<double>> rows_of(const std::string& table) {
  std::istringstream lines(table);
  std::vector<std::vector<double>> rows;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    rows.emplace_back();
    for (double value = 0; words >> value;) rows.back().push_back(value);
  }
  return rows;
}

// A case with items.npy of 3 items, 4 x 4 each.
struct ExplainCase : SmallCase {
  ExplainCase() { write("items.npy", npy("(3, 4, 4)", explain_values(48))); }
};

void explain_refused(const SmallCase& small, std::vector<std::string> more,
                     const std::string& words, int exit_code) {
  more.insert(more.begin(), "explain");
  const ProgramOutcome outcome = small.call(more);
  INFO(outcome.err);
  CHECK(outcome.exit_code == exit_code);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains(words));
}

}  // namespace

TEST_CASE("explain writes attributions of the items' shape that sum to what it prints", "[cli]") {
  const ExplainCase small;
  const ProgramOutcome outcome =
      small.call({"explain", "network.npz", "items.npy", "--method", "integrated-gradients",
                  "--target", "2", "--set", "steps=200", "--threads", "2"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("item target         output baseline output     residual"));
  const std::vector<float> found = floats_of(small.path("attributions.npy"), "(3, 4, 4)");
  REQUIRE(found.size() == 48);
  const auto rows = rows_of(outcome.out);
  REQUIRE(rows.size() == 3);
  for (std::size_t item = 0; item < 3; ++item) {
    REQUIRE(rows[item].size() == 5);
    CHECK(rows[item][0] == static_cast<double>(item));
    CHECK(rows[item][1] == 2);
    double sum = 0;
    for (std::size_t i = 0; i < 16; ++i) sum += static_cast<double>(found[16 * item + i]);
    // Printed to six digits.
    CHECK(sum == Approx(rows[item][2] - rows[item][3] + rows[item][4]).margin(1e-4));
    CHECK(std::abs(rows[item][4]) < 0.05);
  }
  CHECK(small.runs().empty());
}

TEST_CASE("explain takes flat items, and one class for each from a file", "[cli]") {
  const ExplainCase small;
  small.write("flat.npy", npy("(3, 16)", explain_values(48)));
  small.write("classes.npy", npy("(3,)", {1, 0, 1}));
  const auto explained = [&](const std::string& items, const std::string& target,
                             const std::string& shape) {
    const ProgramOutcome outcome =
        small.call({"explain", "network.npz", items, "--method", "input-x-gradient", "--target",
                    target, "--output", "out.npy"});
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
    return floats_of(small.path("out.npy"), shape);
  };
  const std::vector<float> zero = explained("items.npy", "0", "(3, 4, 4)");
  const std::vector<float> one = explained("items.npy", "1", "(3, 4, 4)");
  const std::vector<float> chosen = explained("flat.npy", "classes.npy", "(3, 16)");
  REQUIRE(chosen.size() == 48);
  CHECK(zero != one);
  for (std::size_t i = 0; i < 48; ++i) CHECK(chosen[i] == (i / 16 == 1 ? zero : one)[i]);
}

TEST_CASE("explain attributes to a layer, in the layer's shape, and explains a unit", "[cli]") {
  const ExplainCase small;
  const ProgramOutcome layer = small.call(
      {"explain", "network.npz", "items.npy", "--method", "activation", "--layer", "relu1"});
  INFO(layer.err);
  CHECK(layer.exit_code == 0);
  for (const float value : floats_of(small.path("attributions.npy"), "(3, 5)")) CHECK(value >= 0);
  const ProgramOutcome unit =
      small.call({"explain", "network.npz", "items.npy", "--method", "integrated-gradients",
                  "--layer", "relu1", "--set", "unit=2"});
  INFO(unit.err);
  CHECK(unit.exit_code == 0);
  CHECK(floats_of(small.path("attributions.npy"), "(3, 4, 4)").size() == 48);
  CHECK_THAT(unit.out, Contains("item     difference     residual"));
  explain_refused(small, {"network.npz", "items.npy", "--layer", "rleu1", "--output", "x.npy"},
                  "rleu1", 2);
}

TEST_CASE("explain gives the same bits for any number of threads, and others for another seed",
          "[cli]") {
  const ExplainCase small;
  const auto with = [&](const std::string& option, const std::string& value) {
    const ProgramOutcome outcome = small.call({"explain", "network.npz", "items.npy", "--method",
                                               "smoothgrad", "--set", "draws=5", option, value});
    CHECK(outcome.exit_code == 0);
    return content_of(small.path("attributions.npy"));
  };
  const std::string one = with("--threads", "1");
  CHECK(with("--threads", "2") == one);
  CHECK(with("--threads", "4") == one);
  CHECK(with("--seed", "7") != one);
}

TEST_CASE("explain refuses what it cannot use and leaves nothing", "[cli]") {
  const ExplainCase small;
  small.write("one.npy", npy("(4, 4)", explain_values(16)));
  small.write("wide.npy", npy("(2, 4, 5)", explain_values(40)));
  small.write("none.npy", npy("(0, 4, 4)", {}));
  std::vector<float> broken = explain_values(32);
  broken[19] = std::nanf("");
  small.write("nan.npy", npy("(2, 4, 4)", broken));
  small.write("classes.npy", npy("(3,)", {0, 3, 1}));
  const std::string net = "network.npz";
  explain_refused(small, {net}, "ITEMS.npy is missing", 2);
  explain_refused(small, {net, "itmes.npy"}, "itmes.npy: no such file", 3);
  explain_refused(small, {net, "one.npy"}, "one item alone is written with a first dimension of 1",
                  3);
  explain_refused(small, {net, "wide.npy"},
                  "wanted items of 16, as the network takes them, found 2 items of 4 x 5", 3);
  explain_refused(small, {net, "none.npy"}, "wanted at least one item, found none", 3);
  explain_refused(small, {net, "nan.npy"}, "found nan in item 1, element 3", 3);
  explain_refused(small, {net, "items.npy", "--method", "lpr"}, "did you mean 'lrp'?", 2);
  explain_refused(small, {net, "items.npy", "--set", "stesp=3"}, "did you mean 'steps'?", 2);
  explain_refused(small, {net, "items.npy", "--set", "steps=0"},
                  "'steps' must be at least 1, found 0", 2);
  explain_refused(small, {net, "items.npy", "--set", "target=1"}, "--target names the class", 2);
  explain_refused(small, {net, "items.npy", "--target", "3"}, "a class from 0 to 2", 2);
  explain_refused(small, {net, "items.npy", "--target", "classes.npy"},
                  "wanted classes from 0 to 2, found 3 for item 1", 3);
  CHECK_FALSE(std::filesystem::exists(small.path("attributions.npy")));
  explain_refused(small, {net, "items.npy", "--output", "items.npy"}, "which would be lost", 2);
  explain_refused(small, {net, "items.npy", "--output", "no/where.npy"}, "no folder 'no'", 2);
}
