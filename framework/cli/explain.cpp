// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "cli/explain_input.hpp"
#include "cli/terminal.hpp"
#include "data/npy.hpp"
#include "host/explain_items.hpp"
#include "output/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace lucarne {
namespace {

const Array* find_array(const Results& results, std::string_view name) {
  const auto found = std::ranges::find(results.arrays(), name, &Array::name);
  return found == results.arrays().end() ? nullptr : &*found;
}

// A column of the table: nothing where there is no such number.
using Values = std::optional<arma::vec>;

Values numbers_of(const Results& results, std::string_view name) {
  const Array* array = find_array(results, name);
  if (array == nullptr) return std::nullopt;
  return values_of(*array);
}

// What attributions should sum to, and what they miss of it, where the method says so; of a unit
// only the difference is known.
void print_table(const Results& results, const arma::uvec& classes) {
  const Values outputs = numbers_of(results, "outputs");
  const Values differences = numbers_of(results, "difference");
  const Values residuals = numbers_of(results, "residual");
  std::string heading = fmt::format("{:>6}", "item");
  if (outputs) heading += fmt::format(" {:>6} {:>14}", "target", "output");
  if (outputs && differences) heading += fmt::format(" {:>15}", "baseline output");
  if (!outputs && differences) heading += fmt::format(" {:>14}", "difference");
  if (residuals) heading += fmt::format(" {:>12}", "residual");
  fmt::print("{}\n", heading);
  for (arma::uword i = 0; i < classes.n_elem; ++i) {
    std::string line = fmt::format("{:>6}", i);
    if (outputs) line += fmt::format(" {:>6} {:>14.6g}", classes(i), (*outputs)(i));
    if (outputs && differences) {
      line += fmt::format(" {:>15.6g}", (*outputs)(i) - (*differences)(i));
    }
    if (!outputs && differences) line += fmt::format(" {:>14.6g}", (*differences)(i));
    if (residuals) line += fmt::format(" {:>12.3g}", (*residuals)(i));
    fmt::print("{}\n", line);
  }
}

arma::uvec targets_of(const Results& results) {
  const Array& array = *find_array(results, "targets");
  std::vector<std::int64_t> numbers(array.bytes.size() / sizeof(std::int64_t));
  std::ranges::copy(array.bytes, std::as_writable_bytes(std::span(numbers)).begin());
  return arma::conv_to<arma::uvec>::from(numbers);
}

int explain(const Arguments& arguments) {
  Terminal terminal(log_style(arguments));
  const std::filesystem::path output = arguments.value("output", "attributions.npy");
  const std::filesystem::path items_file = arguments.positional(1);
  // Hours of computation must not end at a folder that is not there.
  const std::filesystem::path folder = output.has_parent_path() ? output.parent_path() : ".";
  if (!std::filesystem::is_directory(folder)) {
    throw UsageError("option '--output': no folder '" + folder.string() + "'");
  }
  std::error_code missing;
  if (std::filesystem::equivalent(output, items_file, missing)) {
    throw UsageError("option '--output' names the file of items, which would be lost");
  }
  const std::unique_ptr<Network> network = load_network(arguments.positional(0));
  ExplainItems items = read_items(items_file, network->input_shape());
  ExplainRequest request;
  request.model = network.get();
  request.classes = read_targets(arguments.value("target", "predicted"), items.inputs.n_cols,
                                 network->n_classes());
  request.inputs = std::move(items.inputs);
  request.item_shape = std::move(items.item_shape);
  request.method = arguments.value("method", "");
  request.layer = arguments.value("layer", "");
  request.settings = arguments.all("set");
  request.seed = arguments.number("seed", 0, 0, 4294967295U);
  request.n_threads = number_of_threads(arguments);

  const Results results = explain_items(request, terminal);
  const Array& attributions = *find_array(results, "attributions");
  write_file(output, npy_file("<f4", attributions.shape, attributions.bytes.data(),
                              attributions.bytes.size()));
  print_table(results, targets_of(results));
  terminal.conclusion(
      fmt::format("attributions, {}, float32: {}", to_string(attributions.shape), output.string()));
  return exit_done;
}

}  // namespace

Command explain_command() {
  return {
      {"explain",
       "Explains what a network says of items, without a pipeline: attributions as NPY.",
       {"MODEL", "ITEMS.npy"},
       {{"method", "NAME", "method of attribution, as of the plugin saliency", false},
        {"target", "CLASS", "predicted (default), a class number, or an NPY file of them", false},
        {"set", "KEY=VALUE", "parameter of the plugin saliency: steps=100 (may be repeated)", true},
        {"layer", "NAME", "explain this layer in place of the input", false},
        {"output", "FILE", "where attributions go (default: attributions.npy)", false},
        {"seed", "N", "seed of random draws (default: 0)", false},
        {"threads", "N", "threads to compute with (default: all cores)", false},
        {"log-json", "", "write the log as one JSON object a line", false},
        {"quiet", "", "log nothing but errors", false},
        {"help", "", "show this text", false}}},
      explain};
}

}  // namespace lucarne
