// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/dataset.hpp>
#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

/// A data set from matrices, for tests.
class MemoryDataset final : public lucarne::Dataset {
 public:
  struct Split {
    arma::fmat inputs;  ///< features x items
    arma::uvec labels;
  };
  MemoryDataset(lucarne::Shape item_shape, std::vector<std::string> class_names,
                std::map<std::string, Split> splits)
      : item_shape_(std::move(item_shape)),
        class_names_(std::move(class_names)),
        splits_(std::move(splits)) {}

  std::vector<std::string> splits() const override {
    std::vector<std::string> names;
    for (const char* name : {"train", "validation", "test"}) {
      if (splits_.count(name) > 0) names.emplace_back(name);
    }
    return names;
  }
  arma::uword n_items(const std::string& split) const override { return of(split).labels.n_elem; }
  const lucarne::Shape& item_shape() const override { return item_shape_; }
  const std::vector<std::string>& class_names() const override { return class_names_; }
  const arma::uvec& labels(const std::string& split) const override { return of(split).labels; }
  void read(const std::string& split, arma::uword first, arma::uword count,
            arma::fmat& inputs) const override {
    inputs = of(split).inputs.cols(first, first + count - 1);
  }
  arma::fmat inputs(const std::string& split, const arma::uvec& items) const override {
    return of(split).inputs.cols(items);
  }

 private:
  const Split& of(const std::string& split) const {
    const auto found = splits_.find(split);
    if (found == splits_.end()) {
      throw lucarne::Error("no split '" + split + "'" +
                           lucarne::suggestion(split, splits(), "splits"));
    }
    return found->second;
  }

  lucarne::Shape item_shape_;
  std::vector<std::string> class_names_;
  std::map<std::string, Split> splits_;
};
