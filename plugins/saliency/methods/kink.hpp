// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

#include <cstddef>
#include <string>
#include <vector>

namespace lucarne::saliency {

/// A node that is linear in pieces: where it goes over from one to the next, along a line on which
/// all that it reads is linear.
struct Kink {
  /// One of the values that an output is the largest, or smallest, of.
  struct Candidate {
    std::size_t tensor;  ///< of `before`
    arma::uword element;
  };

  std::vector<std::string> before;  ///< names of the tensors that go in
  std::string after;                ///< and of the one that comes out

  /// Where every element of the one tensor that goes in starts a new piece. Empty: the node takes
  /// extrema.
  arma::fvec thresholds{};

  /// Candidates of output j: those from starts[j] to starts[j + 1].
  std::vector<Candidate> candidates{};
  std::vector<std::size_t> starts{};
  arma::fvec constants{};  ///< a further candidate of each output; or empty
  bool smallest = false;   ///< the output is the smallest of them, not the largest
  bool rectifies = false;  ///< the node is a Relu

  arma::uword n_outputs() const { return starts.size() - 1; }
};

/// A stretch of the line: the tensors of Kink::before at its two ends.
struct Stretch {
  double begin;
  double length;
  std::vector<const float*> at_begin;
  std::vector<const float*> at_end;
  arma::uword n_elements;  ///< of each tensor that is compared with thresholds
};

/// Adds the places inside the stretch where the node goes over to another piece.
void add_switches(const Kink& kink, const Stretch& stretch, std::vector<double>& places);

}  // namespace lucarne::saliency
