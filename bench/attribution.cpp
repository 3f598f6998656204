// SPDX-License-Identifier: MIT
// bench_attribution MODEL.onnx MNIST-FOLDER THREADS
// Explains MNIST's test images by the saliency plugin's own code. Reads one case a line,
// "METHOD ITEMS [key=value ...]", runs it and prints its seconds: wall seconds, then processor
// seconds of all threads, and the sum of the magnitudes of what came out, which is not timed, as
// the choice of the images is not; or "refused" and why. "forward ITEMS" is a forward pass, "pgd
// ITEMS" the adversarial plugin's attack. Driven by attribution.py.
#include "adversarial/attack.hpp"
#include "data/loaded_dataset.hpp"
#include "host/environment.hpp"
#include "host/worker_pool.hpp"
#include "network/network.hpp"
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/feature_groups.hpp"
#include "saliency/methods/layers.hpp"

#include <lucarne/error.hpp>

#include <cblas.h>
#include <fmt/format.h>
#include <malloc.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>

namespace {

using namespace lucarne;
using namespace lucarne::saliency;

Settings read_settings(std::istream& words, const std::string& method) {
  Settings settings;
  settings.method = method;
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    const std::string key = word.substr(0, equals);
    const std::string value = word.substr(equals + 1);
    if (key == "steps")
      settings.steps = std::stoul(value);
    else if (key == "draws")
      settings.draws = std::stoul(value);
    else if (key == "block")
      settings.block = {std::stol(value), std::stol(value)};
    else if (key == "rule")
      settings.lrp_rule = value;
    else if (key == "smoothing")
      settings.smoothing = std::stod(value);
    else if (key == "output")
      settings.output = value;
    else
      throw std::invalid_argument("unknown setting '" + key + "'");
  }
  return settings;
}

/// What an attack asks its host for.
class AttackContext : public Context {
 public:
  AttackContext(const Model& model, const Dataset& dataset, const Random& random,
                const Workers& workers)
      : model_(model), dataset_(dataset), random_(random), workers_(workers) {}
  const Model& model() const override { return model_; }
  const Dataset& dataset() const override { return dataset_; }
  const Random& random() const override { return random_; }
  void parallel_for(arma::uword count,
                    const std::function<void(arma::uword)>& task) const override {
    workers_.parallel_for(count, task);
  }
  const arma::uvec& items(const ItemsFrom&) const override {
    throw Error("an attack takes no items from another stage");
  }
  void progress(double) const override {}
  void warn(const std::string&) const override {}
  void stop_if_cancelled() const override {}
  bool cancelled() const override { return false; }

 private:
  const Model& model_;
  const Dataset& dataset_;
  const Random& random_;
  const Workers& workers_;
};

/// Both networks see the same images, each in its own shape.
class Bench {
 public:
  Bench(const std::string& model, const std::string& images, unsigned threads)
      : model_(load_network(model)),
        pool_(threads, [] { openblas_set_num_threads(1); }),
        workers_{[this](arma::uword count, const std::function<void(arma::uword)>& task) {
                   pool_.parallel_for(count, task);
                 },
                 [] {}} {
    use_one_blas_thread();
    DatasetSpec spec;
    spec.train = {images + "/t10k-images-idx3-ubyte.gz", images + "/t10k-labels-idx1-ubyte.gz"};
    spec.test = spec.train;
    spec.scale = 255;
    dataset_ = std::make_unique<LoadedDataset>(spec);
    dataset_->read("test", 0, dataset_->n_items("test"), images_);
    const std::unique_ptr<Pass> pass = model_->start_pass();
    pass->forward(images_);
    classes_ = predicted_classes(pass->tensor(model_->logits()));
  }

  // The work of a line, its images chosen already: what it gives is an item's worth of numbers a
  // column.
  std::function<arma::fmat()> work_of(const std::string& line) {
    std::istringstream words(line);
    std::string method;
    arma::uword items = 0;
    words >> method >> items;
    const Settings settings = read_settings(words, method);
    if (method == "pgd") return attack(items, settings.steps);
    auto question = std::make_shared<Question>(Question{*model_, random_, workers_});
    question->item_shape = {1, 28, 28};
    question->inputs = images_.head_cols(items);
    question->classes = classes_.head(items);
    question->keys = arma::regspace<arma::uvec>(0, 1, items - 1);
    question->baselines = {arma::fmat(question->n_features(), 1, arma::fill::zeros), false};
    question->groups = make_groups(settings, question->item_shape, items);
    if (method == "forward") {
      return [question] { return arma::conv_to<arma::fmat>::from(outputs(*question)); };
    }
    return [question, settings] { return std::move(explain(*question, settings).attributions); };
  }

 private:
  std::function<arma::fmat()> attack(arma::uword items, arma::uword steps) const {
    const adversarial::Attack attack{.steps = steps, .step_size = 0.01, .lower = 0, .upper = 1};
    const adversarial::Victims victims{images_.head_cols(items), classes_.head(items),
                                       arma::regspace<arma::uvec>(0, 1, items - 1),
                                       arma::vec(items, arma::fill::value(0.1))};
    return [this, attack, victims] {
      const AttackContext context(*model_, *dataset_, random_, workers_);
      return std::move(adversarial::attacked(context, attack, victims).inputs);
    };
  }

  std::unique_ptr<Network> model_;
  std::unique_ptr<LoadedDataset> dataset_;
  WorkerPool pool_;
  Workers workers_;
  Random random_{1, "bench"};
  arma::fmat images_;
  arma::uvec classes_;
};

// One line, for whoever measures to go on with the next case.
std::string answer(Bench& bench, const std::string& line) {
  try {
    const std::function<arma::fmat()> work = bench.work_of(line);
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t start_of_work = std::clock();
    const arma::fmat found = work();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    const double busy =
        static_cast<double>(std::clock() - start_of_work) / static_cast<double>(CLOCKS_PER_SEC);
    return fmt::format("{:.6f} {:.6f} {:.6g}", seconds.count(), busy, arma::accu(arma::abs(found)));
  } catch (const Error& error) {
    return fmt::format("refused {}", error.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  // As the program itself does: memory that comes and goes stays with the process.
  constexpr int kept_bytes = 1 << 28;
  mallopt(M_MMAP_THRESHOLD, kept_bytes);
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    Bench bench(arguments.at(0), arguments.at(1),
                static_cast<unsigned>(std::stoul(arguments.at(2))));
    for (std::string line; std::getline(std::cin, line);) {
      fmt::print("{}\n", answer(bench, line));
      std::fflush(stdout);
    }
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_attribution: {}\n", error.what());
    return 1;
  }
}
