// SPDX-License-Identifier: MIT
#include "mnist_case.hpp"

#include "data/data_files.hpp"

#include <zlib.h>

#include <algorithm>

namespace {

const char* const pipeline = R"(lucarne: 1
name: digits
seed: 42
language: LANGUAGE
data:
  format: idx
  train: {images: ../train-images, labels: ../train-labels}
  test: {images: ../test-images, labels: ../test-labels}
  validation: 100
  scale: 255
model:
  file: ../models/NETWORK.onnx
  train: {hidden: [16], epochs: 2, batch_size: 20, learning_rate: 0.01}
stages:
  - {plugin: weights, with: {neurons: 16, correlated: 16}}
  - plugin: activations
  - {plugin: saliency, with: {permutations: 1000}}
  - plugin: errors
  - {plugin: embedding, with: {samples: 100, perplexity: 10, iterations: 300}}
)";

// The first `count` items of one of MNIST's files, as an IDX file of its own.
std::string beginning(const std::string& name, std::uint64_t count) {
  const bool labels = name.find("labels") != std::string::npos;
  const std::size_t header = labels ? 8 : 16;
  std::string bytes(header + count * (labels ? 1 : 784), '\0');
  gzFile file = gzopen(mnist(name).c_str(), "rb");
  const int read = gzread(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
  if (read != static_cast<int>(bytes.size())) throw std::runtime_error("cannot read " + name);
  return bytes.replace(4, 4, big(count));
}

std::string with(std::string text, const std::string& word, const std::string& value) {
  return text.replace(text.find(word), word.size(), value);
}

}  // namespace

MnistCase::MnistCase() {
  folder_.file("train-images", beginning("train-images-idx3-ubyte.gz", 600));
  folder_.file("train-labels", beginning("train-labels-idx1-ubyte.gz", 600));
  folder_.file("test-images", beginning("t10k-images-idx3-ubyte.gz", 500));
  folder_.file("test-labels", beginning("t10k-labels-idx1-ubyte.gz", 500));
}

ProgramOutcome MnistCase::run(const std::string& network, const std::string& output, int n_threads,
                              const std::string& language) const {
  folder_.file("pipelines/" + output + ".yaml",
               with(with(pipeline, "NETWORK", network), "LANGUAGE", language));
  return run_program({{LUCARNE_BINARY_DIR "/bin/lucarne", "run", "pipelines/" + output + ".yaml",
                       "--output", "runs/" + output, "--threads", std::to_string(n_threads)},
                      folder_.path()});
}

ProgramOutcome MnistCase::run_text(const std::string& yaml,
                                   const std::vector<std::string>& more) const {
  folder_.file("own.yaml", yaml);
  std::vector<std::string> words{LUCARNE_BINARY_DIR "/bin/lucarne", "run", "own.yaml"};
  words.insert(words.end(), more.begin(), more.end());
  return run_program({words, folder_.path()});
}

nlohmann::json MnistCase::json(const std::string& file) const {
  return nlohmann::json::parse(content_of(path(file)));
}

std::vector<std::string> files_of(const std::filesystem::path& folder,
                                  const std::vector<std::string>& extensions) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (std::ranges::find(extensions, entry.path().extension().string()) != extensions.end() ||
        std::ranges::find(extensions, entry.path().filename().string()) != extensions.end()) {
      names.push_back(entry.path().lexically_relative(folder));
    }
  }
  std::ranges::sort(names);
  return names;
}
