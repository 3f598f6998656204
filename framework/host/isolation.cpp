// SPDX-License-Identifier: MIT
#include "host/isolation.hpp"

#include "host/isolated_process.hpp"
#include "host/isolated_wire.hpp"
#include "host/output_guard.hpp"
#include "output/results_archive.hpp"

#include <algorithm>
#include <deque>
#include <utility>

namespace lucarne {
namespace {

// To load and to declare look at no data, so a minute is ample even on a busy machine; to prepare
// may read it.
constexpr double seconds_to_declare = 60;
constexpr double seconds_to_prepare = 600;

// Declares what a process declared, with members to hold the values.
class HeldParameters {
 public:
  void declare(Declaration declaration, Parameters& parameters) {
    for (Parameter& one : declaration.parameters) {
      Value& value = values_.emplace_back(std::move(one.default_value));
      if (one.kind == Kind::items) {
        const auto* product = std::get_if<std::string>(&value);
        ItemsFrom& items = items_.emplace_back();
        if (product != nullptr) items.product = *product;
        parameters.add(one.name, items, one.about);
      } else {
        std::visit([&](auto& member) { parameters.add(one.name, member, one.about); }, value);
      }
    }
    for (const Product& product : declaration.products) {
      parameters.produces(product.name, product.meaning);
    }
  }

 private:
  std::deque<Value> values_;
  std::deque<ItemsFrom> items_;
};

StageLimits limits_of(const IsolatedSetting& setting) {
  if (setting.stage == nullptr || !setting.stage->limits) return {};
  return *setting.stage->limits;
}

class IsolatedAnalysis final : public Analysis {
 public:
  IsolatedAnalysis(const std::filesystem::path& plugin, const IsolatedSetting& setting)
      : setting_(setting), limits_(limits_of(setting)), process_(plugin) {
    const LoadOrder order{std::filesystem::absolute(plugin).string(), limits_.memory_bytes,
                          setting.n_threads};
    loaded_ =
        from_wire<LoadReply>(process_
                                 .ask(MessageKind::load, bytes_of_wire(order), MessageKind::loaded,
                                      at_most(seconds_to_declare), before_run())
                                 .payload);
  }

  const LoadReply& loaded() const { return loaded_; }

  void declare(Parameters& parameters) override {
    const Message reply = process_.ask(MessageKind::declare, {}, MessageKind::declared,
                                       at_most(seconds_to_declare), before_run());
    held_.declare(from_wire<Declaration>(reply.payload), parameters);
    parameters_ = &parameters;
  }

  std::vector<Sweep> prepare(const Context& context) override {
    const Message reply =
        process_.ask(MessageKind::prepare, bytes_of_wire(prepare_order()), MessageKind::prepared,
                     at_most(seconds_to_prepare), listener(context));
    std::vector<Sweep> sweeps;
    for (Request& request : from_wire<PrepareReply>(reply.payload).requests) {
      sweeps.push_back({std::move(request), {}});
    }
    return sweeps;
  }

  void run(const Context& context, const Folded&, Results& results) override {
    try {
      const Message reply = process_.ask(MessageKind::run, bytes_of_wire(run_order(context)),
                                         MessageKind::results, limits_.seconds, listener(context));
      tell_what_was_written(context);
      read_results(reply.payload, results);
    } catch (const StageCrashed&) {
      throw;  // it holds the last lines
    } catch (...) {
      tell_what_was_written(context);
      throw;
    }
  }

 private:
  double at_most(double seconds) const { return std::min(seconds, limits_.seconds); }

  IsolatedProcess::Listener before_run() const {
    return {[this] {
              if (setting_.observer != nullptr && setting_.observer->cancelled()) throw Cancelled();
            },
            {},
            {}};
  }

  static IsolatedProcess::Listener listener(const Context& context) {
    return {[&context] { context.stop_if_cancelled(); },
            [&context](double share) { context.progress(share); },
            [&context](const std::string& text) { context.warn(text); }};
  }

  PrepareOrder prepare_order() const {
    const Pipeline& pipeline = *setting_.pipeline;
    PrepareOrder order;
    order.stage = setting_.stage->id;
    order.seed = pipeline.seed;
    order.block_size = pipeline.block_size;
    order.data = pipeline.data;
    order.model = pipeline.model.file.string();
    if (pipeline.model.training) order.hidden = pipeline.model.training->hidden;
    for (const Parameter& parameter : parameters_->all()) {
      const Value value = parameters_->get(parameter.name);
      if (value == parameter.default_value) continue;
      order.names.push_back(parameter.name);
      order.values.push_back(value);
    }
    return order;
  }

  RunOrder run_order(const Context& context) const {
    RunOrder order;
    for (const Parameter& parameter : parameters_->all()) {
      if (parameter.kind != Kind::items) continue;
      const ItemsFrom from{std::get<std::string>(parameters_->get(parameter.name))};
      if (!from.named()) continue;
      order.names.push_back(from.product);
      order.items.push_back(context.items(from));
    }
    return order;
  }

  void tell_what_was_written(const Context& context) {
    if (const std::string text = process_.taken_output(); !text.empty()) {
      context.warn(about_output(text));
    }
    if (const std::string& text = process_.errors(); !text.empty()) {
      context.warn("the plugin wrote to standard error: " + text.substr(0, 200));
    }
  }

  IsolatedSetting setting_;
  StageLimits limits_;
  IsolatedProcess process_;
  LoadReply loaded_;
  HeldParameters held_;
  const Parameters* parameters_ = nullptr;
};

AnalysisPtr owned(std::unique_ptr<IsolatedAnalysis> analysis) {
  return {analysis.release(), AnalysisDeleter{[](Analysis* one) { delete one; }}};
}

bool is_isolated(const StageSpec& stage, const std::vector<PluginFile>& available) {
  if (stage.isolate) return *stage.isolate;
  if (stage.limits) return true;
  const auto file = std::ranges::find(available, stage.plugin, &PluginFile::name);
  return file != available.end() && !comes_with_lucarne(file->file);
}

}  // namespace

void decide_isolation(Pipeline& pipeline, const std::vector<PluginFile>& available, bool all) {
  for (StageSpec& stage : pipeline.stages) stage.isolate = all || is_isolated(stage, available);
}

AnalysisPtr isolated_analysis(const Plugin& plugin, const IsolatedSetting& setting) {
  if (plugin.looked_at && *plugin.looked_at && plugin.looked_at_for == setting.stage) {
    return std::move(*plugin.looked_at);
  }
  return owned(std::make_unique<IsolatedAnalysis>(plugin.file, setting));
}

Plugin probe_plugin(const std::filesystem::path& file, const IsolatedSetting& setting) {
  trusted_file(file);
  Plugin plugin;
  plugin.file = file;
  try {
    auto analysis = std::make_unique<IsolatedAnalysis>(file, setting);
    plugin.name = analysis->loaded().name;
    plugin.version = analysis->loaded().version;
    plugin.summary = analysis->loaded().summary;
    plugin.looked_at = std::make_shared<AnalysisPtr>(owned(std::move(analysis)));
    plugin.looked_at_for = setting.stage;
  } catch (const StageCrashed& crash) {
    plugin.name = file.stem();
    plugin.crashed = crash;
  }
  return plugin;
}

Plugin open_plugin(const std::filesystem::path& file) {
  if (comes_with_lucarne(file)) return load_plugin(file);
  Plugin plugin = probe_plugin(file);
  if (plugin.crashed) throw PluginRefused(file, plugin.crashed->what());
  return plugin;
}

}  // namespace lucarne
