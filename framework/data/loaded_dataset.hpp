// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/dataset.hpp>

#include "data/dataset_spec.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lucarne {

/// A data set read from files. The constructor checks headers and counts; the items themselves are
/// read on background threads, from begin() or the first call that needs them on. Pixels stay bytes
/// in memory where the file holds bytes; they become floats block by block. Pictures that would
/// take more than the spec allows are decoded whenever they are read.
class LoadedDataset final : public Dataset {
 public:
  /// Labels that lie in a file of their own are small and are read here.
  /// throws: DataError for what the headers show: missing file, wrong magic, lying sizes, items and
  /// labels of different counts, splits of different item shapes, an empty split, more validation
  /// items than train has; and for a wrong label in a file of labels
  explicit LoadedDataset(DatasetSpec spec);
  ~LoadedDataset() override;

  std::vector<std::string> splits() const override;
  arma::uword n_items(const std::string& split) const override;
  /// Of items that feed several inputs, the shape of each in the files' order; else empty.
  std::vector<Shape> input_shapes() const;
  const Shape& item_shape() const override;
  const std::vector<std::string>& class_names() const override;
  const arma::uvec& labels(const std::string& split) const override;
  void read(const std::string& split, arma::uword first, arma::uword count,
            arma::fmat& inputs) const override;
  arma::fmat inputs(const std::string& split, const arma::uvec& items) const override;
  Pictures pictures(const arma::fmat& inputs) const override;

  /// Starts reading every split; for a caller that has something else to do in the meantime.
  void begin() const;

  /// Waits until a split is wholly read and checked.
  /// throws: DataError for a damaged file, a NaN or infinite value (with item and element), and,
  /// in a CSV file, a label that is negative, no whole number, or beyond the class names
  void wait(const std::string& split) const;

  /// Memory that the items take once all splits are read.
  std::uint64_t bytes_held() const;

  /// The files behind all splits, each once, for the manifest; of pictures, their folders.
  std::vector<std::filesystem::path> files() const;

  /// The same by what they are: "train items", "train labels", "test items", "test labels".
  std::vector<std::pair<std::string, std::filesystem::path>> named_files() const;

 private:
  struct Contents;
  std::unique_ptr<Contents> contents_;
};

}  // namespace lucarne
