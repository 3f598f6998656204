// SPDX-License-Identifier: MIT
#include "output/gate_record.hpp"

#include "output/junit.hpp"
#include "output/run_reader.hpp"
#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

using namespace lucarne;
using Catch::Matchers::Contains;

namespace {

GateRecord gate(double found, const std::string& relation, double wanted, double tolerance = 0) {
  GateRecord record;
  record.text = "errors.accuracy " + relation + " x";
  record.found = found;
  record.relation = relation;
  record.wanted = wanted;
  record.tolerance = tolerance;
  return record;
}

StageRecord stage(const std::string& id, const std::string& error) {
  StageRecord record;
  record.id = id;
  record.plugin = "errors";
  record.complete = error.empty();
  record.error = error;
  record.compute_seconds = 0.5;
  record.drawing_seconds = 0.25;
  return record;
}

const std::string hostile_text = "a <b> & \"c\" 'd' ]]> \n\t\x01\xff \xEF\xBF\xBF &#0; é";

RunRecord run_with_gates() {
  RunRecord run;
  run.name = "digits";
  run.started = "2025-03-01T07:05:09Z";
  run.seconds = 2;
  StageRecord undrawn = stage("undrawn", "");
  undrawn.drawing_problems = {"gnuplot is gone", "twice"};
  run.stages = {stage("fine", ""), stage("broken", hostile_text), undrawn};
  run.gates = {gate(0.97, ">=", 0.96), gate(0.95, ">=", 0.96)};
  run.gates[0].passed = true;
  run.gates[1].text = hostile_text;
  return run;
}

// Reads the XML in Python and prints what it holds as JSON.
nlohmann::json as_python_reads(const std::string& xml) {
  const TemporaryFolder folder;
  folder.file("junit.xml", xml);
  folder.file("read.py",
              "import json, xml.etree.ElementTree as tree\n"
              "root = tree.parse('junit.xml').getroot()\n"
              "print(json.dumps({'root': root.attrib, 'suites': [{'is': s.attrib, 'cases':\n"
              "  [{'is': c.attrib, 'has': [[e.tag, e.attrib] for e in c]} for c in s]}\n"
              "  for s in root]}))\n");
  const ProgramOutcome outcome = run_program({{"python3", "read.py"}, folder.path()});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return nlohmann::json::parse(outcome.out);
}

}  // namespace

TEST_CASE("wanted and found are written with enough digits to tell them apart", "[gate_record]") {
  const GateRecord usual = gate(0.9721, ">=", 0.96);
  CHECK(found_text(usual, Language::english) == "0.9721");
  CHECK(wanted_text(usual, Language::english) == ">= 0.96");
  CHECK(wanted_text(usual, Language::french) == ">= 0,96");
  const GateRecord close = gate(0.95999999, ">=", 0.96);
  CHECK(found_text(close, Language::english) == "0.95999999");
  CHECK(wanted_text(close, Language::english) == ">= 0.96");
  const GateRecord closest = gate(std::nextafter(0.96, 0), ">=", 0.96);
  CHECK(found_text(closest, Language::english) != "0.96");
  const GateRecord within = gate(0.97, "within", 0.96, 0.0096);
  CHECK(wanted_text(within, Language::english) == "0.96 ± 0.0096");
  CHECK(found_text(gate(std::nan(""), ">", 1), Language::french) == "NaN");
  CHECK(found_text(gate(-std::numeric_limits<double>::infinity(), ">", 1), Language::english) ==
        "-∞");
}

TEST_CASE("the manifest keeps gates, and a reader finds them again", "[gate_record]") {
  RunRecord run = run_with_gates();
  run.stages.clear();
  GateRecord odd = gate(std::nan(""), "within", 0.5, 0.1);
  odd.baseline = 0.5;
  odd.reason = "NaN passes no gate";
  run.gates = {run.gates[0], odd, {}};
  run.gates[2].text = "maps.x > 1";
  run.gates[2].reason = "stage 'maps' failed: no items";
  const TemporaryFolder folder;
  folder.file("run.json", manifest_json(run));
  const auto json = nlohmann::json::parse(content_of(folder.path() / "run.json"))["gates"];
  CHECK(json[0] == nlohmann::json{{"gate", "errors.accuracy >= x"},
                                  {"passed", true},
                                  {"found", 0.97},
                                  {"relation", ">="},
                                  {"wanted", 0.96}});
  CHECK(json[1]["found"] == "NaN");
  CHECK(json[1]["tolerance"] == 0.1);
  CHECK(json[1]["baseline"] == 0.5);
  CHECK_FALSE(json[2].contains("found"));
  const RunRecord read = read_manifest(folder.path());
  CHECK(manifest_json(read) == manifest_json(run));
}

TEST_CASE("JUnit XML counts stages that failed as errors and gates as failures", "[junit]") {
  const auto read = as_python_reads(junit_xml(run_with_gates()));
  CHECK(read["root"]["tests"] == "5");
  CHECK(read["root"]["failures"] == "1");
  CHECK(read["root"]["errors"] == "2");
  const auto& stages = read["suites"][0];
  CHECK(stages["is"]["name"] == "digits.stages");
  CHECK(stages["is"]["timestamp"] == "2025-03-01T07:05:09Z");
  CHECK(stages["cases"][0]["is"] ==
        nlohmann::json{{"classname", "digits.stages"}, {"name", "fine"}, {"time", "0.750"}});
  CHECK(stages["cases"][0]["has"].empty());
  CHECK(stages["cases"][2]["has"][0][0] == "error");
  CHECK(stages["cases"][2]["has"][0][1]["message"] == "gnuplot is gone\ntwice");
  const auto& gates = read["suites"][1];
  CHECK(gates["is"]["failures"] == "1");
  CHECK(gates["cases"][0]["is"]["name"] == "errors.accuracy >= x");
  CHECK(gates["cases"][0]["has"].empty());
  CHECK(gates["cases"][1]["has"][0][0] == "failure");
  CHECK(gates["cases"][1]["has"][0][1]["message"] == "wanted >= 0.96, found 0.95");
}

TEST_CASE("hostile names and messages stay text in JUnit XML", "[junit]") {
  const auto read = as_python_reads(junit_xml(run_with_gates()));
  const std::string survived =
      "a <b> & \"c\" 'd' ]]> \n\t\xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD &#0; é";
  CHECK(read["suites"][0]["cases"][1]["has"][0][1]["message"] == survived);
  CHECK(read["suites"][1]["cases"][1]["is"]["name"] == survived);
}

TEST_CASE("a run without gates is JUnit XML too", "[junit]") {
  RunRecord run;
  run.name = "empty";
  const auto read = as_python_reads(junit_xml(run));
  CHECK(read["root"]["tests"] == "0");
  CHECK(read["suites"].size() == 2);
}

TEST_CASE("the report shows every gate, in both languages", "[report]") {
  RunRecord run = run_with_gates();
  run.stages.clear();
  run.complete = true;
  const TemporaryFolder folder;
  const std::string page = report_html(run, folder.path());
  CHECK_THAT(page, Contains("<h2 id=\"gates\">Gates</h2>") && Contains("Gates failed: 1/2") &&
                       Contains("errors.accuracy &gt;= x") && Contains("a &lt;b&gt; &amp;"));
  run.language = Language::french;
  CHECK_THAT(report_html(run, folder.path()),
             Contains("<h2 id=\"gates\">Critères</h2>") && Contains("0,97"));
  run.gates.clear();
  CHECK_THAT(report_html(run, folder.path()), !Contains("id=\"gates\""));
}
