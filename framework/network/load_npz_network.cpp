// SPDX-License-Identifier: MIT
#include "data/data_error.hpp"
#include "data/npy.hpp"
#include "network/perceptron.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

namespace lucarne {
namespace {

using Arrays = std::map<std::string, NpyArray>;

/// `name` as matrix (or list) of `n_dimensions`, its memory in C order.
const NpyArray& array(const Arrays& arrays, const std::string& name, std::size_t n_dimensions,
                      const std::filesystem::path& file) {
  const auto found = arrays.find(name);
  if (found == arrays.end()) {
    std::vector<std::string> names;
    for (const auto& [there, value] : arrays) names.push_back(there);
    throw DataError(file, fmt::format("array '{}' is missing; W1, b1, W2, b2, ... are wanted, the "
                                      "file holds {}",
                                      name, names.empty() ? "nothing" : join(names)));
  }
  if (found->second.shape.size() != n_dimensions) {
    throw DataError(file, fmt::format("array '{}' has shape {}; {} wanted", name,
                                      to_string(found->second.shape),
                                      n_dimensions == 2 ? "inputs x outputs is"
                                                        : "one number per "
                                                          "output is"));
  }
  return found->second;
}

/// b as numpy users keep it: outputs, or 1 x outputs.
arma::fvec biases(const Arrays& arrays, const std::string& name,
                  const std::filesystem::path& file) {
  const auto found = arrays.find(name);
  if (found != arrays.end() && found->second.shape.size() == 2 && found->second.shape[0] == 1) {
    return arma::fvec(found->second.as_float());
  }
  return arma::fvec(array(arrays, name, 1, file).as_float());
}

}  // namespace

std::unique_ptr<Network> load_npz_network(const std::filesystem::path& file) {
  const Arrays arrays = read_npz(file);
  Perceptron perceptron;
  for (int number = 1;; ++number) {
    const std::string w = fmt::format("W{}", number);
    const std::string b = fmt::format("b{}", number);
    if (number > 1 && !arrays.contains(w) && !arrays.contains(b)) break;
    const NpyArray& matrix = array(arrays, w, 2, file);
    // C order read column by column is the transposed matrix.
    const std::vector<float> elements = matrix.as_float();
    const arma::fmat transposed(elements.data(), matrix.shape[1], matrix.shape[0]);
    perceptron.layers.push_back({transposed.t(), biases(arrays, b, file)});
  }
  if (arrays.size() != 2 * perceptron.layers.size()) {
    throw DataError(file,
                    fmt::format("{} arrays, of which only W1, b1 to W{}, b{} were expected",
                                arrays.size(), perceptron.layers.size(), perceptron.layers.size()));
  }
  try {
    return make_network(perceptron);
  } catch (const Error& error) {
    throw DataError(file, error.what());
  }
}

}  // namespace lucarne
