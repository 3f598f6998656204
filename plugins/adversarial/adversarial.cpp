// SPDX-License-Identifier: MIT
#include "adversarial/reports.hpp"

#include <lucarne/plugin.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace lucarne::adversarial {
namespace {

constexpr std::string_view no_target = "none";
constexpr arma::uword items_at_once = 512;

/// How little must change in an input for the network to change its mind.
class Adversarial final : public Analysis {
 public:
  void declare(Parameters& parameters) override {
    parameters.add("split", split_, {.meaning = "split that samples come from"});
    parameters.add("samples", samples_,
                   {.meaning = "items attacked, chosen at random; all of a smaller split",
                    .unit = "items",
                    .min = 1,
                    .max = 1e6});
    parameters.add(
        "items", items_,
        {.meaning = "items of another stage to attack, in its order, in place of chance"});
    declare_attack(parameters);
    parameters.add("radius", radius_,
                   {.meaning = "radius of the inputs that are stored and shown",
                    .unit = "input units",
                    .min = 0,
                    .above_min = true});
    parameters.add(
        "radii", radii_,
        {.meaning = "radii of the curve; empty: 0.1, 0.2, 0.5, 1, 1.5, 2 and 3 times the radius",
         .unit = "input units",
         .min = 0,
         .above_min = true});
    parameters.add("bisections", bisections_,
                   {.meaning = "halvings of the interval between two radii that holds each "
                               "sample's smallest",
                    .max = 50});
    parameters.add("shown", shown_, {.meaning = "samples in the gallery", .min = 1, .max = 20});
    parameters.produces("fragile", "samples that the attack flips, the smallest radius first");
  }

  std::vector<Sweep> prepare(const Context& context) override {
    require_items(context.dataset(), split_);
    if (bounds_.size() == 1 || bounds_.size() > 2 ||
        (bounds_.size() == 2 && bounds_[0] >= bounds_[1])) {
      throw ParameterError("bounds",
                           "parameter 'bounds' must be two numbers, the smaller first, or "
                           "empty for the range of the data");
    }
    class_names_ = context.dataset().class_names();
    const arma::uword n_classes = context.model().n_classes();
    while (class_names_.size() < n_classes) {
      class_names_.push_back(std::to_string(class_names_.size()));
    }
    if (n_classes < 2) {
      throw Error("a network of two classes or more wanted, found " + std::to_string(n_classes));
    }
    aim_ = parse_target(n_classes);
    return {};
  }

  void run(const Context& context, const Folded&, Results& results) override {
    Report report = prepared(context);
    if (report.items.is_empty()) {
      results.product("fragile", {});
      results.reading(Level::note, {"no sample was given to attack", "aucun exemple à attaquer"});
      return;
    }
    Victims victims{report.inputs,
                    aim_ ? arma::uvec(report.items.n_elem).fill(*aim_) : report.labels,
                    report.items,
                    {}};
    report.search = search(context, report.attack, std::move(victims), report.predicted,
                           all_radii(), radius_, bisections_);
    report_curve(report, results);
    report_arrays(report, context, results);
    report_gallery(report, context, results);
  }

 private:
  void declare_attack(Parameters& parameters) {
    parameters.add("method", method_,
                   {.meaning = "fgsm: one step of the whole radius; pgd: many, each back into the "
                               "ball",
                    .choices = {"fgsm", "pgd"}});
    parameters.add("norm", norm_,
                   {.meaning = "size of a perturbation: linf its largest element, l2 its length",
                    .choices = {"linf", "l2"}});
    parameters.add("target", target_,
                   {.meaning = "class to drive samples of other classes to, by name or number; "
                               "none: away from their own"});
    parameters.add(
        "steps", steps_,
        {.meaning = "steps of pgd", .min = 1, .max = 100000, .source = "Madry et al. 2018"});
    parameters.add("step_size", step_size_,
                   {.meaning = "length of a step of pgd; auto: 2.5 radius / steps",
                    .unit = "input units",
                    .min = 0,
                    .zero = "auto",
                    .source = "Madry et al. 2018"});
    parameters.add("random_start", random_start_,
                   {.meaning = "whether pgd starts at a random place in the ball"});
    parameters.add("bounds", bounds_,
                   {.meaning = "smallest and largest value of an input; empty: those of the split",
                    .unit = "input units"});
    parameters.add("compat", compat_,
                   {.meaning = "captum: steps by signs for l2 too, and none where the gradient of "
                               "the loss is at most 1e-6",
                    .choices = {"paper", "captum"}});
  }

