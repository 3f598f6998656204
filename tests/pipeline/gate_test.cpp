// SPDX-License-Identifier: MIT
#include "pipeline/gate.hpp"

#include "pipeline/pipeline_file.hpp"

#include <catch2/catch.hpp>

#include <regex>

using namespace lucarne;
using Side = GateSide::Kind;

namespace {

const std::vector<std::string> stage_ids = {"errors", "why-not", "2nd"};

Gate parsed_gate(const std::string& text) { return parse_gate(text, stage_ids); }

// "offset: message" of a gate that is refused.
std::string gate_complaint(const std::string& text) {
  try {
    parsed_gate(text);
    return "accepted";
  } catch (const GateSyntaxError& error) {
    return std::to_string(error.offset()) + ": " + error.what();
  }
}

const std::vector<std::string> right_ones = {
    "errors.accuracy >= 0.96",
    "errors.accuracy>=0.96",
    "  errors.train.accuracy  <  1 ",
    "0.5 < errors.ece",
    "errors.accuracy >= baseline - 0.005",
    "errors.accuracy > baseline * 0.99",
    "errors.accuracy == baseline",
    "baseline + 1e-3 != errors.accuracy",
    "errors.accuracy within 1% of baseline",
    "errors.accuracy within 0.01 of 0.97",
    "0.97 within 2 % of errors.accuracy",
    "errors.accuracy - 0.1 <= why-not.mean + .5",
    "2nd.x >= -1",
    "errors.accuracy >= baseline -0.005",
};

const std::vector<std::string> wrong_ones = {
    "",
    "errors.accuracy",
    "errors.accuracy = 0.9",
    "errors >= 0.9",
    "0.9 >= 0.8",
    "baseline >= 0.9",
    "baseline within 1% of baseline",
    "errors.accuracy >= 96%",
    "errors.accuracy >= baseline-0.005 and errors.ece < 1",
    "errors.accuracy >= baseline-5",
    "errors.accuracy within -1 of 0.9",
    "errors.accuracy within 1of 0.9",
    "errors.accuracy within 1 0.9",
    "errors.accuracy >= 0.9 0.8",
    "errors.accuracy >= nan",
    "errors.accuracy >= baseline / 2",
    "errors.accuracy >= baseline - ",
};

}  // namespace

TEST_CASE("a gate compares a scalar with a number", "[gate]") {
  const Gate gate = parsed_gate("errors.accuracy >= 0.96");
  CHECK(gate.text == "errors.accuracy >= 0.96");
  CHECK(gate.left.kind == Side::scalar);
  CHECK(gate.left.stage == "errors");
  CHECK(gate.left.scalar == "accuracy");
  CHECK(gate.left.operation == 0);
  CHECK(gate.relation == GateRelation::at_least);
  CHECK(gate.right.kind == Side::number);
  CHECK(gate.right.number == 0.96);
  CHECK_FALSE(gate.needs_baseline());
}

TEST_CASE("every relation is read, with or without spaces", "[gate]") {
  const std::vector<std::pair<std::string, GateRelation>> relations = {
      {">=", GateRelation::at_least}, {">", GateRelation::more},   {"<=", GateRelation::at_most},
      {"<", GateRelation::less},      {"==", GateRelation::equal}, {"!=", GateRelation::unequal}};
  for (const auto& [written, relation] : relations) {
    CHECK(parsed_gate("errors.a " + written + " 1").relation == relation);
    CHECK(parsed_gate("errors.a" + written + "-1").relation == relation);
    CHECK(parsed_gate("errors.a" + written + "-1").right.number == -1);
  }
}

TEST_CASE("a scalar's name may hold dots, a stage's may begin with a digit", "[gate]") {
  const Gate gate = parsed_gate("errors.train.accuracy > 2nd.relu1.dead");
  CHECK(gate.left.scalar == "train.accuracy");
  CHECK(gate.right.stage == "2nd");
  CHECK(gate.right.scalar == "relu1.dead");
}

TEST_CASE("a side may be moved by an amount", "[gate]") {
  const Gate gate = parsed_gate("errors.accuracy >= baseline - 0.005");
  CHECK(gate.right.kind == Side::baseline);
  CHECK(gate.right.operation == '-');
  CHECK(gate.right.amount == 0.005);
  CHECK(gate.needs_baseline());
  CHECK(parsed_gate("errors.a >= baseline -0.5").right.amount == 0.5);
  CHECK(parsed_gate("errors.a >= baseline * 0.9").right.operation == '*');
  CHECK(parsed_gate("errors.a + 2 >= 1").left.amount == 2);
  CHECK(parsed_gate("errors.a >= baseline - -1").right.amount == -1);
}

TEST_CASE("a tolerance is absolute or a percentage", "[gate]") {
  const Gate absolute = parsed_gate("errors.a within 0.25 of 3");
  CHECK(absolute.relation == GateRelation::within);
  CHECK(absolute.tolerance == 0.25);
  CHECK_FALSE(absolute.relative_tolerance);
  const Gate relative = parsed_gate("errors.a within 5% of baseline");
  CHECK(relative.tolerance == 0.05);
  CHECK(relative.relative_tolerance);
  CHECK(relative.needs_baseline());
  CHECK(parsed_gate("errors.a within 0 of 3").tolerance == 0);
}

