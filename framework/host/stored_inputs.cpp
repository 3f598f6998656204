// SPDX-License-Identifier: MIT
#include "host/stored_inputs.hpp"

#include "output/files.hpp"
#include "output/input_record.hpp"
#include "pipeline/yaml_tree.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

// The pipeline that the run recorded. Files that are gone are no concern here.
Pipeline recorded_pipeline(const StoredRun& run) {
  Diagnostics ignored(run.folder / "pipeline.yaml");
  try {
    const YamlNode root = parse_yaml(run.record.pipeline_yaml, ignored);
    return parse_pipeline(root, run.folder / "pipeline.yaml", ignored);
  } catch (const PipelineError&) {
    return {};
  }
}

// How many names two paths have in common, counted from their ends.
std::size_t shared_ending(const fs::path& a, const fs::path& b) {
  auto x = a.end(), y = b.end();
  std::size_t count = 0;
  while (x != a.begin() && y != b.begin() && *--x == *--y) ++count;
  return count;
}

}  // namespace

StoredInputs::StoredInputs(const StoredRun& run, FileDigests& digests)
    : run_(run), digests_(digests), pipeline_(recorded_pipeline(run)) {}

const FileRecord* StoredInputs::recorded(const fs::path& file, const std::string& role) const {
  // The folder may have moved since; names have not: the record that shares most of them.
  const FileRecord* best = nullptr;
  std::size_t most = 0;
  for (const FileRecord& input : run_.record.inputs) {
    if (input.role != role) continue;
    const std::size_t shared = shared_ending(file, input.path);
    if (shared <= most) continue;
    best = &input;
    most = shared;
  }
  return best;
}

fs::path StoredInputs::at_hand(const fs::path& file, const std::string& role, Text& missing) {
  const FileRecord* record = recorded(file, role);
  if (record == nullptr) {
    missing = {"the run did not record its digest", "l'exécution n'en a pas noté l'empreinte"};
    return {};
  }
  bool found_other = false;
  for (const fs::path& place : {file, fs::path(record->path)}) {
    if (!can_be_recorded(place)) continue;
    try {
      if (digests_.of(place).sha256 == record->sha256) return place;
      found_other = true;
    } catch (const OutputError& failure) {
      missing = Text(failure.what());
      return {};
    }
  }
  missing = found_other ? filled({"'{}' has changed since the run",
                                  "« {} » a changé depuis "
                                  "l'exécution"},
                                 {record->path})
                        : filled({"'{}' is gone", "« {} » n'existe plus"}, {record->path});
  return {};
}

const Network* StoredInputs::network() {
  if (looked_for_network_) return network_.get();
  looked_for_network_ = true;
  const fs::path file = at_hand(run_.record.model_file, "network", network_missing_);
  if (file.empty()) return nullptr;
  try {
    network_ = load_network(file);
  } catch (const std::exception& failure) {
    network_missing_ = Text(failure.what());
  }
  return network_.get();
}

const Text& StoredInputs::network_missing() {
  network();
  return network_missing_;
}

bool StoredInputs::locate(SplitFiles& files) {
  std::vector<fs::path*> all = {&files.items, &files.labels};
  for (NamedItems& one : files.inputs) all.push_back(&one.file);
  for (fs::path* file : all) {
    if (file->empty()) continue;
    *file = at_hand(*file, "data", data_missing_);
    if (file->empty()) return false;
  }
  return !files.first().empty();
}

const LoadedDataset* StoredInputs::data_with(const std::string& split) {
  if (data_split_ != split) {
    data_.reset();
    data_split_ = split;
    data_missing_ = {};
    load_data(split);
  }
  return data_.get();
}

void StoredInputs::load_data(const std::string& split) {
  DatasetSpec spec = pipeline_.data;
  (split == "test" ? spec.train : spec.test).reset();  // what is not asked for is not read
  if (split == "test") spec.validation = 0;
  std::optional<SplitFiles>& files = split == "test" ? spec.test : spec.train;
  if (!files) {
    data_missing_ =
        filled({"the run's pipeline names no files for the split '{}'",
                "le pipeline de l'exécution ne nomme aucun fichier pour la partie « {} »"},
               {split});
    return;
  }
  if (!locate(*files)) return;
  try {
    data_ = std::make_unique<LoadedDataset>(spec);
    data_->n_items(split);
    data_->wait(split);
  } catch (const std::exception& failure) {
    data_.reset();
    data_missing_ = Text(failure.what());
  }
}

std::string StoredInputs::items_of(const std::string& split) const {
  const DatasetSpec& spec = pipeline_.data;
  const std::optional<SplitFiles>& files = split == "test" ? spec.test : spec.train;
  if (!files || files->first().empty()) return {};
  std::string text = fmt::format("{} {} {} {}", static_cast<int>(spec.format), spec.items_key,
                                 spec.labels_key, spec.label_column);
  if (split != "test") text += fmt::format(" {}", spec.validation);
  for (const fs::path& file : files->all()) {
    const FileRecord* record = recorded(file, "data");
    if (record == nullptr) return {};
    text += " " + record->sha256;
  }
  return text;
}

}  // namespace lucarne
