// SPDX-License-Identifier: MIT
#include "host/conformance/block_feed.hpp"
#include "host/conformance/compare_results.hpp"
#include "host/conformance/law.hpp"

#include <fmt/format.h>

namespace lucarne::conformance {
namespace {

using StatePtr = std::unique_ptr<FoldState>;

std::vector<std::byte> saved(FoldState& state) {
  Archive archive;
  state.archive(archive);
  return archive.bytes();
}

// A state as a shard's file gives it back: started afresh, then loaded.
StatePtr loaded(const Sweep& sweep, std::span<const std::byte> bytes) {
  StatePtr state = sweep.start();
  Archive archive(bytes);
  state->archive(archive);
  return state;
}

// An analysis with sweeps, its data, and what states made of them come to.
struct FoldTrial {
  explicit FoldTrial(const Trial& its_trial)
      : trial(its_trial),
        bench(trial.model(), trial.dataset()),
        instance(trial.prepared(bench)),
        feeds(feeds_of(instance, bench)) {}

  bool applies() const { return !instance.sweeps.empty(); }

  // One state a sweep by `make(feed, sweep)`, run by an object of its own, because the host runs
  // each object once.
  template <class Make>
  Results results(const std::string& step, Make&& make) {
    trial.step(step);
    Bench fresh(trial.model(), trial.dataset());
    const Instance runner = trial.prepared(fresh);
    trial.step(step);
    States states;
    for (std::size_t i = 0; i < feeds.size(); ++i) {
      states.push_back(make(feeds[i], instance.sweeps[i]));
    }
    return trial.run(runner, std::move(states));
  }
  Results whole() {
    return results("consume", [](const BlockFeed& feed, const Sweep&) {
      return feed.consumed(0, 0, feed.n_items());
    });
  }

