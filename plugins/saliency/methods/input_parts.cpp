// SPDX-License-Identifier: MIT
#include "saliency/methods/input_parts.hpp"

#include "saliency/methods/feature_groups.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::saliency {

std::vector<InputPart> input_parts(const Model& model) {
  std::vector<InputPart> parts;
  arma::uword first = 0;
  for (const Layer& layer : model.layers()) {
    const bool integral = layer.op == "IntegerInput";
    if (!integral && layer.op != "Input") break;
    const Shape shape = layer.shape.empty() ? Shape{1} : layer.shape;
    parts.push_back({layer.tensor, shape, first, integral});
    first += n_elements(layer.shape);
  }
  return parts;
}

std::vector<InputPart> parts_of(const Question& question) {
  std::vector<InputPart> parts;
  if (question.layer.empty()) parts = input_parts(question.model);
  if (parts.empty()) parts.push_back({attributed_tensor(question), question.item_shape});
  return parts;
}

InputPart only_suitable_part(const Question& question,
                             const std::function<bool(const Shape&)>& suits,
                             const std::string& wanted) {
  std::vector<InputPart> parts = input_parts(question.model);
  std::string found;
  for (const InputPart& part : parts) {
    found += (found.empty() ? "inputs " : ", ") + part.name + " " + to_string(part.shape);
  }
  if (parts.empty()) {
    parts.push_back({attributed_tensor(question), question.item_shape});
    found = "items of shape " + to_string(question.item_shape);
  }
  std::erase_if(parts, [&](const InputPart& part) { return part.integral || !suits(part.shape); });
  if (parts.size() == 1) return parts.front();
  throw ParameterError("method", fmt::format(fmt::runtime(wanted), found));
}

arma::umat groups_of_inputs(const Settings& settings, const Question& question) {
  const std::vector<InputPart> parts = parts_of(question);
  if (parts.size() == 1 || !settings.mask_file.empty()) {
    return make_groups(settings, question.item_shape, question.n_items());
  }
  arma::umat groups(question.n_features(), 1);
  arma::uword n_groups = 0;
  for (const InputPart& part : parts) {
    const arma::umat own = make_groups(settings, part.shape, question.n_items()) + n_groups;
    groups.rows(part.first, part.first + own.n_rows - 1) = own;
    n_groups = own.max() + 1;
  }
  return groups;
}

Baselines keeping_integers(Baselines baselines, const Model& model, const arma::fmat& inputs) {
  const std::vector<InputPart> parts = input_parts(model);
  if (baselines.rows() > 1 || std::ranges::none_of(parts, &InputPart::integral)) return baselines;
  Baselines kept = std::move(baselines);
  if (!kept.one_each) {
    kept.columns = arma::repmat(kept.columns, 1, inputs.n_cols);
    kept.one_each = true;
  }
  for (const InputPart& part : parts) {
    if (!part.integral) continue;
    const arma::uword last = part.first + n_elements(part.shape) - 1;
    kept.columns.rows(part.first, last) = inputs.rows(part.first, last);
  }
  return kept;
}

}  // namespace lucarne::saliency