TEST_CASE("what is wrong with a gate is said where it is wrong", "[gate]") {
  CHECK(gate_complaint("  ") == "0: wanted a gate, such as errors.accuracy >= 0.96, found nothing");
  CHECK(gate_complaint(">= 0.9") ==
        "0: wanted a scalar (stage.name), a number or 'baseline', found '>= 0.9'");
  CHECK(gate_complaint("errors.accuracy") ==
        "15: wanted >=, >, <=, <, ==, != or 'within', found nothing");
  CHECK(gate_complaint("errors.accuracy ~ 1") ==
        "16: wanted >=, >, <=, <, ==, != or 'within', found '~ 1'");
  CHECK(gate_complaint("errors.accuracy withn 1 of 2") ==
        "16: wanted >=, >, <=, <, ==, != or 'within', found 'withn 1 of 2', did you mean "
        "'within'?");
  CHECK(gate_complaint("errors.accuracy = 1") == "16: write '==' in place of '='");
  CHECK(gate_complaint("errors.accuracy => 1") == "16: write '>=' in place of '=>'");
  CHECK(gate_complaint("errors.accuracy =< 1") == "16: write '<=' in place of '=<'");
  CHECK(gate_complaint("errors.accuracy <> 1") == "16: write '!=' in place of '<>'");
  CHECK(gate_complaint("errors.accuracy ≥ 1") == "16: write '>=' in place of '≥'");
  CHECK(gate_complaint("errors.accuracy >=") ==
        "18: wanted a scalar (stage.name), a number or 'baseline', found nothing");
  CHECK(gate_complaint("errors.accuracy >= 0.9 0.8") ==
        "23: wanted the end of the gate, found '0.8'; write one condition a gate");
  CHECK(gate_complaint("errors.accuracy >= 0.9 and errors.ece < 1") ==
        "23: wanted the end of the gate, found 'and errors.ece < 1'; write one condition a gate");
}

TEST_CASE("unknown names are told with the nearest known one", "[gate]") {
  CHECK(gate_complaint("erors.accuracy >= 1") ==
        "0: unknown stage 'erors', did you mean 'errors'?");
  CHECK(gate_complaint("1 <= zebra.x") ==
        "5: unknown stage 'zebra'; stages are errors, why-not, 2nd");
  CHECK(gate_complaint("errors.a >= basline") ==
        "12: wanted a scalar (stage.name), a number or 'baseline', found 'basline', did you mean "
        "'baseline'?");
  CHECK(gate_complaint("errors >= 1") ==
        "0: 'errors' is a stage; name one of its scalars, as errors.name");
  CHECK(gate_complaint("errors. >= 1") == "7: wanted the name of a scalar after 'errors.'");
  CHECK(gate_complaint(".accuracy >= 1") ==
        "0: wanted the stage before the '.', found '.accuracy'");
  CHECK(gate_complaint("errors.a >= 0.9.6") == "12: '0.9.6' is no number");
  CHECK(gate_complaint("errors.a >= 1e999") == "12: '1e999' is beyond the range of numbers");
  CHECK(gate_complaint("errors.a >= inf") ==
        "12: wanted a scalar (stage.name), a number or 'baseline', found 'inf'");
}

TEST_CASE("tolerances, amounts and percentages that make no sense are refused", "[gate]") {
  CHECK(gate_complaint("errors.a within errors.b of 2") ==
        "16: wanted a tolerance after 'within', such as 0.01 or 1%, found 'errors.b of 2'");
  CHECK(gate_complaint("errors.a within -0.1 of 2") == "16: a tolerance cannot be negative");
  CHECK(gate_complaint("errors.a within 1% 2") == "19: wanted 'of' after the tolerance, found '2'");
  CHECK(gate_complaint("errors.a >= 96%") ==
        "14: a percentage can stand after 'within' only; write the number itself");
  CHECK(gate_complaint("errors.a >= baseline - x") == "23: wanted a number after '-', found 'x'");
  CHECK(gate_complaint("errors.a >= baseline-0.005") ==
        "20: put spaces around the '-': baseline - 0.005");
  CHECK(gate_complaint("errors.a >= baseline-5") == "20: put spaces around the '-': baseline - 5");
}

TEST_CASE("a gate needs a scalar, and a baseline the scalar that it is of", "[gate]") {
  CHECK(gate_complaint("0.9 >= 0.8") ==
        "0: wanted a scalar (stage.name) on one side, found two numbers");
  CHECK(gate_complaint("0.9 <= baseline") ==
        "7: 'baseline' is a scalar of another run: the other side must name which, such as "
        "errors.accuracy");
  CHECK(gate_complaint("baseline within 1% of baseline") ==
        "0: 'baseline' is a scalar of another run: the other side must name which, such as "
        "errors.accuracy");
}

