// SPDX-License-Identifier: MIT
#include "small_case.hpp"

#include "data/data_files.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>

namespace {

const char* const small_pipeline = R"(lucarne: 1
name: small
data:
  format: idx
  train: {images: train-images, labels: train-labels}
  test: {images: test-images, labels: test-labels}
  validation: 10
  scale: 255
model: {file: network.npz}
stages:
  - plugin: weights
    with: {neurons: 4, bins: 10, correlated: 3}
)";

// A zip file whose members are stored as they are, the way numpy.savez writes them.
std::string stored_zip(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string bodies;
  std::string directory;
  for (const auto& [name, content] : members) {
    const auto* bytes = reinterpret_cast<const Bytef*>(content.data());
    const std::string described = little(0, 2) + little(0, 2) + little(0, 2) + little(0, 2) +
                                  little(crc32(0, bytes, static_cast<uInt>(content.size()))) +
                                  little(content.size()) + little(content.size()) +
                                  little(name.size(), 2) + little(0, 2);
    directory += "PK\1\2" + little(20, 2) + little(20, 2) + described + little(0, 2) +
                 little(0, 2) + little(0, 2) + little(0) + little(bodies.size()) + name;
    bodies += "PK\3\4" + little(20, 2) + described + name + content;
  }
  return bodies + directory + "PK\5\6" + little(0, 2) + little(0, 2) + little(members.size(), 2) +
         little(members.size(), 2) + little(directory.size()) + little(bodies.size()) +
         little(0, 2);
}

std::vector<float> wave(std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = std::sin(static_cast<float>(7 * i + 1));
  }
  return values;
}

}  // namespace

std::string npy(const std::string& shape, const std::vector<float>& values) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string bytes(values.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return "\x93NUMPY" + little(1, 1) + little(0, 1) + little(header.size(), 2) + header + bytes;
}

std::string small_images(int count, int seed) {
  std::string bytes = idx_header(8, {static_cast<std::uint64_t>(count), 4, 4});
  for (int i = 0; i < 16 * count; ++i) {
    bytes += static_cast<char>(std::lround(127.5 + 127.5 * std::sin(seed + 1.7 * i * i)));
  }
  return bytes;
}

std::string small_labels(int count) {
  std::string bytes = idx_header(8, {static_cast<std::uint64_t>(count)});
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(i % 3);
  return bytes;
}

std::string small_network(float first_weight) {
  std::vector<float> w1 = wave(16 * 5);
  w1[0] = first_weight;
  return stored_zip({{"W1.npy", npy("(16, 5)", w1)},
                     {"b1.npy", npy("(5,)", wave(5))},
                     {"W2.npy", npy("(5, 3)", wave(5 * 3))},
                     {"b2.npy", npy("(3,)", wave(3))}});
}

std::string bad_plugin_folder() { return LUCARNE_BINARY_DIR "/tests/bad-plugins"; }

SmallCase::SmallCase() {
  write("pipeline.yaml", small_pipeline);
  write("train-images", small_images(40, 1));
  write("train-labels", small_labels(40));
  write("test-images", small_images(30, 2));
  write("test-labels", small_labels(30));
  write("network.npz", small_network());
}

void SmallCase::edit(const std::string& old, const std::string& text) const {
  std::string yaml = content_of(path("pipeline.yaml"));
  const std::size_t at = yaml.find(old);
  if (at == std::string::npos || yaml.find(old, at + 1) != std::string::npos) {
    throw std::runtime_error("the pipeline does not hold this once: " + old);
  }
  write("pipeline.yaml", yaml.replace(at, old.size(), text));
}

void SmallCase::stages(const std::string& text) const {
  const std::string yaml = content_of(path("pipeline.yaml"));
  write("pipeline.yaml", yaml.substr(0, yaml.find("stages:")) + "stages:\n" + text + "\n");
}

void SmallCase::train(int epochs) const {
  edit("model: {file: network.npz}",
       "model: {file: models/network.onnx, train: {hidden: [5], batch_size: 8, epochs: " +
           std::to_string(epochs) + "}}");
}

Program SmallCase::lucarne(std::vector<std::string> words) const {
  words.insert(words.begin(), LUCARNE_BINARY_DIR "/bin/lucarne");
  return {std::move(words), folder_.path()};
}

ProgramOutcome SmallCase::run(const std::vector<std::string>& more) const {
  std::vector<std::string> words = {"run", "pipeline.yaml", "--threads", "2"};
  words.insert(words.end(), more.begin(), more.end());
  return call(words);
}

std::vector<std::string> SmallCase::runs() const {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(path("runs"), none)) {
    names.push_back(entry.path().filename());
  }
  std::ranges::sort(names);
  return names;
}
