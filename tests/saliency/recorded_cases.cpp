// SPDX-License-Identifier: MIT
#include "recorded_cases.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace {

std::ifstream open_case_file(const std::string& name) {
  std::ifstream stream(std::string(LUCARNE_SOURCE_DIR) + "/tests/saliency/cases/" + name);
  if (!stream) throw std::runtime_error("no file " + name);
  return stream;
}

template <class T>
std::vector<T> numbers_of(std::istream& line) {
  std::vector<T> numbers;
  for (T value{}; line >> value;) numbers.push_back(value);
  return numbers;
}

arma::fmat columns_of(const std::vector<float>& values, arma::uword rows) {
  return arma::reshape(arma::fvec(values), rows, values.size() / rows);
}

arma::fmat inputs_of(const std::vector<RecordedCase>& cases, const std::string& id) {
  for (const RecordedCase& one : cases) {
    if (one.id == id) return one.inputs;
  }
  throw std::runtime_error("no case " + id);
}

void read_line(RecordedCase& one, const std::string& key, std::istream& line) {
  const arma::uword features = lucarne::n_elements(one.item_shape);
  if (key == "peer") line >> one.peer;
  if (key == "call") std::getline(line >> std::ws, one.call);
  if (key == "model") line >> one.model;
  if (key == "method") line >> one.method;
  if (key == "set") {
    std::string name;
    line >> name;
    std::getline(line >> std::ws, one.settings[name]);
  }
  if (key == "shape") {
    one.item_shape = numbers_of<arma::uword>(line);
    one.item_shape.erase(one.item_shape.begin());
  }
  if (key == "inputs") one.inputs = columns_of(numbers_of<float>(line), features);
  if (key == "targets") one.classes = arma::uvec(numbers_of<arma::uword>(line));
  if (key == "baseline") {
    line >> one.baseline_kind;
    one.baselines = columns_of(numbers_of<float>(line), features);
  }
  if (key == "groups") {
    const arma::uvec groups(numbers_of<arma::uword>(line));
    one.groups = arma::reshape(groups, features, groups.n_elem / features);
  }
  if (key == "positive_parts") one.positive_parts = true;
  if (key == "rows") line >> one.first_row >> one.end_row;
  if (key == "expected") one.expected = arma::fvec(numbers_of<float>(line));
  if (key == "peer_tolerance") {
    std::string mode;
    double relative = 0;
    line >> mode >> relative >> one.peer_tolerance;
  }
}

void read_cases(const std::string& file, std::vector<RecordedCase>& cases) {
  std::ifstream stream = open_case_file(file);
  for (std::string text; std::getline(stream, text);) {
    std::istringstream line(text);
    std::string key;
    line >> key;
    if (key == "case") {
      cases.emplace_back();
      line >> cases.back().id;
    } else if (key == "inputs_like") {
      std::string id;
      line >> id;
      cases.back().inputs = inputs_of(cases, id);
    } else if (!key.empty()) {
      read_line(cases.back(), key, line);
    }
  }
}

}  // namespace

std::vector<RecordedCase> recorded_cases() {
  std::vector<RecordedCase> cases;
  for (const char* file : {"cases.txt", "layer_cases.txt", "rule_cases.txt",
                           "perturbation_cases.txt", "inputs_cases.txt"}) {
    read_cases(file, cases);
  }
  return cases;
}

std::map<std::string, std::string> recorded_models() {
  std::map<std::string, std::string> models;
  for (const char* file :
       {"models.txt", "layer_models.txt", "rule_models.txt", "inputs_models.txt"}) {
    std::ifstream stream = open_case_file(file);
    for (std::string name, text; stream >> name && std::getline(stream, text);) models[name] = text;
  }
  return models;
}