TEST_CASE("the schema's pattern accepts what the parser accepts and nothing else", "[gate]") {
  const std::regex pattern(gate_pattern());
  for (const std::string& text : right_ones) {
    INFO(text);
    CHECK(gate_complaint(text) == "accepted");
    CHECK(std::regex_match(text, pattern));
  }
  for (const std::string& text : wrong_ones) {
    INFO(text);
    CHECK(gate_complaint(text) != "accepted");
    CHECK_FALSE(std::regex_match(text, pattern));
  }
}

TEST_CASE("no text makes the parser fail otherwise than by a complaint", "[gate]") {
  // Every prefix, and every single character replaced, of a few gates.
  for (const std::string& text : right_ones) {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      for (const std::string change : {"", ".", "-", "%", ">", "\xE2", "9"}) {
        std::string changed = text.substr(0, i) + change;
        if (!change.empty() && i < text.size()) changed += text.substr(i + 1);
        const std::string said = gate_complaint(changed);
        CHECK((said == "accepted" || std::stoul(said) <= changed.size()));
      }
    }
  }
}

TEST_CASE("a pipeline's gates are read in order, one text standing for a list of one", "[gate]") {
  const Pipeline two = PipelineFile(valid_yaml("expect:\n  - weights.mean < 1\n"
                                               "  - weights.std within 1% of baseline\n"))
                           .parse();
  REQUIRE(two.gates.size() == 2);
  CHECK(two.gates[0].text == "weights.mean < 1");
  CHECK(two.gates[1].needs_baseline());
  CHECK(two.gates[1].position.line == 10);
  CHECK(PipelineFile(valid_yaml("expect: weights.mean < 1\n")).parse().gates.size() == 1);
  CHECK(PipelineFile(valid_yaml("expect: []\n")).parse().gates.empty());
  CHECK(PipelineFile(valid_yaml()).parse({"expect=[weights.mean < 1]"}).gates.size() == 1);
}

TEST_CASE("a gate's mistake is shown at its column, in quotes and out of them", "[gate]") {
  CHECK(PipelineFile(valid_yaml("expect:\n  - wights.mean < 1\n  - 'weights.mean << 1'\n"
                                "  - \"weights.mean < 1 2\"\n"))
            .complaints() ==
        "p.yaml:9:5: error: unknown stage 'wights', did you mean 'weights'?\n"
        "    - wights.mean < 1\n"
        "      ^\n"
        "p.yaml:10:19: error: wanted >=, >, <=, <, ==, != or 'within', found '<< 1'\n"
        "    - 'weights.mean << 1'\n"
        "                    ^\n"
        "p.yaml:11:23: error: wanted the end of the gate, found '2'; write one condition a gate\n"
        "    - \"weights.mean < 1 2\"\n"
        "                        ^");
  // A text that does not lie on one line as it is: the place where it begins.
  CHECK_THAT(PipelineFile(valid_yaml("expect:\n  - weights.mean\n    << 1\n")).complaints(),
             Catch::StartsWith("p.yaml:9:5: error: wanted >=, >, <=, <, ==, != or 'within'"));
  CHECK(PipelineFile(valid_yaml()).complaints({"expect=weights.mean ="}) ==
        "--set expect=weights.mean =: error: write '==' in place of '='");
}

TEST_CASE("what is no list of texts is refused as gates", "[gate]") {
  CHECK_THAT(PipelineFile(valid_yaml("expect: {weights.mean: 1}\n")).complaints(),
             Catch::StartsWith("p.yaml:8:9: error: 'expect': wanted a list of gates, such as - "
                               "errors.accuracy >= 0.96, found a mapping"));
  CHECK_THAT(PipelineFile(valid_yaml("expect:\n  - [a]\n")).complaints(),
             Catch::StartsWith("p.yaml:9:5: error: wanted a gate, such as errors.accuracy >= 0.96, "
                               "found a list"));
  CHECK_THAT(PipelineFile(valid_yaml("expect:\n")).complaints(),
             Catch::Contains("'expect': wanted a list of gates"));
  CHECK_THAT(PipelineFile(valid_yaml("expct: []\n")).complaints(),
             Catch::Contains("did you mean 'expect'?"));
}

TEST_CASE("the resolved pipeline carries its gates as they were written", "[gate]") {
  const std::string gate = "weights.mean within 1% of baseline";
  const PipelineFile file(valid_yaml("expect:\n  - " + gate + "\n  - weights.std < 2\n"));
  const Parameters none;
  const std::string yaml = resolved_yaml(file.parse(), {&none}, file.folder());
  CHECK_THAT(yaml, Catch::Contains("\nexpect:\n"));
  const PipelineFile again(yaml);
  const Pipeline pipeline = again.parse();
  REQUIRE(pipeline.gates.size() == 2);
  CHECK(pipeline.gates[0].text == gate);
  CHECK(pipeline.gates[1].text == "weights.std < 2");
}
