// SPDX-License-Identifier: MIT
#include "pipeline/pipeline.hpp"
#include "pipeline/sample_parameters.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

// Binds `with`, a mapping in YAML, and gives everything wrong with it.
std::string bind(const std::string& with, SampleParameters& sample) {
  Diagnostics diagnostics("p.yaml");
  StageSpec stage;
  stage.plugin = "saliency";
  stage.with = parse_yaml(with, diagnostics);
  bind_parameters(stage, sample.parameters, diagnostics);
  return diagnostics.text();
}

std::string binding_complaint(const std::string& with) {
  SampleParameters sample;
  return bind(with, sample);
}

}  // namespace

TEST_CASE("a parameter of every kind is set from YAML", "[bind]") {
  SampleParameters sample;
  REQUIRE(bind("signs: true\nsamples: 3\nshift: -7\nrate: 1e-1\ntarget: 'true'\ntitle: 08\n"
               "units: [5, 6]\nlevels: [.25, 1]\nlayers: [fc1, \"fc2\"]\nitems: errors.mistakes\n",
               sample)
              .empty());
  CHECK(sample.signs);
  CHECK(sample.samples == 3);
  CHECK(sample.shift == -7);
  CHECK(sample.rate == 0.1);
  CHECK(sample.target == "true");
  CHECK(sample.title == "08");
  CHECK(sample.units == std::vector<std::int64_t>{5, 6});
  CHECK(sample.levels == std::vector<double>{0.25, 1});
  CHECK(sample.layers == std::vector<std::string>{"fc1", "fc2"});
  CHECK(sample.items.product == "errors.mistakes");
}

TEST_CASE("one value stands for a list of one, and a list may be empty", "[bind]") {
  SampleParameters sample;
  REQUIRE(bind("{units: 7, layers: fc1, levels: []}", sample).empty());
  CHECK(sample.units == std::vector<std::int64_t>{7});
  CHECK(sample.layers == std::vector<std::string>{"fc1"});
  CHECK(sample.levels.empty());
}

TEST_CASE("what is not given keeps its default", "[bind]") {
  SampleParameters sample;
  REQUIRE(bind("{samples: 1}", sample).empty());
  CHECK(sample.rate == 0.5);
  CHECK_FALSE(sample.items.named());
}

TEST_CASE("an unknown parameter names the nearest one", "[bind]") {
  CHECK(binding_complaint("sampels: 3") ==
        "p.yaml:1:1: error: plugin 'saliency' has no parameter 'sampels', did you mean 'samples'?\n"
        "  sampels: 3\n"
        "  ^");
  CHECK_THAT(binding_complaint("xyz: 3"),
             Catch::Contains("has no parameter 'xyz'; parameters are signs, "
                             "samples, shift, rate, target, title, units, "
                             "levels, layers, items\n"));
}

TEST_CASE("a decimal comma is recognised", "[bind]") {
  CHECK_THAT(
      binding_complaint("{rate: 1,5}"),
      Catch::StartsWith("p.yaml:1:10: error: plugin 'saliency' has no parameter '5'; decimal "
                        "numbers are written with a point\n"));
  CHECK_THAT(binding_complaint("rate: 0,5"),
             Catch::StartsWith("p.yaml:1:7: error: 'rate': wanted a number, found '0,5'; write a "
                               "point, no comma\n"));
}

TEST_CASE("every wrong parameter is reported at its value", "[bind]") {
  const auto [with, message] = GENERATE(table<std::string, std::string>({
      {"signs: yes", "1:8: error: 'signs': wanted true or false, found 'yes'; write true"},
      {"samples: 0", "1:10: error: 'samples' must be at least 1, found 0"},
      {"samples: 101", "1:10: error: 'samples' must be at most 100 items, found 101"},
      {"samples: 2.5",
       "1:10: error: 'samples': wanted a whole number in plain digits, found '2.5'"},
      {"samples: [3]", "1:10: error: 'samples': wanted a whole number, found a list"},
      {"samples:", "1:1: error: 'samples': wanted a whole number, found nothing"},
      {"rate: 0", "1:7: error: 'rate' must be above 0, found 0"},
      {"target: tru",
       "1:9: error: 'target' must be one of predicted, true; found 'tru', did you "
       "mean 'true'?"},
      {"title: {}", "1:8: error: 'title': wanted a text, found a mapping"},
      {"units: [1, -1]", "1:12: error: 'units' must be at least 0, found -1"},
      {"units: [1, [2]]", "1:12: error: 'units': wanted a whole number, found a list"},
      {"levels: [0.5, 1.5]", "1:15: error: 'levels' must be at most 1, found 1.5"},
      {"items: mistakes",
       "1:8: error: 'items': wanted a product of another stage, written "
       "stage.product, found 'mistakes'"},
      {"items: errors.",
       "1:8: error: 'items': wanted a product of another stage, written "
       "stage.product, found 'errors.'"},
  }));
  CHECK_THAT(binding_complaint(with), Catch::StartsWith("p.yaml:" + message + "\n"));
}

TEST_CASE("several wrong parameters are reported together, and the right ones set", "[bind]") {
  SampleParameters sample;
  const std::string text = bind("{samples: 0, rate: x, shift: 4}", sample);
  CHECK_THAT(text, Catch::Contains("p.yaml:1:11: ") && Catch::Contains("p.yaml:1:20: "));
  CHECK(sample.shift == 4);
  CHECK(sample.samples == 10);
}

TEST_CASE("a declared word stands for 0 and for nothing else", "[bind]") {
  arma::uword items = 5;
  double step = 2;
  Parameters parameters;
  parameters.add("items", items, {.meaning = "items", .zero = "all"});
  parameters.add("step", step, {.meaning = "step", .min = 0, .zero = "auto"});
  const auto bound = [&parameters](const std::string& with) {
    Diagnostics diagnostics("p.yaml");
    StageSpec stage;
    stage.plugin = "saliency";
    stage.with = parse_yaml(with, diagnostics);
    bind_parameters(stage, parameters, diagnostics);
    return diagnostics.text();
  };
  CHECK(bound("{items: all, step: auto}").empty());
  CHECK(items == 0);
  CHECK(step == 0);
  CHECK(bound("{items: 7, step: 0.5}").empty());
  CHECK(items == 7);
  CHECK_THAT(bound("items: every"),
             Catch::Contains("'items': wanted a whole number, found 'every'; 'all' stands for 0"));
  CHECK_THAT(bound("items: auto"), Catch::Contains("'all' stands for 0"));
  CHECK_THAT(bound("step: [auto]"), Catch::Contains("wanted a number, found a list"));
}
