// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/archive.hpp>
#include <lucarne/block.hpp>
#include <lucarne/error.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace lucarne {

/// A partial result over some blocks, as the host handles it. Authors write a plain struct with
///   void consume(const Block&);        // add one block
///   void merge(const Self& right);     // add what a later run of blocks gave
///   void archive(Archive&);            // save and load
/// and hand it to sweep<State>(...). The host starts a fresh state per block and merges states in a
/// fixed binary tree by block number, so the result has the same bits for any number of threads.
class LUCARNE_API FoldState {
 public:
  virtual ~FoldState();
  virtual void consume(const Block& block) = 0;
  virtual void merge(const FoldState& right) = 0;
  virtual void archive(Archive& archive) = 0;
};

/// A FoldState around the author's struct.
template <class State>
class FoldOf final : public FoldState {
 public:
  explicit FoldOf(State start) : state(std::move(start)) {}
  void consume(const Block& block) override { state.consume(block); }
  void merge(const FoldState& right) override {
    state.merge(static_cast<const FoldOf&>(right).state);
  }
  void archive(Archive& archive) override { state.archive(archive); }

  State state;
};

/// One pass over a split: what is asked for, and how a fresh state is made.
struct Sweep {
  Request request;
  std::function<std::unique_ptr<FoldState>()> start;
};

/// A sweep that folds into copies of `start`.
template <class State>
Sweep sweep(Request request, State start = {}) {
  return {std::move(request),
          [start = std::move(start)] { return std::make_unique<FoldOf<State>>(start); }};
}

/// The finished states of a stage's sweeps, in the order in which prepare() gave them.
class Folded {
 public:
  explicit Folded(std::vector<std::unique_ptr<FoldState>> states) : states_(std::move(states)) {}

  /// requires: State is what sweep number `index` was made with
  template <class State>
  const State& state(std::size_t index = 0) const {
    return static_cast<const FoldOf<State>&>(*states_.at(index)).state;
  }
  std::size_t size() const { return states_.size(); }

 private:
  std::vector<std::unique_ptr<FoldState>> states_;
};

}  // namespace lucarne
