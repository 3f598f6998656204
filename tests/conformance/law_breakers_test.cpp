// SPDX-License-Identifier: MIT
#include "conformance/kit.hpp"

#include <catch2/catch.hpp>

namespace {

/// A plugin that breaks one law, and what is said of that.
struct Breaker {
  const char* plugin;
  const char* law;
  const char* found;
};

// One plugin a law; a law that has several ways to be broken may have more.
const std::vector<Breaker> breakers{
    {"no-version", "record", "the version '' is no version such as 1.0 or 2.1.3"},
    {"default-beyond-bounds", "parameters",
     "parameter 'bins': its default must be at most 100, found 200"},
    {"refuses-its-defaults", "run", "it refused the trial data: parameter 'layer' is missing"},
    {"exits", "run", "it ended the process with exit code 0; the last step was: run"},
    {"undeclared-product", "products", "product 'worst' was made and is not declared"},
    {"prints", "stdout", "it wrote 'layer 1 done'"},
    {"own-random-numbers", "repeat", "two runs on the same data: scalar 'drawn' is "},
    {"counts-threads", "threads", "1 thread and 4: scalar 'parts' is 1 and "},
    {"static-offset", "independent", "alone and beside a second object: scalar 'offset' is "},
    {"changes-locale", "independent", "it changed the locale to '"},
    {"swallows-cancelled", "cancel", "stopped half-way, run went on to its end"},
    {"forgets-on-empty", "merge-empty",
     "a state, and the same with a fresh one merged into it: scalar 'last' is "},
    {"mean-of-means", "merge-order", "(a + b) + c and a + (b + c): scalar 'mean' is "},
    {"forgets-member", "save-load", "two states, and the same saved and loaded: scalar 'mean' is "},
    {"loads-half", "truncated", "the first 0 of 16 bytes were loaded without an error"},
    {"counts-blocks", "blocks", "one block and blocks of 100 items: scalar 'calls' is 1 and 11"},
    {"breaks-at-bound", "bounds",
     "parameter 'layer' = 99: prepare threw an exception of the library: "},
    {"needs-two-items", "one-item",
     "splits of one item: it threw Mat::operator(): index out of bounds"},
    {"crashes-on-one-item", "one-item",
     "it crashed with signal 11 (Segmentation fault); the last step was: run"},
    {"waits-for-nan", "nan", "it did not end within 5 s; the last step was: run"},
};

}  // namespace

TEST_CASE("a plugin that breaks one law is caught by this law alone", "[.slow][breakers]") {
  for (const Breaker& breaker : breakers) {
    DYNAMIC_SECTION(breaker.plugin << " breaks " << breaker.law) {
      const ProgramOutcome outcome = test_plugin(law_breaker(breaker.plugin), {"--timeout", "5"});
      INFO(outcome.out << outcome.err);
      CHECK(outcome.exit_code == 5);
      CHECK(laws_with("BROKEN", outcome.out) == std::vector<std::string>{breaker.law});
      CHECK_THAT(outcome.out, Catch::Contains(std::string("found: ") + breaker.found));
      CHECK_THAT(outcome.out, Catch::Contains("mend: "));
      CHECK_THAT(outcome.out, Catch::Contains(" laws held, 1 broken, "));
    }
  }
}

TEST_CASE("every law has a plugin that breaks it", "[breakers]") {
  const ProgramOutcome outcome = test_plugin(example_plugin());
  for (const std::string& law : all_laws_in(outcome.out)) {
    if (law == "memory") continue;  // below
    INFO(law);
    CHECK(std::ranges::count(breakers, law, &Breaker::law) >= 1);
  }
  CHECK(all_laws_in(outcome.out).size() == 18);
}

TEST_CASE("laws that rest on a broken one are not judged", "[breakers]") {
  const ProgramOutcome outcome = test_plugin(law_breaker("own-random-numbers"));
  CHECK(laws_with("not judged", outcome.out) ==
        std::vector<std::string>{"threads", "independent", "cancel", "merge-empty", "merge-order",
                                 "save-load", "truncated", "blocks"});
  CHECK_THAT(outcome.out,
             Catch::Contains("independent  it rests on 'repeat', which does not hold"));
}

TEST_CASE("a read beyond an array is caught where the sanitizer is built in", "[memory]") {
  const ProgramOutcome outcome = test_plugin(law_breaker("reads-beyond"), {"--timeout", "50"});
  INFO(outcome.out << outcome.err);
#ifdef __SANITIZE_ADDRESS__
  CHECK(outcome.exit_code == 5);
  CHECK(laws_with("BROKEN", outcome.out) == std::vector<std::string>{"memory"});
  CHECK_THAT(outcome.out, Catch::Contains("ERROR: AddressSanitizer: heap-buffer-overflow"));
#else
  CHECK(laws_with("BROKEN", outcome.out).empty());
  CHECK_THAT(outcome.out, Catch::Contains("(this lucarne was built without AddressSanitizer; "));
#endif
}
