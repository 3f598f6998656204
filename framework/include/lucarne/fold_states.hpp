// SPDX-License-Identifier: MIT
#pragma once

/// Ready-made fold states: members for an author's state. Each is fed with add(...), joined with
/// merge(right) and saved by archive(archive), and gives its results by name:
///   struct State {
///     lucarne::Moments moments;
///     void consume(const lucarne::Block& block) { moments.add(block.logits); }
///     void merge(const State& right) { moments.merge(right.moments); }
///     void archive(lucarne::Archive& archive) { archive(moments); }
///   };
/// Sizes are given where the fold starts (FoldAnalysis::start), because fresh states merge too.
#include <lucarne/confusion_matrix.hpp>
#include <lucarne/covariance.hpp>
#include <lucarne/group_sums.hpp>
#include <lucarne/histogram.hpp>
#include <lucarne/moments.hpp>
#include <lucarne/reservoir.hpp>
#include <lucarne/top_k.hpp>
