// SPDX-License-Identifier: MIT
#include "host/conformance/block_feed.hpp"
#include "host/conformance/law.hpp"

#include <map>
namespace lucarne::conformance {
namespace {

// How an evaluation on odd data ended.
struct Ending {
  bool threw = false;
  bool by_error_of_ours = false;
  std::string message;
};

// Without the host's sweep, which would turn every exception into text. Where prepare objects to a
// parameter that could be smaller, such as a number of samples, its smallest value is tried.
Ending try_on(const Trial& trial, const TrialDataset& dataset,
              std::map<std::string, Value> smaller = {}) {
  try {
    Bench bench(trial.model(), dataset);
    Instance instance = trial.declared();
    for (const auto& [name, value] : smaller) instance.parameters.set(name, value);
    try {
      trial.prepare(instance, bench);
    } catch (const ParameterError& error) {
      const Parameter* parameter = instance.parameters.find(error.parameter());
      const bool can_shrink = parameter != nullptr && parameter->kind == Kind::integer &&
                              parameter->about.min && smaller.count(parameter->name) == 0;
      if (!can_shrink) throw;
      smaller[parameter->name] = static_cast<std::int64_t>(*parameter->about.min);
      return try_on(trial, dataset, std::move(smaller));
    }
    trial.step("consume");
    trial.run(instance, folded(feeds_of(instance, bench), 128));
    return {};
  } catch (const Error& error) {
    return {true, true, error.what()};
  } catch (const std::exception& error) {
    return {true, false, error.what()};
  } catch (...) {
    return {true, false, "something that is no std::exception"};
  }
}

Verdict judge_one_item(const Trial& trial) {
  const Ending ending = try_on(trial, trial.dataset().first_items());
  if (!ending.threw) return held("it works with one item");
  if (ending.by_error_of_ours && !ending.message.empty()) {
    return held("it refuses: " + ending.message);
  }
  return broken("splits of one item: it threw " + ending.message);
}

Verdict judge_nan(const Trial& trial) {
  const Ending ending = try_on(trial, trial.dataset().with_nan());
  if (ending.threw && ending.message.empty()) return broken("it threw without a word");
  return held(ending.threw ? "it refuses: " + ending.message : "it works on with NaN");
}

}  // namespace

std::vector<Law> laws_of_odd_input() {
  return {{"one-item",
           "splits of one item are analysed, or refused with an error",
           "look at sizes before indexing, dividing and drawing samples; refuse in prepare with "
           "ParameterError or Error, saying how many items are wanted",
           {"run"},
           judge_one_item},
          {"nan",
           "NaN among the inputs leads to NaN or to an error, not to a crash or an endless loop",
           "end loops that wait for a comparison, which NaN never fulfils; sort and index only "
           "what is_finite(), or throw Error",
           {"run"},
           judge_nan}};
}

}  // namespace lucarne::conformance
