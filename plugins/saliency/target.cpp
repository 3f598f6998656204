// SPDX-License-Identifier: MIT
#include "saliency/target.hpp"

#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace lucarne::saliency {
namespace {

std::optional<arma::uword> whole_number(const std::string& text) {
  arma::uword value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace

GradientRequest parse_target(const std::string& target, const std::vector<std::string>& class_names,
                             arma::uword n_classes) {
  if (target == "predicted") return {Target::predicted};
  if (target == "true") return {Target::truth};
  const auto named = std::ranges::find(class_names, target);
  if (named != class_names.end()) {
    const auto k = static_cast<arma::uword>(named - class_names.begin());
    if (k < n_classes) return {Target::fixed, k};
    throw ParameterError("target",
                         "parameter 'target' must be a class that the network knows: "
                         "class '" +
                             target + "' is number " + std::to_string(k) + ", the network has " +
                             std::to_string(n_classes) + " classes");
  }
  if (const auto k = whole_number(target); k && *k < n_classes) return {Target::fixed, *k};
  std::vector<std::string> known{"predicted", "true"};
  known.insert(known.end(), class_names.begin(), class_names.end());
  const std::string near = nearest(target, known);
  throw ParameterError("target",
                       "parameter 'target' must be predicted, true, a class or its number from 0 "
                       "to " +
                           std::to_string(n_classes - 1) + "; found '" + target + "'" +
                           (near.empty() ? "" : ", did you mean '" + near + "'?") +
                           "; classes are " + join(class_names));
}

arma::uvec explained_classes(const GradientRequest& request, const arma::uvec& labels,
                             const arma::uvec& predicted) {
  switch (request.target) {
    case Target::predicted: return predicted;
    case Target::truth: return labels;
    case Target::fixed: break;
  }
  return arma::uvec(labels.n_elem).fill(request.fixed_class);
}

}  // namespace lucarne::saliency
