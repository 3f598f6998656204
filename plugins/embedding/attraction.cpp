// SPDX-License-Identifier: MIT
#include "embedding/attraction.hpp"

#include "embedding/point_loops.hpp"

#include <cmath>

namespace embedding {
namespace {

// Points of one task: enough work to be worth handing out, whatever their number.
constexpr arma::uword points_per_pull = 128;

// -sum of p log K over the edges from i to lower points: half of those of all edges.
double cross_of_point(const SparseGraph& joint, const arma::fmat& points, arma::uword i) {
  constexpr std::size_t most = 128;
  double squared[most];
  double cross = 0;
  const std::uint64_t end = joint.first[i + 1];
  for (std::uint64_t first = joint.first[i]; first < end && joint.target[first] < i;) {
    std::size_t count = 0;
    for (; count < most && first + count < end && joint.target[first + count] < i; ++count) {
      const std::uint32_t j = joint.target[first + count];
      squared[count] = 0;
      for (arma::uword c = 0; c < points.n_rows; ++c) {
        const double d = static_cast<double>(points(c, i)) - static_cast<double>(points(c, j));
        squared[count] += d * d;
      }
    }
    cross += weighted_logarithms(joint.weight.data() + first, squared, count);
    first += count;
  }
  return cross;
}

arma::uword n_pulls(arma::uword n) { return (n + points_per_pull - 1) / points_per_pull; }

}  // namespace

AttractionPass::AttractionPass(const SparseGraph& joint, const arma::fmat& points, bool measure,
                               Attraction& out)
    : joint_(joint),
      points_(points),
      measure_(measure),
      out_(out),
      cross_(n_pulls(joint.n_points()), arma::fill::zeros) {
  out.forces.set_size(points.n_rows, joint.n_points());
}

TaskList AttractionPass::tasks() {
  return {cross_.n_elem, [this](arma::uword task) { pull(task); }};
}

void AttractionPass::pull(arma::uword task) {
  const arma::uword end = std::min(joint_.n_points(), (task + 1) * points_per_pull);
  double sum = 0;
  for (arma::uword i = task * points_per_pull; i < end; ++i) {
    const std::uint64_t first = joint_.first[i];
    const std::uint64_t count = joint_.first[i + 1] - first;
    const std::uint32_t* targets = joint_.target.data() + first;
    const float* weights = joint_.weight.data() + first;
    if (points_.n_rows == 2) {
      pull_of_edges(targets, weights, count, points_.memptr(), points_(0, i), points_(1, i),
                    out_.forces.colptr(i));
    } else {
      pull_of_edges_3(targets, weights, count, points_.memptr(), points_.colptr(i),
                      out_.forces.colptr(i));
    }
    if (measure_) sum += cross_of_point(joint_, points_, i);
  }
  cross_(task) = sum;
}

void AttractionPass::finish() {
  double total = 0;
  for (const double part : cross_) total += part;
  out_.cross = 2 * total;
}

void attract(const SparseGraph& joint, const arma::fmat& points, bool measure,
             const ParallelFor& parallel_for, Attraction& out) {
  AttractionPass pass(joint, points, measure, out);
  const TaskList tasks = pass.tasks();
  parallel_for(tasks.count, tasks.task);
  pass.finish();
}

double cross_term(const SparseGraph& joint, const arma::fmat& points,
                  const ParallelFor& parallel_for) {
  const arma::uword n = joint.n_points();
  arma::vec parts(n_pulls(n), arma::fill::zeros);
  parallel_for(parts.n_elem, [&](arma::uword task) {
    const arma::uword end = std::min(n, (task + 1) * points_per_pull);
    for (arma::uword i = task * points_per_pull; i < end; ++i) {
      parts(task) += cross_of_point(joint, points, i);
    }
  });
  double total = 0;
  for (const double part : parts) total += part;
  return 2 * total;
}

Entropy entropy_of(const SparseGraph& joint, const ParallelFor& parallel_for) {
  const arma::uword n = joint.n_points();
  std::vector<Entropy> parts(n_pulls(n));
  parallel_for(n_pulls(n), [&](arma::uword task) {
    Entropy part;
    const std::uint64_t end = joint.first[std::min(n, (task + 1) * points_per_pull)];
    for (std::uint64_t e = joint.first[task * points_per_pull]; e < end; ++e) {
      const double p = static_cast<double>(joint.weight[e]);
      part.p_log_p += p > 0 ? p * std::log(p) : 0;
      part.p += p;
    }
    parts[task] = part;
  });
  Entropy total;
  for (const Entropy& part : parts) {
    total.p_log_p += part.p_log_p;
    total.p += part.p;
  }
  return total;
}

double kl_divergence(const Entropy& entropy, double cross, double z) {
  return entropy.p_log_p + cross + entropy.p * std::log(z);
}

}  // namespace embedding
