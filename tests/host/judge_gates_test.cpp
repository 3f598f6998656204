// SPDX-License-Identifier: MIT
#include "host/judge_gates.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <deque>
#include <limits>

using namespace lucarne;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Stages 'errors' (complete) and 'maps' (failed).
class Stages {
 public:
  Stages() {
    results_.scalar("accuracy", 0.97);
    results_.scalar("train.accuracy", 0.99);
    results_.scalar("undefined", std::nan(""));
    results_.scalar("endless", infinity);
    results_.scalar("zero", 0);
    StageRecord good;
    good.id = "errors";
    good.complete = true;
    good.results = &results_;
    StageRecord bad;
    bad.id = "maps";
    bad.error = "no items";
    records_ = {good, bad};
  }
  const std::vector<StageRecord>& records() const { return records_; }

 private:
  Results results_;
  std::vector<StageRecord> records_;
};

StoredRun baseline_with(double accuracy) {
  StoredRun run;
  StageResults results;
  results.scalars.push_back({"accuracy", accuracy, "", "accuracy"});
  run.stages.emplace("errors", results);
  StageRecord failed;
  failed.id = "maps";
  failed.error = "too late";
  run.record.stages = {failed};
  return run;
}

GateRecord judged(const std::string& text, const StoredRun* baseline = nullptr) {
  const Stages stages;
  const std::vector<std::string> ids = {"errors", "maps", "other"};
  return judge_gates({parse_gate(text, ids)}, stages.records(), baseline).at(0);
}

bool passes(const std::string& text) { return judged(text).passed; }

}  // namespace

TEST_CASE("each relation holds where it should and nowhere else", "[gates]") {
  CHECK(passes("errors.accuracy >= 0.97"));
  CHECK_FALSE(passes("errors.accuracy >= 0.98"));
  CHECK_FALSE(passes("errors.accuracy > 0.97"));
  CHECK(passes("errors.accuracy > 0.96"));
  CHECK(passes("errors.accuracy <= 0.97"));
  CHECK_FALSE(passes("errors.accuracy <= 0.96"));
  CHECK_FALSE(passes("errors.accuracy < 0.97"));
  CHECK(passes("errors.accuracy < 0.98"));
  CHECK(passes("errors.accuracy == 0.97"));
  CHECK_FALSE(passes("errors.accuracy == 0.96"));
  CHECK(passes("errors.accuracy != 0.96"));
  CHECK_FALSE(passes("errors.accuracy != 0.97"));
}

TEST_CASE("a gate tells what it wanted and what it found", "[gates]") {
  const GateRecord gate = judged("errors.accuracy >= 0.98");
  CHECK(gate.text == "errors.accuracy >= 0.98");
  CHECK(gate.found == 0.97);
  CHECK(gate.wanted == 0.98);
  CHECK(gate.relation == ">=");
  CHECK_FALSE(gate.baseline.has_value());
  CHECK(failure_text(gate) == "wanted >= 0.98, found 0.97");
}

TEST_CASE("the number may stand first: what was measured is still what was found", "[gates]") {
  const GateRecord gate = judged("0.98 <= errors.accuracy");
  CHECK_FALSE(gate.passed);
  CHECK(gate.found == 0.97);
  CHECK(gate.relation == ">=");
  CHECK(gate.wanted == 0.98);
  CHECK(passes("0.96 < errors.accuracy"));
  CHECK(passes("0.98 >= errors.accuracy"));
  CHECK_FALSE(passes("0.96 > errors.accuracy"));
}

TEST_CASE("two scalars of a run compare with one another", "[gates]") {
  CHECK(passes("errors.accuracy < errors.train.accuracy"));
  CHECK(passes("errors.train.accuracy within 0.03 of errors.accuracy"));
  CHECK_FALSE(passes("errors.accuracy >= errors.train.accuracy - 0.01"));
  CHECK(passes("errors.accuracy + 1 >= 1.97"));
}

TEST_CASE("a tolerance is of the side after 'of'", "[gates]") {
  CHECK(passes("errors.accuracy within 0.03 of 1"));
  CHECK_FALSE(passes("errors.accuracy within 0.029 of 1"));
  // 3 % of 1 is 0.03; 3 % of 0.97 is 0.0291.
  CHECK(judged("errors.accuracy within 3% of 1").tolerance == 0.03);
  CHECK_FALSE(passes("1 within 3% of errors.accuracy"));
  CHECK(passes("1 within 3.1% of errors.accuracy"));
  CHECK(passes("errors.zero within 0 of 0"));
  CHECK_FALSE(passes("errors.accuracy within 50% of 0"));
  CHECK(judged("errors.accuracy within 10% of -2").tolerance == 0.2);
}

