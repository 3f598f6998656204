// SPDX-License-Identifier: MIT
#include "network/reshaping.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

class ReshapedSizes {
 public:
  ReshapedSizes(const NodeReader& node, Constant wanted)
      : node_(node), in_(node.shape(0)), place_(node.place(0)), wanted_(std::move(wanted)) {
    text_.push_back('[');
    for (std::size_t i = 0; i < wanted_.integers.size(); ++i) {
      std::string size = std::to_string(wanted_.integers[i]);
      if (wanted_.counts_items(i)) {
        size = wanted_.integers[i] == 1 ? std::string("batch") : size + " x batch";
      }
      text_ += (i == 0 ? "" : ", ") + size;
    }
    text_ += "]";
    wanted_.times_batch.resize(wanted_.integers.size());
  }

  std::unique_ptr<Operator> resolve() {
    fill_open_size();
    if (place_.exists()) {
      if (!wanted_.counts_items()) find_fixed_batch();
      return with_batch();
    }
    const Shape shape(wanted_.integers.begin(), wanted_.integers.end());
    require_elements(shape);
    return std::make_unique<Reshaping>(shape, no_batch);
  }

 private:
  [[noreturn]] void refuse_elements() const {
    node_.refuse(
        fmt::format("shape {} does not hold the {} elements of an item", text_, n_elements(in_)));
  }

  void require_elements(const Shape& shape) const {
    if (n_elements(shape) != n_elements(in_)) refuse_elements();
  }

  void fill_open_size() {
    const arma::uword batch = place_.exists() ? node_.batch().value_or(1) : 1;
    const arma::uword limit = n_elements(in_) * batch;
    arma::uword known = 1;
    std::size_t open = wanted_.integers.size();
    std::size_t n_counting = 0;
    for (std::size_t i = 0; i < wanted_.integers.size(); ++i) {
      if (wanted_.integers[i] == -1) {
        if (open < wanted_.integers.size()) node_.refuse("more than one -1 in the shape");
        open = i;
        continue;
      }
      if (wanted_.integers[i] <= 0) {
        node_.refuse(fmt::format("{} at place {} of the shape", wanted_.integers[i], i));
      }
      // Every true size divides the input's count, so that a larger product cannot overflow unseen.
      const auto size = static_cast<arma::uword>(wanted_.integers[i]);
      if (size > limit / known) refuse_elements();
      known *= size;
      if (wanted_.counts_items(i)) ++n_counting;
    }
    if (n_counting > 1 || (n_counting > 0 && !place_.exists())) {
      node_.refuse(fmt::format("shape {} has the number of items where the input has not", text_));
    }
    if (open == wanted_.integers.size()) return;
    // All sizes being fixed, the open one grows with the number of items.
    const bool counts = place_.exists() && n_counting == 0 && !node_.batch();
    const arma::uword total = n_counting > 0 ? n_elements(in_) : limit;
    if (total % known != 0) refuse_elements();
    wanted_.integers[open] = static_cast<std::int64_t>(total / known);
    wanted_.times_batch[open] = counts;
  }

  /// The file fixes the number of items and its sizes are numbers: which of them is the batch?
  void find_fixed_batch() {
    const arma::uword batch = node_.batch().value_or(0);
    const arma::uword stride = batch_stride(in_, place_);
    std::size_t found = wanted_.integers.size();
    arma::uword after = 1;
    for (std::size_t i = wanted_.integers.size(); batch > 0 && i-- > 0;) {
      const auto size = static_cast<arma::uword>(wanted_.integers[i]);
      if (after > stride) break;
      if (stride % after == 0 && size % (stride / after * batch) == 0) {
        found = i;
        if (size == batch) break;  // the batch alone
      }
      after *= size;
    }
    if (found == wanted_.integers.size()) {
      node_.refuse(fmt::format(
          "shape {} does not keep the batch as a dimension; export the network with a shape that "
          "begins with -1 or 0",
          text_));
    }
    wanted_.integers[found] /= static_cast<std::int64_t>(batch);
    wanted_.times_batch[found] = true;
  }

  std::unique_ptr<Operator> with_batch() const {
    const auto counting = std::ranges::find(wanted_.times_batch, true);
    const auto axis = static_cast<std::size_t>(counting - wanted_.times_batch.begin());
    Shape shape(wanted_.integers.begin(), wanted_.integers.end());
    require_elements(shape);
    const auto at = shape.begin() + static_cast<std::ptrdiff_t>(axis);
    const arma::uword after = n_elements(Shape(at + 1, shape.end()));
    const arma::uword stride = batch_stride(in_, place_);
    const arma::uword inner = stride / after;
    if (stride % after != 0 || *at % inner != 0) {
      node_.refuse(
          fmt::format("shape {} puts elements of different items together: the input is {}", text_,
                      onnx_shape_text(in_, place_)));
    }
    BatchPlace place{.axis = axis, .merged = *at > 1, .outer = *at / inner};
    if (!place.merged) shape.erase(at);
    return std::make_unique<Reshaping>(shape, place);
  }

  const NodeReader& node_;
  const Shape& in_;
  const BatchPlace& place_;
  Constant wanted_;
  std::string text_;
};

}  // namespace

std::unique_ptr<Operator> reshaping(const NodeReader& node, Constant wanted) {
  return ReshapedSizes(node, std::move(wanted)).resolve();
}

}  // namespace lucarne
