// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/results.hpp>

#include "output/gate_record.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

/// A file that went into a run, or came out of it.
struct FileRecord {
  std::string path;
  std::uint64_t bytes = 0;
  std::string sha256;
  std::string role{};  ///< of an input: "pipeline", "network", "data", "baseline"; else empty
};

/// How the process of an isolated stage ended before the stage had results.
struct CrashRecord {
  std::string ending;                   ///< "ended by SIGSEGV (...)", "no end within 2 s"
  std::string phase;                    ///< "run", "block 3 of split 'test'"
  std::vector<std::string> backtrace;   ///< innermost first: "f(int) in x.so"; may be empty
  std::vector<std::string> last_lines;  ///< of standard error
};

/// One stage, as the manifest and the report tell it.
struct StageRecord {
  std::string id;
  std::string plugin;
  std::string plugin_version;
  std::string summary;                                          ///< the plugin's one line
  std::vector<std::pair<std::string, std::string>> parameters;  ///< all, with values as text
  bool complete = false;
  bool cached = false;    ///< taken from the cache; the times are those of the run that computed it
  std::string error;      ///< where it failed
  bool isolated = false;  ///< ran in a process of its own
  std::optional<CrashRecord> crash{};  ///< where that process ended too early
  std::vector<std::string> warnings;
  std::vector<std::string> drawing_problems;
  double compute_seconds = 0;
  double drawing_seconds = 0;
  const Results* results = nullptr;  ///< null where it failed
};

/// A whole run, from which run.json and report.html are made.
struct RunRecord {
  std::string name;
  Language language = Language::english;
  std::uint64_t seed = 0;
  bool complete = false;  ///< every stage and every figure
  std::string started;    ///< ISO 8601, UTC
  double seconds = 0;
  std::uint64_t peak_memory_bytes = 0;
  std::map<std::string, std::string>
      environment;                 ///< lucarne, compiler, BLAS and its core, gnuplot
  std::string pipeline_yaml;       ///< as resolved
  std::vector<FileRecord> inputs;  ///< pipeline, model, data
  std::vector<FileRecord> plugins;
  std::vector<FileRecord> outputs;  ///< relative to the run's folder, sorted
  // What the report shows of the network and the data.
  std::string model_file;
  std::vector<std::string> model_layers;  ///< "fc1  Gemm  256"
  std::string training_record;            ///< JSON, or empty where it was not trained here
  std::vector<std::pair<std::string, std::uint64_t>> splits;
  std::vector<StageRecord> stages;
  std::vector<GateRecord> gates;  ///< what came of `expect:`
};

/// run.json, without the digest of itself.
std::string manifest_json(const RunRecord& run);

/// report.html: one file that needs no other. `folder` holds the stages' folders with their PNGs.
std::string report_html(const RunRecord& run, const std::filesystem::path& folder);

/// Path, size and digest of every file under `folder`, paths relative to it, sorted.
std::vector<FileRecord> files_under(const std::filesystem::path& folder);

}  // namespace lucarne
