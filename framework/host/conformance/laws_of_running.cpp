// SPDX-License-Identifier: MIT
#include "host/conformance/compare_results.hpp"
#include "host/conformance/law.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::conformance {
namespace {

// Results of a run of its own on one thread.
Results plain_results(const Trial& trial) {
  Bench bench(trial.model(), trial.dataset());
  return trial.results(bench);
}

Verdict judge_run(const Trial& trial) {
  try {
    const Results results = plain_results(trial);
    return held(fmt::format("{} scalars, {} tables, {} arrays, {} figures",
                            results.scalars().size(), results.tables().size(),
                            results.arrays().size(), results.figures().size()));
  } catch (const SettingRefused&) {
    throw;
  } catch (const ParameterError& error) {
    return broken(fmt::format("it refused the trial data: {}", error.what()));
  } catch (const std::exception& error) {
    return broken(fmt::format("it threw: {}", error.what()));
  }
}

Verdict judge_products(const Trial& trial) {
  Bench bench(trial.model(), trial.dataset());
  const Instance instance = trial.prepared(bench);
  const Results results = trial.run(instance, trial.swept(instance, bench, 128));
  const auto declared = instance.parameters.products();
  arma::uword n_items = 0;
  for (const std::string& split : trial.dataset().splits()) {
    n_items = std::max(n_items, trial.dataset().n_items(split));
  }
  for (const Product& product : declared) {
    const auto made = results.products().find(product.name);
    if (made == results.products().end()) {
      return broken("product '" + product.name + "' is declared and was not made");
    }
    if (!made->second.is_empty() && made->second.max() >= n_items) {
      return broken(fmt::format("product '{}' names item {}, the largest split has {} items",
                                product.name, made->second.max(), n_items));
    }
  }
  for (const auto& [name, items] : results.products()) {
    if (std::ranges::find(declared, name, &Product::name) == declared.end()) {
      return broken("product '" + name + "' was made and is not declared");
    }
  }
  return declared.empty() ? not_applicable("it declares no product")
                          : held(fmt::format("{} products", declared.size()));
}

// What is written is seen by the process that started this one.
Verdict judge_stdout(const Trial& trial) {
  plain_results(trial);
  return held();
}

Verdict judge_repeat(const Trial& trial) {
  const Results first = plain_results(trial);
  const Results second = plain_results(trial);
  return held_unless("two runs on the same data", difference(first, second, 0));
}

Verdict judge_threads(const Trial& trial) {
  constexpr arma::uword block_size = 64;
  Bench one(trial.model(), trial.dataset(), 1);
  const Results alone = trial.results(one, block_size);
  for (const unsigned n_threads : {4u, 3u}) {
    Bench many(trial.model(), trial.dataset(), n_threads);
    const std::string found = difference(alone, trial.results(many, block_size), 0);
    if (!found.empty()) return broken(fmt::format("1 thread and {}: {}", n_threads, found));
  }
  return held("1, 3 and 4 threads, to the bit");
}

}  // namespace

std::vector<Law> laws_of_running() {
  return {{"run",
           "with its defaults, or what --set gives, it runs on the trial data",
           "where it threw, mend what the message names; where it needs parameters that have no "
           "default, pass them with --set; where it needs other data, a pipeline with --data",
           {"parameters"},
           judge_run},
          {"products",
           "every declared product is made in every run, and no other",
           "call results.product(name, items) once for each parameters.produces(name, ...), also "
           "where there are no items to name",
           {"run"},
           judge_products},
          {"stdout",
           "nothing is written to standard output",
           "take out prints; use context.warn for what the reader should know, results for the "
           "rest",
           {"run"},
           judge_stdout},
          {"repeat",
           "two runs on the same data give the same bits",
           "draw random numbers from context.random() only; initialise every member; do not loop "
           "over containers ordered by address or hash",
           {"run"},
           judge_repeat},
          {"threads",
           "1 thread and several give the same bits",
           "cut the work of parallel_for into the same pieces whatever the number of threads, let "
           "each task write its own part, and add the parts in order afterwards",
           {"repeat"},
           judge_threads}};
}

}  // namespace lucarne::conformance
