// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

using Catch::Contains;
using namespace lucarne;

namespace {

// The smallest PNG that counts as whole: header and end, 30 x 20 pixels.
const std::string tiny_png =
    std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x1E\0\0\0\x14\x08\0\0\0\0", 29) +
    std::string("\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82", 16);

const char* const hostile = "<script>x</script></style>\"'&\u2028 onload=\"y\" javascript:z";

struct SmallRun {
  TemporaryFolder folder;
  Results results;
  RunRecord run;

  SmallRun() {
    run.name = "small";
    run.complete = true;
    StageRecord stage;
    stage.id = "why";
    stage.plugin = "saliency";
    stage.complete = true;
    stage.results = &results;
    run.stages = {stage};
  }
  std::string html() const { return report_html(run, folder.path()); }
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("a report of an empty run is a page with language, title and policy", "[report]") {
  RunRecord run;
  run.name = "empty";
  const std::string html = report_html(run, "/nonexistent");
  CHECK_THAT(html, Catch::StartsWith("<!DOCTYPE html>\n<html lang=\"en\">"));
  CHECK_THAT(html, Contains("<title>empty – Lucarne report</title>"));
  CHECK_THAT(html, Contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
                            "script-src 'sha256-"));
  CHECK(count(html, "<script") == 1);
}

TEST_CASE("no text of a user becomes markup, wherever it stands", "[report]") {
  SmallRun small;
  RunRecord& run = small.run;
  run.name = run.started = run.model_file = run.training_record = run.pipeline_yaml = hostile;
  run.complete = false;
  run.model_layers = {hostile};
  run.splits = {{hostile, 1}};
  run.environment = {{hostile, hostile}};
  run.inputs = run.plugins = run.outputs = {{hostile, 1, hostile}};
  StageRecord& stage = run.stages[0];
  stage.id = stage.plugin = stage.plugin_version = stage.summary = stage.error = hostile;
  stage.parameters = {{hostile, hostile}};
  stage.warnings = stage.drawing_problems = {hostile};
  small.results.scalar(hostile, 1, hostile, hostile);
  small.results.table("t", hostile, {{hostile, hostile, hostile}}).add({std::string(hostile)});
  small.results.array("a", arma::vec(1, arma::fill::ones), hostile);
  small.results.reading(Level::warning, hostile);
  Figure& figure = small.results.figure("f", hostile);
  figure.caption = hostile;
  figure.readings.push_back({Level::note, hostile});

  const std::string html = small.html();
  CHECK(count(html, "<script") == 1);
  CHECK(count(html, "</script") == 1);
  CHECK(count(html, "</style") == 1);
  CHECK(count(html, "onload=\"") == 0);
  CHECK(count(html, "href=\"javascript:") == 0);
  // Escaped in each of the places above, in some of them more than once.
  CHECK(count(html, "&lt;script&gt;x&lt;/script&gt;&lt;/style&gt;&quot;&#39;&amp;") > 30);
}

TEST_CASE("a figure is embedded with its size, alternative text and links to its files",
          "[report]") {
  SmallRun small;
  small.results.figure("map", {"Saliency map", "Carte de saillance"}).caption = "Where it looks.";
  for (const char* name : {"map.png", "map.svg", "map.gp", "map.1.bin"}) {
    small.folder.file(std::string("why/") + name, tiny_png);
  }
  const std::string html = small.html();
  CHECK_THAT(html, Contains("<figure id=\"why/map\">"));
  CHECK_THAT(html, Contains("<img src=\"data:image/png;base64," + base64(tiny_png) +
                            "\" width=\"30\" height=\"20\" alt=\"Saliency map\""));
  CHECK_THAT(html, Contains("<p class=\"said\">Where it looks.</p>"));
  CHECK_THAT(html, Contains("<a href=\"why/map.png\">PNG</a><a href=\"why/map.svg\">SVG</a>"
                            "<a href=\"why/map.gp\">gnuplot script</a>"
                            "<a href=\"why/map.1.bin\">data 1.bin</a>"));
}

TEST_CASE("many data files of a figure are folded and stand in the order of their numbers",
          "[report]") {
  SmallRun small;
  small.results.figure("map", "Map");
  for (int k = 0; k < 12; ++k) small.folder.file("why/map." + std::to_string(k) + ".tsv", "");
  for (const char* ending : {"gp", "png", "svg"}) {
    small.folder.file(std::string("why/map.") + ending, tiny_png);
  }
  const std::string html = small.html();
  CHECK_THAT(html,
             Contains("gnuplot script</a></div>\n<details class=\"soft\"><summary>data (12)"));
  CHECK(html.find(">data 2.tsv<") < html.find(">data 10.tsv<"));
  CHECK_THAT(html, Contains(">data 11.tsv</a></div></details>"));
}

TEST_CASE("a picture that is missing or cut short is said to be missing", "[report]") {
  SmallRun small;
  small.results.figure("map", "Map");
  CHECK_THAT(small.html(), Contains("This figure was not drawn."));
  small.folder.file("why/map.png", tiny_png.substr(0, 30));
  CHECK_THAT(small.html(), Contains("This figure was not drawn.") && !Contains("<img src"));
  small.run.language = Language::french;
  CHECK_THAT(small.html(), Contains("Cette figure n’a pas été tracée."));
}

TEST_CASE("a file belongs to the figure with the longest fitting name", "[report]") {
  Results results;
  results.figure("confusion", "a");
  results.figure("confusion_matrix", "b");
  results.array("confusion", arma::vec(1, arma::fill::ones), "an array of the same name");
  const FigureFiles files =
      files_of_figures(results,
                       {"confusion.0.bin", "confusion.gp", "confusion.npy", "confusion.png",
                        "confusion.svg", "confusion_matrix.png", "confusions.png", "results.json"},
                       "errors");
  CHECK(files.at("confusion") ==
        std::vector<std::string>{"errors/confusion.png", "errors/confusion.svg",
                                 "errors/confusion.gp", "errors/confusion.0.bin"});
  CHECK(files.at("confusion_matrix") == std::vector<std::string>{"errors/confusion_matrix.png"});
  CHECK(files.size() == 2);
}

TEST_CASE("a reading is marked by a word and a sign, not by colour alone", "[report]") {
  ReportWriter en(Language::english);
  put_readings(en, {{Level::good, "A"}, {Level::note, "B"}, {Level::warning, "C"}});
  const std::string html = en.take();
  CHECK_THAT(html, Contains("<span aria-hidden=\"true\">✓</span> Good: </b>A"));
  CHECK_THAT(html, Contains("<span aria-hidden=\"true\">•</span> Note: </b>B"));
  CHECK_THAT(html, Contains("<span aria-hidden=\"true\">!</span> Warning: </b>C"));
  ReportWriter fr(Language::french);
  put_readings(fr, {{Level::warning, {"dead", "mortes"}}});
  CHECK_THAT(fr.take(), Contains("Attention\u00a0: </b>mortes"));
}

TEST_CASE("a text given in one language only is shown in the other too", "[report]") {
  ReportWriter out(Language::french);
  CHECK(out.in({"only English", ""}) == "only English");
  CHECK(ReportWriter(Language::english).in({"", "seulement"}) == "seulement");
}

TEST_CASE("a cell carries its full value for sorting beside the rounded one", "[report]") {
  Table table{"t", "Title", {{"x", "Number", "%", 2}, {"s", "Word", "", 0}}, {}};
  table.add({0.123456789, std::string("one")});
  table.add({std::int64_t{12345}, std::monostate{}});
  table.add({std::numeric_limits<double>::quiet_NaN(), std::string("three")});
  table.add({-std::numeric_limits<double>::infinity(), std::string("four")});
  ReportWriter out(Language::french);
  put_table(out, table);
  const std::string html = out.take();
  CHECK_THAT(html, Contains("<th scope=\"col\" class=\"number\">Number (%)</th>"));
  CHECK_THAT(html, Contains("<th scope=\"col\">Word</th>"));
  CHECK_THAT(html, Contains("<td class=\"number\" data-v=\"0.123456789\">0,12</td><td>one</td>"));
  CHECK_THAT(html, Contains("data-v=\"12345\">12345</td><td data-v=\"\">–</td>"));
  CHECK_THAT(html, Contains("data-v=\"\">NaN</td>"));
  CHECK_THAT(html, Contains("data-v=\"-Infinity\">-∞</td>"));
}

TEST_CASE("a long table stops at 300 rows and says how many are left", "[report]") {
  Table table{"t", "Title", {{"x", "X", "", 0}}, {}};
  for (std::int64_t k = 0; k < 1512; ++k) table.add({k});
  ReportWriter out(Language::english);
  put_table(out, table);
  const std::string html = out.take();
  CHECK(count(html, "<td ") == 300);
  CHECK_THAT(html, Contains("Further rows in results.json: 1212"));
}

TEST_CASE("an incomplete run says so at the top with its reasons", "[report]") {
  SmallRun small;
  small.run.complete = false;
  small.run.stages[0].drawing_problems = {"gnuplot is not installed"};
  StageRecord failed;
  failed.id = "errors";
  failed.error = "no split 'test'";
  small.run.stages.push_back(failed);
  const std::string html = small.html();
  const std::string head = html.substr(0, html.find("</header>"));
  CHECK_THAT(head, Contains("! INCOMPLETE"));
  CHECK_THAT(head, Contains("<a href=\"#why/\">why</a>: gnuplot is not installed"));
  CHECK_THAT(head,
             Contains("<a href=\"#errors/\">errors</a> <b>failed</b>: no split &#39;test&#39;"));
  CHECK(count(head, "ended before") == 0);
}

TEST_CASE("an incomplete run without a reason was stopped early", "[report]") {
  SmallRun small;
  small.run.complete = false;
  CHECK_THAT(small.html(), Contains("the run ended before all of its stages were done"));
}

TEST_CASE("the head shows the first numbers and all warnings of the stages", "[report]") {
  SmallRun small;
  for (const char* name : {"one", "two", "three", "four", "five"}) small.results.scalar(name, 1);
  small.results.reading(Level::warning, "look here");
  small.results.reading(Level::good, "all well");
  small.results.figure("f", "F").readings.push_back({Level::warning, "look there"});
  const std::string html = small.html();
  const std::string head = html.substr(0, html.find("</header>"));
  CHECK(count(head, "<b>1.0000</b>") == 4);
  CHECK_THAT(head, Contains("<a href=\"#why/\">why</a>: look here"));
  CHECK_THAT(head, Contains("<a href=\"#why/f\">why</a>: look there"));
  CHECK_THAT(head, !Contains("all well"));
}

TEST_CASE("the training record becomes curves, a table and parameters", "[report]") {
  ReportWriter out(Language::french);
  put_training(out, R"({"spec": {"optimizer": "adam", "hidden": [256, 128]}, "seed": 42, "epochs": [
    {"loss": 0.5, "train_accuracy": 0.91, "validation_accuracy": null},
    {"loss": 0.25, "train_accuracy": 0.95, "validation_accuracy": null}]})");
  const std::string html = out.take();
  CHECK(count(html, "<svg viewBox=\"0 0 360 222\"") == 2);
  CHECK_THAT(html, Contains("data-v=\"0.25\">0,2500</td>"));
  CHECK_THAT(html, !Contains("validation"));  // nothing was measured on it
  CHECK_THAT(html, Contains("<code>spec.optimizer</code></th><td class=\"said\">adam</td>"));
  CHECK_THAT(html, Contains("<td class=\"said\">[256,128]</td>"));
}

TEST_CASE("a training record that is no JSON is shown as it stands", "[report]") {
  ReportWriter out(Language::english);
  put_training(out, "trained <elsewhere>");
  CHECK_THAT(out.take(), Contains("<pre tabindex=\"0\">trained &lt;elsewhere&gt;</pre>"));
}

TEST_CASE("the page's own script and style cannot end early and stay small", "[report]") {
  CHECK(report_script.find("</") == std::string_view::npos);
  CHECK(report_script.find("<!--") == std::string_view::npos);
  CHECK(report_style.find("</") == std::string_view::npos);
  CHECK(report_script.size() < 3000);
}
