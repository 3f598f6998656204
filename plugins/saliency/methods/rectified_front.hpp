// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/first_layer.hpp"
#include "saliency/methods/kink.hpp"

namespace lucarne::saliency {

/// Windows whose elements are all of one channel, alike in every channel, between two tensors of
/// channels x places: places by the places that they are the largest of.
struct PlaceWindows {
  arma::uword n_channels = 1;  ///< 1: every element is a place of its own
  arma::uword n_places_in = 0;
  arma::umat reads;  ///< shape: places x places of a window

  /// `elements`: as RectifiedFront::windows(); `n_channels`: of its values
  PlaceWindows(const arma::umat& elements, arma::uword n_elements_in, arma::uword n_channels);
  arma::uword n_places() const { return reads.n_rows; }
};

/// The Relu, the MaxPool, or both in either order that stand behind a layer, mostly the first,
/// where all goes through them: of points on a straight line one sweep gives what they put out,
/// and one sweep takes their gradients back. Up to rounding the plain nodes' results; of equal
/// elements the first has the gradient, as theirs.
class RectifiedFront : public PointTensor {
 public:
  /// Nothing where something else stands there.
  static std::optional<RectifiedFront> behind(const PointTensor& layer, const Question& question);

  /// Elements of the layer's outputs that each value is the largest of; shorter windows
  /// repeat their first. shape: size() x elements of a window
  const arma::umat& windows() const { return elements_; }
  /// Whether zero is a candidate too.
  bool rectifies() const { return rectifies_; }
  /// The same windows by places.
  PlaceWindows places() const { return {elements_, layer_size_, n_channels_}; }
  arma::uword layer_size() const { return layer_size_; }

  /// What the first layer puts out, each window's first elements, then their second ones, and so
  /// on: the form that the other members read. shape: layer size x points to n_arranged() x points
  arma::fmat arranged(const arma::fmat& outputs) const;
  arma::uword n_arranged() const { return elements_.n_elem; }

  /// Writes what comes out at a point of the line between two arranged columns. `values`: size()
  void point(double alpha, const float* from, const float* to, float* values) const;

  /// Adds weight times the gradient with respect to what the first layer puts out, arranged, from
  /// the one with respect to `values`, which point() wrote.
  void add_gradient(double alpha, const float* from, const float* to, const float* values,
                    const float* gradient, double weight, double* sums) const;

  /// Arranged sums in the first layer's own order. shape: n_arranged() x items to layer size x
  /// items
  arma::fmat in_order(const arma::mat& sums) const;

 private:
  RectifiedFront(std::string tensor, arma::uword size, arma::uword layer_size)
      : PointTensor(std::move(tensor), size), layer_size_(layer_size) {}

  arma::uword layer_size_;
  arma::umat elements_;
  arma::uword n_channels_ = 1;
  bool rectifies_ = false;
};

}  // namespace lucarne::saliency
