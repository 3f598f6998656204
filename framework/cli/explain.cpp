// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "cli/explain_input.hpp"
#include "cli/explain_output.hpp"
#include "cli/terminal.hpp"
#include "host/explain_items.hpp"

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

bool has_named_inputs(const Arguments& arguments) {
  const bool named = arguments.has("input");
  if (named && arguments.n_positionals() > 1) {
    throw UsageError("'" + arguments.positional(1) +
                     "' is one argument too many: the items come from --input");
  }
  if (!named && arguments.n_positionals() < 2) {
    throw UsageError(
        "ITEMS.npy is missing, or --input NAME=FILE for each input of the network; "
        "see 'lucarne explain --help'");
  }
  return named;
}

int explain(const Arguments& arguments) {
  Terminal terminal(log_style(arguments));
  const bool named = has_named_inputs(arguments);
  const std::filesystem::path output =
      arguments.value("output", named ? "attributions" : "attributions.npy");
  if (!named) check_output_file(output, arguments.positional(1));
  const std::unique_ptr<Network> network = load_network(arguments.positional(0));
  std::vector<InputFile> files;
  ExplainItems items;
  if (named) {
    files = input_files(arguments.all("input"), network->inputs());
    check_output_folder(output, files);
    items = read_inputs(files);
  } else {
    require_one_input(network->inputs());
    items = read_items(arguments.positional(1), network->input_shape());
  }
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
  const std::vector<WrittenArray> written =
      named ? write_attributions_of(files, results, output, arguments.has("layer"))
            : std::vector<WrittenArray>{write_attributions(results, output)};
  print_table(results, targets_of(results));
  for (const WrittenArray& one : written) {
    terminal.conclusion(
        fmt::format("attributions, {}, float32: {}", to_string(one.shape), one.file.string()));
  }
  return exit_done;
}

}  // namespace

Command explain_command() {
  return {
      {"explain",
       "Explains what a network says of items, without a pipeline: attributions as NPY.",
       {"MODEL", "[ITEMS.npy]"},
       {{"input", "NAME=FILE", "items of one input, of a network with several (one for each)",
         true},
        {"method", "NAME", "method of attribution, as of the plugin saliency", false},
        {"target", "CLASS", "predicted (default), a class number, or an NPY file of them", false},
        {"set", "KEY=VALUE", "parameter of the plugin saliency: steps=100 (may be repeated)", true},
        {"layer", "NAME", "explain this layer in place of the input", false},
        {"output", "FILE",
         "where attributions go (default: attributions.npy; with --input the folder attributions)",
         false},
        {"seed", "N", "seed of random draws (default: 0)", false},
        {"threads", "N", "threads to compute with (default: all cores)", false},
        {"log-json", "", "write the log as one JSON object a line", false},
        {"quiet", "", "log nothing but errors", false},
        {"help", "", "show this text", false}}},
      explain};
}

}  // namespace lucarne
