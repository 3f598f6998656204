// SPDX-License-Identifier: MIT
#include "host/conformance/block_feed.hpp"
#include "host/conformance/compare_results.hpp"
#include "host/conformance/law.hpp"

#include <fmt/format.h>

#include <cfenv>
#include <clocale>
#include <filesystem>

namespace lucarne::conformance {
namespace {

constexpr arma::uword items_per_block = 100;

// Settings that belong to the whole process.
struct ProcessState {
  std::string locale = std::setlocale(LC_ALL, nullptr);
  std::filesystem::path folder = std::filesystem::current_path();
  int rounding = std::fegetround();
};

std::string changed(const ProcessState& before) {
  const ProcessState now;
  if (now.locale != before.locale) return "it changed the locale to '" + now.locale + "'";
  if (now.folder != before.folder) return "it changed the working directory";
  if (now.rounding != before.rounding) return "it changed the rounding of floating point numbers";
  return {};
}

// All states of one sweep's blocks, merged from left to right.
struct Growing {
  const BlockFeed* feed;
  std::unique_ptr<FoldState> state{};
  arma::uword next = 0;  ///< first item not yet consumed

  bool grow() {
    if (next >= feed->n_items()) return false;
    const arma::uword count = std::min(items_per_block, feed->n_items() - next);
    std::unique_ptr<FoldState> block = feed->consumed(next / items_per_block, next, count);
    next += count;
    if (state) {
      state->merge(*block);
    } else {
      state = std::move(block);
    }
    return true;
  }
};

std::vector<Growing> growing(const std::deque<BlockFeed>& feeds) {
  std::vector<Growing> all;
  for (const BlockFeed& feed : feeds) all.push_back({&feed});
  return all;
}

States states_of(std::vector<Growing> all) {
  States states;
  for (Growing& one : all) states.push_back(std::move(one.state));
  return states;
}

Results alone(const Trial& trial, const TrialDataset& dataset) {
  Bench bench(trial.model(), dataset);
  const Instance instance = trial.prepared(bench);
  const std::deque<BlockFeed> feeds = feeds_of(instance, bench);
  std::vector<Growing> all = growing(feeds);
  for (Growing& one : all) {
    while (one.grow()) continue;
  }
  return trial.run(instance, states_of(std::move(all)));
}

// Two objects, each step of the one followed by that of the other; the second runs first.
std::pair<Results, Results> interleaved(const Trial& trial, const TrialDataset& a,
                                        const TrialDataset& b) {
  Bench bench_a(trial.model(), a);
  Bench bench_b(trial.model(), b);
  Instance left = trial.declared();
  Instance right = trial.declared();
  trial.prepare(left, bench_a);
  trial.prepare(right, bench_b);
  const std::deque<BlockFeed> feeds_a = feeds_of(left, bench_a);
  const std::deque<BlockFeed> feeds_b = feeds_of(right, bench_b);
  std::vector<Growing> growing_a = growing(feeds_a);
  std::vector<Growing> growing_b = growing(feeds_b);
  for (std::size_t i = 0; i < growing_a.size() && i < growing_b.size(); ++i) {
    for (bool more = true; more;) {
      more = growing_a[i].grow();
      more = growing_b[i].grow() || more;
    }
  }
  Results of_b = trial.run(right, states_of(std::move(growing_b)));
  Results of_a = trial.run(left, states_of(std::move(growing_a)));
  return {std::move(of_a), std::move(of_b)};
}

Verdict judge_independent(const Trial& trial) {
  const ProcessState before;
  const TrialDataset other = trial.dataset().variant();
  const Results a = alone(trial, trial.dataset());
  const Results b = alone(trial, other);
  const auto [a_again, b_again] = interleaved(trial, trial.dataset(), other);
  if (const std::string what = changed(before); !what.empty()) return broken(what);
  const std::string found = difference(a, a_again, 0);
  if (!found.empty()) return broken("alone and beside a second object: " + found);
  return held_unless("alone and beside a first object", difference(b, b_again, 0));
}

// Runs until `observer` says stop. Empty where Cancelled came out, as it must, or results that are
// marked as unfinished.
std::string wrong_when_stopped(const Trial& trial, const Instance& instance, Bench& bench,
                               std::uint64_t patience, States states) {
  bench.observer.patience = bench.observer.asked() + patience;
  try {
    const Results results = trial.run(instance, std::move(states));
    return results.stopped_early() ? "" : "run went on to its end";
  } catch (const Cancelled&) {
    return {};
  } catch (const std::exception& error) {
    return std::string("run threw something else: ") + error.what();
  } catch (...) {
    return "run threw something that is no std::exception";
  }
}

Verdict judge_cancel(const Trial& trial) {
  constexpr arma::uword block_size = 64;
  Bench undisturbed(trial.model(), trial.dataset());
  const Instance first = trial.prepared(undisturbed);
  States states = trial.swept(first, undisturbed, block_size);
  const std::uint64_t of_sweeps = undisturbed.observer.asked();
  const Results reference = trial.run(first, std::move(states));
  const std::uint64_t of_run = undisturbed.observer.asked() - of_sweeps;
  if (of_sweeps == 0 && of_run == 0) {
    return not_applicable("it has no sweep and its run never asks context.stop_if_cancelled()");
  }
  if (of_sweeps > 0) {
    Bench bench(trial.model(), trial.dataset());
    const Instance instance = trial.prepared(bench);
    bench.observer.patience = of_sweeps / 2;
    try {
      trial.swept(instance, bench, block_size);
      return broken("a sweep that was stopped half-way went on to its end");
    } catch (const Cancelled&) {
      // as it must be
    }
  }
  if (of_run > 0) {
    Bench bench(trial.model(), trial.dataset());
    const Instance instance = trial.prepared(bench);
    States whole = trial.swept(instance, bench, block_size);
    const std::string wrong =
        wrong_when_stopped(trial, instance, bench, of_run / 2, std::move(whole));
    if (!wrong.empty()) return broken("stopped half-way, " + wrong);
  }
  Bench again(trial.model(), trial.dataset());
  const std::string found = difference(reference, trial.results(again, block_size), 0);
  if (!found.empty()) return broken("before and after a run that was stopped: " + found);
  return held(of_run > 0 ? "in sweep and run" : "in the sweep; run never asks");
}

}  // namespace

std::vector<Law> laws_of_repeating() {
  return {{"independent",
           "objects do not know of one another: interleaved and separate runs give the same bits",
           "keep everything in members of the analysis and of its states; no static or global "
           "variables, no settings of the process",
           {"repeat"},
           judge_independent},
          {"cancel",
           "stopped half-way it ends with Cancelled or marked results, and the next run is as if "
           "nothing had been",
           "let Cancelled through, or call Results::stopped_early: catch by type, rethrow it "
           "before catching std::exception, never "
           "catch (...) around context calls",
           {"repeat"},
           judge_cancel}};
}

}  // namespace lucarne::conformance
