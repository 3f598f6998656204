// SPDX-License-Identifier: MIT
#include "embedding/umap_schedule.hpp"

#include "embedding/umap_loops.hpp"
#include "embedding/umap_moves.hpp"

#include <algorithm>
#include <utility>

namespace embedding {
namespace {

// Enough that a point has one or two draws in a turn, as if they came one after the other.
constexpr std::uint64_t n_turns = 16;

// Some turn for each directed edge, spread evenly over the edges of either end.
std::uint8_t turn_of(std::uint32_t source, std::uint32_t target) {
  std::uint32_t mixed = source * 0x9E3779B1U + target * 0x85EBCA77U;
  mixed ^= mixed >> 15;
  mixed *= 0x2C1B3C6DU;
  mixed ^= mixed >> 13;
  return static_cast<std::uint8_t>(mixed % n_turns);
}

// Random numbers of the stage that are drawn for strangers, by edge and epoch; four a call.
std::uint64_t draw_of(arma::uword epoch, arma::uword stranger) {
  return (6ULL << 48) + (epoch << 16) + stranger;
}

}  // namespace

DrawRate rate_of(float share) {
  return static_cast<DrawRate>(static_cast<double>(share) * static_cast<double>(every_epoch));
}

UmapSchedule::UmapSchedule(const SparseGraph& graph, arma::uword negative_samples,
                           const lucarne::Random& random)
    : negative_samples_(negative_samples), random_(random) {
  const arma::uword n = graph.n_points();
  float largest = 0;
  for (const float weight : graph.weight) largest = std::max(largest, weight);
  draws_.reserve(2 * graph.n_edges());
  first_.assign(n * n_turns + 1, 0);
  for (arma::uword i = 0; i < n; ++i) {
    const auto source = static_cast<std::uint32_t>(i);
    const auto begin = static_cast<std::ptrdiff_t>(draws_.size());
    for (std::uint64_t e = graph.first[i]; e < graph.first[i + 1]; ++e) {
      const std::uint32_t target = graph.target[e];
      const DrawRate rate = rate_of(graph.weight[e] / largest);
      draws_.push_back({rate, target, turn_of(source, target), true});
      draws_.push_back({rate, target, turn_of(target, source), false});
    }
    std::stable_sort(draws_.begin() + begin, draws_.end(),
                     [](const Draw& a, const Draw& b) { return a.turn < b.turn; });
    for (auto draw = draws_.begin() + begin; draw != draws_.end(); ++draw) {
      ++first_[i * n_turns + draw->turn + 1];
    }
  }
  for (std::size_t k = 1; k < first_.size(); ++k) first_[k] += first_[k - 1];
}

void UmapSchedule::epoch(arma::uword number, float learning_rate, const UmapCurve& curve,
                         arma::fmat& points, const ParallelFor& parallel_for) {
  // So few that two threads share a thousand points, so many that handing out costs little.
  constexpr arma::uword points_at_once = 256;
  const arma::uword n = points.n_cols;
  arma::fmat next(points.n_rows, n);
  for (std::uint64_t turn_number = 0; turn_number < n_turns; ++turn_number) {
    parallel_for((n + points_at_once - 1) / points_at_once, [&](arma::uword task) {
      const arma::uword first = task * points_at_once;
      turn(turn_number, first, std::min(n, first + points_at_once), number, learning_rate, curve,
           points, next);
    });
    std::swap(points, next);
  }
}

void UmapSchedule::turn(std::uint64_t turn, arma::uword first, arma::uword end, arma::uword number,
                        float learning_rate, const UmapCurve& curve, const arma::fmat& points,
                        arma::fmat& next) const {
  const std::uint64_t n = points.n_cols;
  UmapMoves pulls, pushes;
  for (arma::uword i = first; i < end; ++i) {
    const float x = points(0, i);
    const float y = points(1, i);
    const auto owner = static_cast<std::uint32_t>(i - first);
    const std::uint64_t* place = &first_[i * n_turns + turn];
    for (std::uint64_t k = place[0]; k < place[1]; ++k) {
      const Draw& draw = draws_[k];
      if (!is_due(draw.rate, number)) continue;
      pulls.add(owner, x - points(0, draw.target), y - points(1, draw.target));
      if (!draw.from_here) continue;
      for (arma::uword s = 0; s < negative_samples_; s += 4) {
        const auto words = random_.words(k, draw_of(number, s));
        for (arma::uword w = 0; w < std::min<arma::uword>(4, negative_samples_ - s); ++w) {
          const arma::uword j = (words[w] * n) >> 32;
          if (j != i) pushes.add(owner, x - points(0, j), y - points(1, j));
        }
      }
    }
  }
  arma::fmat moved(2, end - first, arma::fill::zeros);
  const auto a = static_cast<float>(curve.a);
  const auto b = static_cast<float>(curve.b);
  pulls.settle(offsets_to_pulls, a, b, moved.memptr());
  pushes.settle(offsets_to_pushes, a, b, moved.memptr());
  next.cols(first, end - 1) = points.cols(first, end - 1) + learning_rate * moved;
}

}  // namespace embedding