TEST_CASE("rounding decides no gate that computes, and is not forgiven where none is computed",
          "[gates]") {
  // 1.07 - 0.1 lies above 0.97 in binary.
  const StoredRun baseline = baseline_with(1.07);
  REQUIRE(1.07 - 0.1 > 0.97);
  CHECK(judged("errors.accuracy >= baseline - 0.1", &baseline).passed);
  CHECK_FALSE(judged("errors.accuracy > baseline - 0.1", &baseline).passed);
  CHECK(judged("errors.accuracy == baseline - 0.1", &baseline).passed);
  CHECK_FALSE(judged("errors.accuracy != baseline - 0.1", &baseline).passed);
  const StoredRun next = baseline_with(std::nextafter(0.97, 1));
  CHECK_FALSE(judged("errors.accuracy >= baseline", &next).passed);
  CHECK_FALSE(judged("errors.accuracy within 0 of baseline", &next).passed);
}

TEST_CASE("NaN passes nothing, not even unequal", "[gates]") {
  for (const std::string relation : {">=", ">", "<=", "<", "==", "!="}) {
    const GateRecord gate = judged("errors.undefined " + relation + " 1");
    CHECK_FALSE(gate.passed);
    CHECK(gate.reason == "NaN passes no gate");
  }
  CHECK_FALSE(passes("errors.undefined within 100 of errors.undefined"));
  CHECK_FALSE(passes("errors.endless * 0 == 0"));
}

TEST_CASE("infinities compare as numbers do", "[gates]") {
  CHECK(passes("errors.endless > 1e308"));
  CHECK(passes("errors.endless within 0 of errors.endless"));
  CHECK_FALSE(passes("errors.endless within 5 of 3"));
  CHECK_FALSE(passes("errors.accuracy within 1% of errors.endless - 1"));
}

TEST_CASE("a baseline is the same scalar of the earlier run", "[gates]") {
  const StoredRun baseline = baseline_with(0.974);
  const GateRecord gate = judged("errors.accuracy >= baseline - 0.005", &baseline);
  CHECK(gate.passed);
  CHECK(gate.baseline == 0.974);
  CHECK(gate.wanted == 0.974 - 0.005);
  CHECK_FALSE(judged("errors.accuracy >= baseline", &baseline).passed);
  CHECK(judged("errors.accuracy > baseline * 0.99", &baseline).passed);
  CHECK(judged("baseline + 1 > errors.accuracy", &baseline).passed);
  CHECK(judged("errors.accuracy within 1% of baseline", &baseline).passed);
  CHECK_FALSE(judged("baseline within 0.3% of errors.accuracy", &baseline).passed);
}

TEST_CASE("what cannot be compared fails with its reason", "[gates]") {
  const StoredRun baseline = baseline_with(0.9);
  CHECK(judged("errors.acuracy >= 1").reason ==
        "stage 'errors' has no scalar 'acuracy', did you mean 'accuracy'?");
  CHECK(judged("errors.zebra >= 1").reason ==
        "stage 'errors' has no scalar 'zebra'; scalars are accuracy, train.accuracy, undefined, "
        "endless, zero");
  CHECK(judged("maps.share >= 1").reason == "stage 'maps' failed: no items");
  CHECK(judged("other.share >= 1").reason == "stage 'other' was not run");
  CHECK(judged("errors.zero >= baseline", &baseline).reason ==
        "in the baseline, stage 'errors' has no scalar 'zero'; scalars are accuracy");
  CHECK(judged("maps.x >= baseline", &baseline).reason ==
        "in the baseline, stage 'maps' failed: too late");
  CHECK(judged("other.x >= baseline", &baseline).reason == "the baseline has no stage 'other'");
  const GateRecord gate = judged("maps.share >= 1");
  CHECK_FALSE(gate.passed);
  CHECK_FALSE(gate.found.has_value());
  CHECK(found_text(gate, Language::english) == "–");
}

TEST_CASE("no gate stops another", "[gates]") {
  const Stages stages;
  const std::vector<std::string> ids = {"errors", "maps"};
  const std::vector<GateRecord> records =
      judge_gates({parse_gate("maps.x > 1", ids), parse_gate("errors.accuracy > 0", ids),
                   parse_gate("errors.no > 1", ids)},
                  stages.records(), nullptr);
  REQUIRE(records.size() == 3);
  CHECK(records[1].passed);
  CHECK(n_failed(records) == 2);
}

TEST_CASE("a gate that needs a baseline is refused without one", "[gates]") {
  const std::vector<std::string> ids = {"errors"};
  const std::vector<Gate> gates = {parse_gate("errors.a > 1", ids),
                                   parse_gate("errors.a >= baseline - 1", ids)};
  CHECK_THROWS_WITH(require_baseline(gates, nullptr),
                    "the gate 'errors.a >= baseline - 1' compares with an earlier run; name its "
                    "folder with --baseline RUN");
  const StoredRun baseline = baseline_with(1);
  CHECK_NOTHROW(require_baseline(gates, &baseline));
  CHECK_NOTHROW(require_baseline({gates[0]}, nullptr));
}
