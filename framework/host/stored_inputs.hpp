// SPDX-License-Identifier: MIT
#pragma once

#include "data/loaded_dataset.hpp"
#include "host/file_digests.hpp"
#include "network/network.hpp"
#include "output/run_reader.hpp"
#include "pipeline/pipeline.hpp"

#include <memory>
#include <string>

namespace lucarne {

/// What went into a finished run, as far as it is still there and unchanged: nothing is taken that
/// has not the digest which the run recorded.
class StoredInputs {
 public:
  /// `run` and `digests` must outlive this.
  StoredInputs(const StoredRun& run, FileDigests& digests);

  /// The network; null where it is not at hand, and network_missing() says why.
  const Network* network();
  const Text& network_missing();

  /// Data that hold this split; null where they are not at hand, and data_missing() says why.
  const LoadedDataset* data_with(const std::string& split);
  const Text& data_missing() const { return data_missing_; }

  /// The recorded digests of the files behind a split, with what decides which of their items it
  /// holds: equal texts mean equal items in equal order. Empty where the run does not tell.
  std::string items_of(const std::string& split) const;

 private:
  struct Wanted;
  const FileRecord* recorded(const std::filesystem::path& file, const std::string& role) const;
  /// Where the file lies now, or nothing; then `missing` says why.
  std::filesystem::path at_hand(const std::filesystem::path& file, const std::string& role,
                                Text& missing);
  bool locate(SplitFiles& files);
  void load_data(const std::string& split);

  const StoredRun& run_;
  FileDigests& digests_;
  Pipeline pipeline_;
  std::unique_ptr<Network> network_;
  bool looked_for_network_ = false;
  Text network_missing_;
  std::unique_ptr<LoadedDataset> data_;
  std::string data_split_;
  Text data_missing_;
};

}  // namespace lucarne