  const Trial& trial;
  Bench bench;
  Instance instance;
  std::deque<BlockFeed> feeds;
};

Verdict no_fold() { return not_applicable("it has no sweep: a whole analysis has no fold"); }

Verdict judge_merge_empty(const Trial& trial) {
  FoldTrial fold(trial);
  if (!fold.applies()) return no_fold();
  const Results whole = fold.whole();
  const Results into_fresh =
      fold.results("merging into a fresh state", [](const BlockFeed& feed, const Sweep& sweep) {
        StatePtr state = sweep.start();
        state->merge(*feed.consumed(0, 0, feed.n_items()));
        return state;
      });
  std::string found = difference(whole, into_fresh, 0);
  if (!found.empty()) return broken("a state, and a fresh one that it was merged into: " + found);
  const Results with_fresh =
      fold.results("merging a fresh state", [](const BlockFeed& feed, const Sweep& sweep) {
        StatePtr state = feed.consumed(0, 0, feed.n_items());
        state->merge(*sweep.start());
        return state;
      });
  return held_unless("a state, and the same with a fresh one merged into it",
                     difference(whole, with_fresh, 0));
}

// Three runs of items of different lengths, in order.
struct Thirds {
  explicit Thirds(const BlockFeed& feed) {
    const arma::uword n = feed.n_items();
    const arma::uword one = (n + 5) / 6;
    const arma::uword two = std::min(n, one + (n + 2) / 3);
    a = feed.consumed(0, 0, one);
    b = two > one ? feed.consumed(1, one, two - one) : nullptr;
    c = n > two ? feed.consumed(2, two, n - two) : nullptr;
  }
  StatePtr a, b, c;
};

Verdict judge_merge_order(const Trial& trial) {
  FoldTrial fold(trial);
  if (!fold.applies()) return no_fold();
  for (const BlockFeed& feed : fold.feeds) {
    if (feed.n_items() < 3) return not_applicable("a split has fewer than three items");
  }
  const Results left = fold.results("merging (a + b) + c", [](const BlockFeed& feed, const Sweep&) {
    Thirds parts(feed);
    parts.a->merge(*parts.b);
    parts.a->merge(*parts.c);
    return std::move(parts.a);
  });
  const Results right =
      fold.results("merging a + (b + c)", [](const BlockFeed& feed, const Sweep&) {
        Thirds parts(feed);
        parts.b->merge(*parts.c);
        parts.a->merge(*parts.b);
        return std::move(parts.a);
      });
  const std::string found = difference(left, right, trial.options().tolerance);
  if (!found.empty()) return broken("(a + b) + c and a + (b + c): " + found);
  return held(difference(left, right, 0).empty()
                  ? "to the bit"
                  : fmt::format("within {:g}", trial.options().tolerance));
}

Verdict judge_blocks(const Trial& trial) {
  FoldTrial fold(trial);
  if (!fold.applies()) return no_fold();
  const Results whole = fold.whole();
  bool to_the_bit = true;
  for (const arma::uword block_size : {100u, 37u}) {
    const Results cut =
        fold.results(fmt::format("blocks of {} items", block_size),
                     [&](const BlockFeed& feed, const Sweep&) { return feed.folded(block_size); });
    const std::string found = difference(whole, cut, trial.options().tolerance);
    if (!found.empty()) {
      return broken(fmt::format("one block and blocks of {} items: {}", block_size, found));
    }
    to_the_bit = to_the_bit && difference(whole, cut, 0).empty();
  }
  return held(to_the_bit ? "to the bit" : fmt::format("within {:g}", trial.options().tolerance));
}

Verdict judge_save_load(const Trial& trial) {
  FoldTrial fold(trial);
  if (!fold.applies()) return no_fold();
  std::size_t n_bytes = 0;
  for (std::size_t i = 0; i < fold.feeds.size(); ++i) {
    trial.step("saving and loading a state");
    const StatePtr state = fold.feeds[i].consumed(0, 0, fold.feeds[i].n_items());
    const std::vector<std::byte> bytes = saved(*state);
    n_bytes += bytes.size();
    const StatePtr copy = fold.instance.sweeps[i].start();
    Archive archive(bytes);
    copy->archive(archive);
    if (archive.left() > 0) {
      return broken(
          fmt::format("loading leaves {} of the {} bytes saved", archive.left(), bytes.size()));
    }
    if (saved(*copy) != bytes) return broken("what was loaded saves as other bytes");
  }
  // Two halves that went through bytes must merge and finish as if they had not.
  const auto halves = [](const BlockFeed& feed, const Sweep& sweep, bool through_bytes) {
    const arma::uword half = (feed.n_items() + 1) / 2;
    StatePtr a = feed.consumed(0, 0, half);
    StatePtr b =
        feed.n_items() > half ? feed.consumed(1, half, feed.n_items() - half) : sweep.start();
    if (through_bytes) {
      a = loaded(sweep, saved(*a));
      b = loaded(sweep, saved(*b));
    }
    a->merge(*b);
    return a;
  };
  const Results plain =
      fold.results("merging two states",
                   [&](const auto& feed, const auto& sweep) { return halves(feed, sweep, false); });
  const Results shipped =
      fold.results("merging two loaded states",
                   [&](const auto& feed, const auto& sweep) { return halves(feed, sweep, true); });
  const std::string found = difference(plain, shipped, 0);
  if (!found.empty()) return broken("two states, and the same saved and loaded: " + found);
  return held(fmt::format("{} bytes", n_bytes));
}

Verdict judge_truncated(const Trial& trial) {
  FoldTrial fold(trial);
  if (!fold.applies()) return no_fold();
  for (std::size_t i = 0; i < fold.feeds.size(); ++i) {
    const StatePtr state = fold.feeds[i].consumed(0, 0, fold.feeds[i].n_items());
    const std::vector<std::byte> bytes = saved(*state);
    // Every place at the front and the back, where sizes stand, and some between.
    for (std::size_t size = 0; size < bytes.size();) {
      trial.step(fmt::format("loading the first {} of {} bytes", size, bytes.size()));
      try {
        loaded(fold.instance.sweeps[i], std::span<const std::byte>(bytes).first(size));
        return broken(fmt::format("the first {} of {} bytes were loaded without an error", size,
                                  bytes.size()));
      } catch (const std::exception&) {
        // as it must be
      }
      const bool near_an_end = size < 64 || size + 64 >= bytes.size();
      size = near_an_end ? size + 1 : std::min(size + bytes.size() / 50, bytes.size() - 64);
    }
  }
  return held();
}

}  // namespace

std::vector<Law> laws_of_folding() {
  return {{"merge-empty",
           "merging with a state that saw nothing changes nothing",
           "start sums at 0, minima at +infinity, maxima at -infinity, and let merge pass over a "
           "side that counted no items",
           {"repeat"},
           judge_merge_empty},
          {"merge-order",
           "(a + b) + c and a + (b + c) give the same",
           "keep sums and counts and divide in finish; a mean of means forgets how many items each "
           "stands for (lucarne::Moments does it right); sum in double",
           {"repeat"},
           judge_merge_order},
          {"save-load",
           "a state that is saved and loaded is the state it was",
           "name every member in archive, in one order for saving and loading",
           {"repeat"},
           judge_save_load},
          {"truncated",
           "saved bytes that are cut short are refused",
           "read with archive(...) only, and let the Error that it throws through",
           {"repeat"},
           judge_truncated},
          {"blocks",
           "one block and many give the same",
           "make nothing depend on how items are cut into blocks: not on block.number, "
           "block.size() or how often consume is called; sum in double",
           {"merge-empty", "merge-order"},
           judge_blocks}};
}

}  // namespace lucarne::conformance
