// SPDX-License-Identifier: MIT
#include "host/stage_key.hpp"

#include "host/environment.hpp"
#include "output/drawing_process.hpp"
#include "output/files.hpp"
#include "pipeline/named_files.hpp"
#include "pipeline/settings.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace lucarne {
namespace {

// Raised when what the cache holds is no longer what this code would write.
constexpr int cache_format = 1;

constexpr std::size_t digest_shown = 12;

std::filesystem::path library_of_the_sdk() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&n_elements), &info) == 0) return {};
  return info.dli_fname;
}

// The program that draws, without starting it: its version costs a process.
std::string gnuplot_identity() {
  const std::filesystem::path gnuplot = find_program("gnuplot");
  if (gnuplot.empty()) return "not installed";
  std::error_code unknown;
  const std::filesystem::path real = std::filesystem::canonical(gnuplot, unknown);
  const auto changed = std::filesystem::last_write_time(real, unknown).time_since_epoch().count();
  return fmt::format("{} of {} bytes, changed at {}", real.string(),
                     std::filesystem::file_size(real, unknown), changed);
}

// With its type, so that 1 and 1.0 and "1" differ.
std::string typed_text(const Value& value) {
  const std::string text = std::visit(
      [](const auto& held) {
        return nlohmann::json(held).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      },
      value);
  constexpr const char* types[] = {"boolean",  "integer", "number", "text",
                                   "integers", "numbers", "texts"};
  return fmt::format("{} {}", types[value.index()], text);
}

KeyParts data_parts(const DatasetSpec& data, const LoadedDataset& dataset) {
  return {
      {"data format", format_names()[static_cast<std::size_t>(data.format)]},
      {"data validation", std::to_string(data.validation)},
      {"data scale", fmt::format("{}", data.scale)},
      {"data item shape", to_string(dataset.item_shape())},
      {"data classes", nlohmann::json(dataset.class_names())
                           .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)},
      {"data pictures",
       fmt::format("resize {} crop {} channels {} order {} upright {}",
                   fmt::join(data.pictures.resize, " "), fmt::join(data.pictures.crop, " "),
                   static_cast<int>(data.pictures.channels), static_cast<int>(data.pictures.order),
                   data.pictures.upright)},
      {"data normalisation", fmt::format("mean {} std {}", fmt::join(data.normalisation.mean, " "),
                                         fmt::join(data.normalisation.std, " "))},
      {"data keys", fmt::format("{} {} {}", data.items_key, data.labels_key, data.label_column)}};
}

}  // namespace

std::string key_of(const KeyParts& parts) {
  std::string text;
  for (const auto& [name, value] : parts) {
    text += fmt::format("{}:{}{}:{}", name.size(), name, value.size(), value);
  }
  return sha256_of(text);
}

KeyMaker::KeyMaker(Job& job) : job_(job) {
  const Pipeline& pipeline = job.pipeline();
  FileDigests& digests = job.digests();
  common_ = {{"cache format", std::to_string(cache_format)},
             {"Lucarne", digests.of("/proc/self/exe").sha256},
             {"liblucarne", digests.of(library_of_the_sdk()).sha256}};
  for (const auto& [name, value] : numeric_environment()) common_.emplace_back(name, value);
  common_.emplace_back("gnuplot", gnuplot_identity());
  common_.emplace_back("seed", std::to_string(pipeline.seed));
  common_.emplace_back("block size", std::to_string(pipeline.block_size));
  common_.emplace_back("language", pipeline.language == Language::french ? "fr" : "en");
  common_.emplace_back("network", digests.of(pipeline.model.file).sha256);
  const KeyParts data = data_parts(pipeline.data, job.dataset());
  common_.insert(common_.end(), data.begin(), data.end());
  for (const auto& [split, file] : job.dataset().named_files()) {
    common_.emplace_back("data file " + split, digests.of(file).sha256);
  }
}

KeyParts KeyMaker::parts(const PlannedStage& stage) const {
  KeyParts parts = common_;
  parts.emplace_back("stage", stage.spec->id);
  parts.emplace_back("plugin", stage.plugin->name);
  parts.emplace_back("plugin version", stage.plugin->version);
  parts.emplace_back("plugin file", job_.digests().of(stage.plugin->file).sha256);
  for (const Parameter& parameter : stage.parameters.all()) {
    const Value value = stage.parameters.get(parameter.name);
    parts.emplace_back("parameter " + parameter.name, typed_text(value));
    if (parameter.kind != Kind::items) continue;
    const auto& product = std::get<std::string>(value);
    const auto made = job_.shared().products.find(product);
    if (product.empty() || made == job_.shared().products.end()) continue;
    const auto* bytes = reinterpret_cast<const char*>(made->second.memptr());
    const std::string_view view(bytes, made->second.n_elem * sizeof(arma::uword));
    parts.emplace_back("product " + product, sha256_of(made->second.is_empty() ? "" : view));
  }
  for (const auto& [parameter, file] : named_files(stage.parameters)) {
    parts.emplace_back("file of parameter " + parameter, job_.digests().of(file).sha256);
  }
  return parts;
}

std::vector<std::string> differences(const KeyParts& before, const KeyParts& now) {
  // Digests are told by their beginning, the rest as it is.
  const auto shown = [](const std::string& value) {
    const bool digest =
        value.size() == 64 && value.find_first_not_of("0123456789abcdef") == std::string::npos;
    return digest ? value.substr(0, digest_shown) + "..." : value;
  };
  const auto value_in = [](const KeyParts& parts, const std::string& name) {
    return std::ranges::find(parts, name, &KeyParts::value_type::first);
  };
  std::vector<std::string> changes;
  for (const auto& [name, value] : now) {
    const auto old = value_in(before, name);
    if (old == before.end()) {
      changes.push_back(fmt::format("{} is new: {}", name, shown(value)));
    } else if (old->second != value) {
      changes.push_back(fmt::format("{} was {}, is {}", name, shown(old->second), shown(value)));
    }
  }
  for (const auto& [name, value] : before) {
    if (value_in(now, name) == now.end()) {
      changes.push_back(fmt::format("{} is gone: was {}", name, shown(value)));
    }
  }
  return changes;
}

}  // namespace lucarne
