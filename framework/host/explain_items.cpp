// SPDX-License-Identifier: MIT
#include "host/explain_items.hpp"

#include "host/conformance/trial_dataset.hpp"
#include "host/environment.hpp"
#include "host/plugin.hpp"
#include "host/stage_context.hpp"
#include "host/sweeper.hpp"
#include "pipeline/pipeline.hpp"

#include <lucarne/suggest.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace lucarne {
namespace {

// The items are a split of their own, all of them the items of a product.
const char* const split = "test";
const char* const items_product = "explain.items";

// Parameters that say which items and classes are explained, which is not for --set.
constexpr std::array taken = {"split",        "samples",    "target",    "items",
                              "permutations", "foreground", "statistics"};

Plugin saliency_plugin() {
  // The last folder is Lucarne's own.
  const std::vector<PluginFile> own = find_plugins({plugin_folders({}).back()});
  const auto found = std::ranges::find(own, "saliency", &PluginFile::name);
  if (found == own.end()) {
    throw Error("the plugin saliency is not beside this program; install Lucarne anew");
  }
  return load_plugin(trusted_file(found->file));
}

void refuse_taken(const YamlNode& with) {
  for (const auto& [key, value] : with.entries) {
    if (std::ranges::find(taken, key.text) == taken.end()) continue;
    const std::string mend = key.text == "target" ? "; --target names the class" : "";
    throw Error("'" + key.text + "' is not for --set here: all items of the file are explained" +
                mend);
  }
}

void set_parameters(const ExplainRequest& request, Parameters& parameters) {
  Diagnostics diagnostics;
  YamlNode root;
  for (const std::string& setting : request.settings) {
    override_value(root, "with." + setting, diagnostics);
  }
  StageSpec spec;
  spec.id = spec.plugin = "saliency";
  if (const YamlNode* with = root.find("with"); with != nullptr) spec.with = *with;
  refuse_taken(spec.with);
  bind_parameters(spec, parameters, diagnostics);
  if (!diagnostics.empty()) {
    std::string all;
    for (const Diagnostic& one : diagnostics.all()) all += (all.empty() ? "" : "\n") + one.message;
    throw Error(all);
  }
  if (!request.method.empty()) parameters.set("method", request.method);
  if (!request.layer.empty()) parameters.set("layer", request.layer);
  parameters.set("split", std::string(split));
  parameters.set("samples", static_cast<std::int64_t>(request.inputs.n_cols));
  parameters.set("items", std::string(items_product));
  parameters.set("target", std::string(request.classes.is_empty() ? "predicted" : "true"));
  parameters.set("statistics", false);
}

}  // namespace

Results explain_items(const ExplainRequest& request, RunObserver& observer) {
  use_one_blas_thread();
  const Plugin plugin = saliency_plugin();
  const AnalysisPtr analysis = plugin.make_analysis();
  Parameters parameters;
  analysis->declare(parameters);
  set_parameters(request, parameters);

  const arma::uword n_items = request.inputs.n_cols;
  const arma::uvec labels =
      request.classes.is_empty() ? arma::uvec(n_items, arma::fill::zeros) : request.classes;
  std::vector<std::string> names;
  for (arma::uword k = 0; k < request.model->n_classes(); ++k) names.push_back(std::to_string(k));
  const conformance::TrialDataset dataset(request.item_shape, names,
                                          {{split, {request.inputs, labels}}});
  WorkerPool pool(request.n_threads);
  SharedContext shared{request.model, &dataset, &pool, &observer, request.seed, {}};
  shared.products[items_product] = arma::regspace<arma::uvec>(0, 1, n_items - 1);
  const StageContext context(shared, "saliency");
  analysis->prepare(context);
  Results results;
  analysis->run(context, Folded({}), results);
  return results;
}

arma::vec values_of(const Array& array) {
  arma::vec values(array.bytes.size() / sizeof(double));
  if (!values.is_empty()) std::memcpy(values.memptr(), array.bytes.data(), array.bytes.size());
  return values;
}

}  // namespace lucarne
