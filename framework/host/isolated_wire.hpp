// SPDX-License-Identifier: MIT
#pragma once

#include "data/dataset_spec.hpp"

#include <lucarne/archive.hpp>
#include <lucarne/fold.hpp>
#include <lucarne/parameters.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace lucarne {

// What goes through the messages between host and isolated process. Each type is written and read
// by its `archive`; reading throws Error where the bytes are damaged.

struct LoadOrder {
  std::string file;
  std::uint64_t memory_bytes = 0;  ///< 0: as much as the machine has
  unsigned n_threads = 1;
  void archive(Archive& archive) { archive(file, memory_bytes, n_threads); }
};

struct LoadReply {
  std::string name;
  std::string version;
  std::string summary;
  void archive(Archive& archive) { archive(name, version, summary); }
};

struct Declaration {
  std::vector<Parameter> parameters;
  std::vector<Product> products;
  void archive(Archive& archive);
};

/// All that a stage's process needs to know of the pipeline.
struct PrepareOrder {
  std::string stage;
  std::uint64_t seed = 0;
  arma::uword block_size = 512;
  DatasetSpec data;
  std::string model;
  std::vector<arma::uword> hidden;  ///< of the network that is to be trained
  std::vector<std::string> names;   ///< of the parameters that are set
  std::vector<Value> values;
  void archive(Archive& archive);
};

struct PrepareReply {
  std::vector<Request> requests;
  void archive(Archive& archive);
};

struct RunOrder {
  std::vector<std::string> names;  ///< "stage.product"
  std::vector<arma::uvec> items;
  void archive(Archive& archive) { archive(names, items); }
};

/// Why the process could not do what it was asked for.
struct Refusal {
  enum class Kind : std::uint32_t { error, parameter, plugin, data, memory };
  Kind kind = Kind::error;
  std::string parameter;  ///< with Kind::parameter
  std::string message;
  void archive(Archive& archive) { archive(kind, parameter, message); }
};

struct Progress {
  double share = 0;
  void archive(Archive& archive) { archive(share); }
};

struct Warning {
  std::string text;
  void archive(Archive& archive) { archive(text); }
};

template <class T>
std::vector<std::byte> bytes_of_wire(T value) {
  Archive archive;
  value.archive(archive);
  return archive.bytes();
}

/// throws: Error where the bytes are damaged
template <class T>
T from_wire(std::span<const std::byte> bytes) {
  Archive archive(bytes);
  T value;
  value.archive(archive);
  return value;
}

}  // namespace lucarne
