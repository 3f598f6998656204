// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/picture.hpp>
#include <lucarne/shape.hpp>

#include <string>
#include <vector>

namespace lucarne {

/// Labelled items in named splits ("train", "validation", "test"), scaled as the pipeline says.
/// thread: every member may be called from any thread.
class LUCARNE_API Dataset {
 public:
  virtual ~Dataset();

  /// Names of the splits that hold data, in the order train, validation, test.
  virtual std::vector<std::string> splits() const = 0;

  /// throws: Error if there is no such split (the message lists those there are)
  virtual arma::uword n_items(const std::string& split) const = 0;

  /// Shape of one item as the data has it: {28, 28} for MNIST. Its number of elements is what the
  /// network takes.
  virtual const Shape& item_shape() const = 0;

  /// Names of the classes; a label is an index into them.
  virtual const std::vector<std::string>& class_names() const = 0;

  /// shape: n_items(split)     range: [0, class_names().size())
  virtual const arma::uvec& labels(const std::string& split) const = 0;

  /// Items `first` to `first + count - 1`, scaled.
  /// shape: features x count     throws: Error if they reach beyond the split
  virtual void read(const std::string& split, arma::uword first, arma::uword count,
                    arma::fmat& inputs) const = 0;

  /// The items named, in that order.
  /// shape: features x items.n_elem
  virtual arma::fmat inputs(const std::string& split, const arma::uvec& items) const = 0;

  /// What the network takes as people see it: in natural colours, what the pipeline does to the
  /// values (`normalize:`, the order of channels) undone. Also for inputs that no split holds, such
  /// as an adversarial example. Without this data set's own way, pictures_of the shape's layout;
  /// empty where items are no pictures.
  /// shape: `inputs` is features x items
  virtual Pictures pictures(const arma::fmat& inputs) const;
};

/// For a plugin's prepare(): that its parameter `split` names a split which holds items.
/// throws: ParameterError of "split", with the nearest name or with those there are
LUCARNE_API void require_items(const Dataset& dataset, const std::string& split);

}  // namespace lucarne
