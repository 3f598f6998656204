// SPDX-License-Identifier: MIT
#include "pipeline/pipeline.hpp"
#include "pipeline/sample_parameters.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

TEST_CASE("the table says all that a declaration says", "[table]") {
  const SampleParameters sample;
  CHECK(
      parameter_table(sample.parameters) ==
      "| name | meaning | type | default | range | unit | source |\n"
      "|---|---|---|---|---|---|---|\n"
      "| `signs` | keep the sign | true or false | `false` |  |  |  |\n"
      "| `samples` | how many items are shown | whole number | `10` | 1 to 100 | items |  |\n"
      "| `shift` | shift of the origin | whole number | `-1` |  |  |  |\n"
      "| `rate` | share \\| kept | number | `0.5` | above 0, at most 1 |  | van der Maaten 2008 |\n"
      "| `target` | class explained | text | `predicted` | predicted, true |  |  |\n"
      "| `title` | words above the figure | text | none |  |  |  |\n"
      "| `units` | units looked at | list of whole numbers | `[1, 2]` | at least 0 |  |  |\n"
      "| `levels` | levels drawn | list of numbers | `[0.5, 0.9]` | at most 1 |  |  |\n"
      "| `layers` | layers looked at; empty: all | list of texts | `[]` |  |  |  |\n"
      "| `items` | items to show instead | items of another stage, `stage.product` | none |  |  "
      "|  |\n");
}

TEST_CASE("a word for 0 is named with the type and given as the default", "[table]") {
  double step = 0;
  Parameters parameters;
  parameters.add("step", step, {.meaning = "step", .min = 0, .zero = "auto"});
  CHECK_THAT(
      parameter_table(parameters),
      Catch::EndsWith("| `step` | step | number, `auto`: 0 | `auto` | at least 0 |  |  |\n"));
}
