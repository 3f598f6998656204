// SPDX-License-Identifier: MIT
#include "refused.hpp"

TEST_CASE("a layer that does not exist is told with all layers", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: weights\n    with: {layer: fc9}");
  require_refused(small, {"pipeline.yaml:12:", "stage 'weights': ", "'fc9'", "fc1"});
  small.stages("  - plugin: activations\n    with: {layers: [nothing-like-it]}");
  require_refused(small, {"stage 'activations': ", "'nothing-like-it'", "fc1"});
}

TEST_CASE("a split that does not exist is told with all splits", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: errors\n    with: {split: tset}");
  require_refused(small, {"pipeline.yaml:12:", "stage 'errors': ", "'tset'", "'test'"});
}

TEST_CASE("fewer samples than asked for are refused", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: saliency\n    with: {samples: 31}");
  require_refused(small, {"pipeline.yaml:12:", "stage 'saliency': ", "31", "30"});
  small.stages("  - plugin: activations\n    with: {samples: 31}");
  require_refused(small, {"pipeline.yaml:12:", "stage 'activations': ", "31", "30"});
  small.stages("  - plugin: embedding\n    with: {samples: 31, perplexity: 3}");
  require_refused(small, {"pipeline.yaml:12:", "stage 'embedding': ", "31", "30"});
}

TEST_CASE("a perplexity that the samples cannot carry is refused", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: embedding\n    with: {samples: 30, perplexity: 30}");
  require_refused(small, {"pipeline.yaml:12:", "stage 'embedding': ", "perplexity", "30"});
}

TEST_CASE("two stages of one name are refused", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: errors\n  - plugin: errors");
  require_refused(small,
                  {"pipeline.yaml:12:", "stage id 'errors' is used twice, first on line 11"});
}

TEST_CASE("products that nobody makes and circles of stages are refused", "[bad]") {
  const SmallCase small;
  small.stages(
      "  - plugin: errors\n  - plugin: saliency\n    with: {items: errors.mistake, samples: 1}");
  require_refused(small, {"no stage produces 'errors.mistake', did you mean 'errors.mistakes'?"});
  small.stages(
      "  - {id: a, plugin: activations, with: {items: b.samples}}\n"
      "  - {id: b, plugin: activations, with: {items: a.samples}}");
  require_refused(small, {"needs, by way of other stages, its own products"});
}

TEST_CASE("names that are no names of folders are refused", "[bad]") {
  const SmallCase small;
  for (const std::string name : {"../../escaped", "a/b", "'$(touch executed)'",
                                 "'`touch executed`'", "'<script>'", "' '", "''"}) {
    small.stages("  - {plugin: errors, id: " + name + "}");
    require_refused(small, {"pipeline.yaml:11:", "'id': wanted letters, digits, '-' and '_'"});
  }
  small.stages("  - plugin: errors");
  small.edit("name: small", "name: '$(touch executed)/..'");
  require_refused(small, {"pipeline.yaml:2:7: error: 'name': wanted letters, digits"});
  CHECK_FALSE(std::filesystem::exists(small.path("executed")));
}
