// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/context.hpp>
#include <lucarne/fold.hpp>
#include <lucarne/parameters.hpp>
#include <lucarne/results.hpp>

namespace lucarne {

/// One analysis. The host makes one object per stage and calls, in this order:
///   declare   once, before anything else: which parameters there are
///   prepare   with the parameters set and the network and data at hand: refuse what cannot work
///             (throw ParameterError), say which sweeps over the data are needed
///   run       when the sweeps are folded: compute, and put everything into `results`
/// An analysis never starts a thread or a process, reads the clock, or writes a file.
class LUCARNE_API Analysis {
 public:
  virtual ~Analysis();

  virtual void declare(Parameters& parameters);
  virtual std::vector<Sweep> prepare(const Context& context);
  virtual void run(const Context& context, const Folded& folded, Results& results) = 0;
};

/// The fold shape: one state over one split, and what to say of it at the end.
template <class State>
class FoldAnalysis : public Analysis {
 public:
  /// What to look at. Called once the parameters are set; throw ParameterError to refuse.
  virtual Request request(const Context& context) = 0;
  /// The state before any block; sizes that depend on the network are set here.
  virtual State start(const Context&) { return {}; }
  virtual void finish(const State& state, const Context& context, Results& results) = 0;

  std::vector<Sweep> prepare(const Context& context) final {
    return {sweep<State>(request(context), start(context))};
  }
  void run(const Context& context, const Folded& folded, Results& results) final {
    finish(folded.state<State>(), context, results);
  }
};

}  // namespace lucarne
