// SPDX-License-Identifier: MIT
#include "network/folding/fold_node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace lucarne {
namespace {

using Input = NodeReader::Input;

/// Beyond it, a float does not hold every whole number.
constexpr arma::uword largest_numbered = arma::uword{1} << 24U;

/// Runs an operator once, on constants.
class FoldedRun {
 public:
  FoldedRun(const NodeSpec& spec, const OperatorEntry& entry, std::vector<Input> inputs, int opset)
      : spec_(spec), entry_(entry), inputs_(std::move(inputs)), opset_(opset) {}

  std::vector<Constant> values() {
    const NodeReader plain(spec_, inputs_, opset_, std::nullopt);
    integral_ = inputs_[0].constant != nullptr && inputs_[0].constant->integral;
    if (integral_ && !entry_.moves) {
      plain.refuse("the inputs are integers known beforehand; this operator computes floats");
    }
    std::vector<Input> presented = inputs_;
    for (std::size_t i = 0; i < (entry_.all_data ? inputs_.size() : 1); ++i) {
      if (presented[i].constant != nullptr) make_tensor(plain, presented[i], i);
    }
    NodeReader node(spec_, presented, opset_, n_items_);
    const std::unique_ptr<Operator> computation = entry_.make(node);
    node.require_all_read();
    return run(plain, *computation);
  }

 private:
  /// What the operator sees of a constant: one column, or a column for each place of the first axis
  /// where it wants a batch there.
  void make_tensor(const NodeReader& node, Input& input, std::size_t number) {
    const Constant& constant = *input.constant;
    if (constant.integral != integral_) node.refuse("integers and floats cannot be mixed");
    Shape shape = constant.shape;
    arma::uword n_columns = 1;
    if (entry_.batch == BatchRule::leading) {
      if (shape.empty()) node.refuse("a constant without axes has no batch, which is wanted here");
      n_columns = shape.front();
      if (n_items_ && *n_items_ != n_columns)
        node.refuse("the constants differ in their first axis");
      n_items_ = n_columns;
      shape.erase(shape.begin());
    }
    if (n_elements(constant.shape) == 0) node.refuse("a constant has no elements");
    arma::fmat& column =
        columns_.emplace_back(n_elements(constant.shape) / n_columns, n_columns, arma::fill::none);
    if (integral_) {
      // The elements' numbers travel in their place, and tell afterwards what went where.
      for (float& element : column) {
        element = static_cast<float>(sources_.size());
        sources_.push_back({number, sources_.size() - first_});
      }
      first_ = sources_.size();
      if (first_ > largest_numbered) node.refuse("too many integers");
    } else {
      std::copy(constant.floats.begin(), constant.floats.end(), column.begin());
    }
    input.constant = nullptr;
    input.shape = &shapes_.emplace_back(std::move(shape));
    input.place = entry_.batch == BatchRule::leading ? BatchPlace{} : no_batch;
    n_fed_ += column.n_elem;
    tensors_.resize(inputs_.size());
    tensors_[number] = &column;
  }

  std::vector<Constant> run(const NodeReader& node, const Operator& computation) {
    std::deque<arma::fmat> results;
    std::vector<arma::fmat*> outputs;
    const std::vector<Shape> shapes = computation.output_shapes();
    for (std::size_t i = 0; i < spec_.outputs.size(); ++i) {
      arma::uword count = n_items_.value_or(1);
      for (const arma::uword size : shapes.at(i)) {
        if (size == 0 || size > std::max(largest_folded, n_fed_) / count) {
          node.refuse(fmt::format("the constant output of shape {} has no or too many elements",
                                  to_string(shapes[i])));
        }
        count *= size;
      }
      outputs.push_back(&results.emplace_back(count / n_items_.value_or(1), n_items_.value_or(1)));
    }
    tensors_.resize(inputs_.size());
    computation.forward({tensors_, outputs});
    std::vector<Constant> constants;
    for (std::size_t i = 0; i < results.size(); ++i) {
      Shape shape = shapes[i];
      if (n_items_) shape.insert(shape.begin(), *n_items_);
      constants.push_back(
          integral_ ? moved(results[i], std::move(shape))
                    : Constant{.shape = std::move(shape), .floats = arma::vectorise(results[i])});
    }
    return constants;
  }

  Constant moved(const arma::fmat& numbers, Shape shape) const {
    Constant constant{.shape = std::move(shape), .integral = true};
    constant.boolean = inputs_[0].constant->boolean;
    for (const float number : numbers) {
      const Source& source = sources_[static_cast<std::size_t>(number)];
      const Constant& from = *inputs_[source.input].constant;
      constant.integers.push_back(from.integers[source.element]);
      constant.times_batch.push_back(from.counts_items(source.element));
    }
    if (!constant.counts_items()) constant.times_batch.clear();
    return constant;
  }

  struct Source {
    std::size_t input;
    std::size_t element;
  };

  const NodeSpec& spec_;
  const OperatorEntry& entry_;
  std::vector<Input> inputs_;
  int opset_;
  bool integral_ = false;
  std::optional<arma::uword> n_items_;  // where the operator wants a leading batch
  std::deque<Shape> shapes_;
  std::deque<arma::fmat> columns_;
  std::vector<const arma::fmat*> tensors_;
  std::vector<Source> sources_;
  std::size_t first_ = 0;
  arma::uword n_fed_ = 0;
};

bool any_counts_items(const std::vector<Input>& inputs) {
  return std::ranges::any_of(inputs, [](const Input& input) {
    return input.constant != nullptr && input.constant->counts_items();
  });
}

}  // namespace

std::optional<std::vector<Constant>> fold_node(const NodeSpec& spec, const OperatorEntry& entry,
                                               const std::vector<Input>& inputs, int opset) {
  const bool constant =
      std::ranges::all_of(inputs, [](const Input& input) { return input.shape == nullptr; });
  if (!constant && !entry.folds_tensors) return std::nullopt;
  NodeReader node(spec, inputs, opset, std::nullopt);
  if (constant) {
    if (std::optional<Constant> value = fold_integers(entry, node)) {
      node.require_all_read();
      return std::vector<Constant>{std::move(*value)};
    }
  }
  const bool moves_integers = !inputs.empty() && inputs[0].constant != nullptr &&
                              inputs[0].constant->integral && entry.moves;
  const bool repeats = any_counts_items(inputs) && !moves_integers && entry.make != nullptr;
  if (entry.fold != nullptr && !repeats) {
    std::vector<Constant> values{entry.fold(node)};
    node.require_all_read();
    return values;
  }
  // Such an output repeats over the items: the operator itself knows how.
  if (repeats) return std::nullopt;
  if (entry.make == nullptr || inputs.empty()) {
    node.refuse("the operator wants a tensor that depends on the items");
  }
  std::vector<Input> filled = inputs;
  // Exporters join lists of which some are empty.
  const auto empty = [](const Input& input) {
    return input.constant != nullptr && input.constant->shape == Shape{0};
  };
  if (entry.op == "Concat" && !std::ranges::all_of(filled, empty)) std::erase_if(filled, empty);
  return FoldedRun(spec, entry, std::move(filled), opset).values();
}

}  // namespace lucarne
