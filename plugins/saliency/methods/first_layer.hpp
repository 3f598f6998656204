// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/local_map.hpp"

namespace lucarne::saliency {

/// A vector that is mostly zero, by the runs that are not.
class SparseColumn {
 public:
  SparseColumn() = default;
  SparseColumn(const float* values, arma::uword n);

  /// Appends an element behind those that are there.
  void append(arma::uword element, float value);

  bool is_empty() const { return values_.empty(); }
  bool is_finite() const;

  /// Calls `see` with the number and value of each element that may not be zero, in order.
  template <class See>
  void for_each(const See& see) const {
    const float* value = values_.data();
    for (const Run& run : runs_) {
      for (arma::uword i = 0; i < run.length; ++i) see(run.begin + i, *value++);
    }
  }

  /// sum += factor times the vector
  void add_to(float* sum, float factor) const;

 private:
  struct Run {
    arma::uword begin;
    arma::uword length;
  };
  std::vector<Run> runs_;
  std::vector<float> values_;
};

/// A tensor that all which depends on the input goes through: points may be values of it.
class PointTensor {
 public:
  PointTensor(std::string tensor, arma::uword size) : tensor_(std::move(tensor)), size_(size) {}

  /// Name and number of elements.
  const std::string& tensor() const { return tensor_; }
  arma::uword size() const { return size_; }

 private:
  std::string tensor_;
  arma::uword size_;
};

/// Whether what is explained depends on the input through this tensor alone.
bool leads_all(const Question& question, const std::string& tensor);

/// The linear layer that a network begins with, where all that depends on the input goes through
/// it. Points that differ in a few features, or that lie on one line, need not pass it one by one:
/// its outputs follow from few others up to rounding.
class FirstLayer : public PointTensor {
 public:
  /// Nothing where the network begins otherwise.
  static std::optional<FirstLayer> of(const Question& question);

  /// Nothing either where columns() would not pay for `n_points` points.
  static std::optional<FirstLayer> worthwhile(const Question& question, arma::uword n_points);

  /// Its outputs at these points. shape: size() x points
  arma::fmat outputs(const Question& question, const arma::fmat& points) const;

  /// Gradients of a function of the input from those with respect to the outputs.
  /// shape: size() x points to features x points
  arma::fmat to_input(const Question& question, const arma::fmat& gradients) const;

  /// What one unit of each feature adds to the outputs.
  /// cost: the layer's outputs for each feature, unless it is a matrix product or has a local map
  std::vector<SparseColumn> columns(const Question& question) const;

 private:
  FirstLayer(std::string name, std::string tensor, arma::uword size,
             std::unique_ptr<const LinearMap> convolution);

  bool is_product() const { return convolution_ == nullptr; }
  std::vector<SparseColumn> local_columns(const Question& question) const;

  std::string name_;
  std::unique_ptr<const LinearMap> convolution_;  // nullptr: a matrix product
  std::optional<LocalMap> local_;                 // of a convolution, where it pays
};

}  // namespace lucarne::saliency