  std::optional<arma::uword> parse_target(arma::uword n_classes) const {
    if (target_ == no_target) return std::nullopt;
    const auto named = std::ranges::find(class_names_, target_);
    auto k = static_cast<arma::uword>(named - class_names_.begin());
    if (named == class_names_.end()) {
      const char* end = target_.data() + target_.size();
      const auto [stop, error] = std::from_chars(target_.data(), end, k);
      if (error != std::errc{} || stop != end) k = n_classes;
    }
    if (k < n_classes) return k;
    throw ParameterError("target", fmt::format("parameter 'target' must be none, a class or its "
                                               "number from 0 to {}; found '{}'{}",
                                               n_classes - 1, target_,
                                               suggestion(target_, class_names_, "classes")));
  }

  arma::vec all_radii() const {
    std::vector<double> radii = radii_;
    if (radii.empty()) {
      for (const double times : {0.1, 0.2, 0.5, 1.5, 2.0, 3.0}) radii.push_back(times * radius_);
    }
    radii.push_back(radius_);
    return arma::unique(arma::vec(radii));
  }

  arma::uvec chosen_items(const Context& context) const {
    const arma::uword n = context.dataset().n_items(split_);
    if (!items_.named()) return context.random().choose(std::min(samples_, n), n, 0);
    const arma::uvec& named = context.items(items_);
    if (!named.is_empty() && named.max() >= n) {
      throw ParameterError("items", fmt::format("parameter 'items' must name items of split '{}', "
                                                "which has {}; '{}' holds item {}; give both "
                                                "stages the same split",
                                                split_, n, items_.product, named.max()));
    }
    return named.head(std::min(samples_, named.n_elem));
  }

  Report prepared(const Context& context) const {
    const Dataset& dataset = context.dataset();
    Report report;
    report.split = split_;
    report.items = chosen_items(context);
    if (aim_ && !report.items.is_empty()) {
      const arma::uvec labels = dataset.labels(split_)(report.items);
      report.items = arma::uvec(report.items(arma::find(labels != *aim_)));
    }
    report.class_names = class_names_;
    report.radius = radius_;
    report.shown = shown_;
    if (report.items.is_empty()) return report;
    report.labels = dataset.labels(split_)(report.items);
    report.inputs = dataset.inputs(split_, report.items);
    if (!report.inputs.is_finite()) {
      throw Error("finite inputs wanted, found NaN or infinity in split '" + split_ + "'");
    }
    report.attack = attack(context);
    report.predicted = predicted_classes(
        context.activations(split_, report.items, {context.model().logits()}).front());
    return report;
  }

  Attack attack(const Context& context) const {
    const bool captum = compat_ == "captum";
    Attack attack;
    attack.norm = norm_ == "linf" ? Norm::linf : Norm::l2;
    attack.targeted = aim_.has_value();
    attack.sign_steps = attack.norm == Norm::linf || captum;
    attack.threshold = captum ? 1e-6 : 0;
    attack.loss =
        captum && context.model().probabilities().empty() ? Loss::log_output : Loss::cross_entropy;
    attack.steps = steps_;
    attack.step_size = step_size_;
    attack.random_start = random_start_;
    const std::pair<double, double> bounds =
        bounds_.empty() ? range_of_split(context) : std::pair(bounds_[0], bounds_[1]);
    attack.lower = bounds.first;
    attack.upper = bounds.second;
    return method_ == "fgsm" ? single_step(attack) : attack;
  }

  // Smallest and largest value in the split.
  std::pair<double, double> range_of_split(const Context& context) const {
    const arma::uword n = context.dataset().n_items(split_);
    std::pair<double, double> range{arma::datum::inf, -arma::datum::inf};
    arma::fmat inputs;
    for (arma::uword first = 0; first < n; first += items_at_once) {
      context.stop_if_cancelled();
      context.dataset().read(split_, first, std::min(items_at_once, n - first), inputs);
      range.first = std::min(range.first, static_cast<double>(inputs.min()));
      range.second = std::max(range.second, static_cast<double>(inputs.max()));
    }
    return range;
  }

  std::string split_ = "test";
  arma::uword samples_ = 500;
  ItemsFrom items_;
  std::string method_ = "pgd";
  std::string norm_ = "linf";
  std::string target_ = std::string(no_target);
  arma::uword steps_ = 40;
  double step_size_ = 0;
  bool random_start_ = true;
  std::vector<double> bounds_;
  std::string compat_ = "paper";
  double radius_ = 0.1;
  std::vector<double> radii_;
  arma::uword bisections_ = 6;
  arma::uword shown_ = 8;
  std::vector<std::string> class_names_;
  std::optional<arma::uword> aim_;
};

}  // namespace
}  // namespace lucarne::adversarial

LUCARNE_PLUGIN(lucarne::adversarial::Adversarial, "adversarial", "1.0.0",
               "How small a change of its input makes the network change its answer?");
