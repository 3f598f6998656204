// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/dataset.hpp>
#include <lucarne/random.hpp>

#include <map>
#include <string>
#include <vector>

namespace lucarne::conformance {

/// A small data set in memory, for trying a plugin out.
class TrialDataset final : public Dataset {
 public:
  struct Split {
    arma::fmat inputs;  ///< features x items
    arma::uvec labels;
  };
  TrialDataset(Shape item_shape, std::vector<std::string> class_names,
               std::map<std::string, Split> splits);
  /// The first `limit` items of every split of another data set.
  TrialDataset(const Dataset& other, arma::uword limit);

  /// Pictures of 12 x 12 in ten classes, class k a bright row k in noise; every eleventh label is
  /// wrong. Splits of 300 (train), 120 (validation) and 1100 (test) items, the same for ever.
  static TrialDataset made(const Random& random);

  /// The first item of every split only.
  TrialDataset first_items() const { return {*this, 1}; }
  /// The same with items missing from the end and the others shifted in value: other data of the
  /// same kind.
  TrialDataset variant() const;
  /// The same with a NaN in every seventh item, and every seventieth item all NaN.
  TrialDataset with_nan() const;

  std::vector<std::string> splits() const override;
  arma::uword n_items(const std::string& split) const override;
  const Shape& item_shape() const override { return item_shape_; }
  const std::vector<std::string>& class_names() const override { return class_names_; }
  const arma::uvec& labels(const std::string& split) const override { return of(split).labels; }
  void read(const std::string& split, arma::uword first, arma::uword count,
            arma::fmat& inputs) const override;
  arma::fmat inputs(const std::string& split, const arma::uvec& items) const override;

 private:
  const Split& of(const std::string& split) const;

  Shape item_shape_;
  std::vector<std::string> class_names_;
  std::map<std::string, Split> splits_;
};

}  // namespace lucarne::conformance
