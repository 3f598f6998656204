// SPDX-License-Identifier: MIT
#include "errors/confidence.hpp"
#include "errors/confusion.hpp"
#include "errors/reports.hpp"

#include <lucarne/fold_states.hpp>
#include <lucarne/plugin.hpp>

namespace lucarne::errors {
namespace {

void require_finite(const Predictions& predictions, const std::string& split) {
  if (predictions.logits.is_finite()) return;
  const arma::uvec broken = arma::find_nonfinite(predictions.logits);
  const arma::uword item = broken(0) / predictions.logits.n_rows;
  throw Error("finite logits wanted, found NaN or infinity at item " + std::to_string(item) +
              " of split '" + split + "'; look for extreme weights or inputs that are not scaled");
}

Survey survey_of(const Predictions& predictions, const std::string& split, const Context& context) {
  Survey survey;
  survey.split = split;
  survey.class_names = context.dataset().class_names();
  // A network may know more classes than the data names.
  while (survey.class_names.size() < context.model().n_classes()) {
    survey.class_names.push_back(std::to_string(survey.class_names.size()));
  }
  survey.labels = predictions.labels;
  survey.predicted = predictions.predicted;
  survey.confidence = confidence(predictions.logits);
  survey.hits = predictions.labels == predictions.predicted;
  ConfusionMatrix confusion(survey.class_names.size());
  confusion.add(survey.labels, survey.predicted);
  survey.confusion = confusion.counts();
  return survey;
}

/// Where and how confidently the network errs.
class Errors final : public Analysis {
 public:
  void declare(Parameters& parameters) override {
    parameters.add("split", split_, {.meaning = "split whose errors are analysed"});
    parameters.add("confusions", confusions_,
                   {.meaning = "rows of the table of most frequent confusions", .min = 1});
    parameters.add("mistakes", mistakes_,
                   {.meaning = "most confident mistakes to show and to hand on",
                    .unit = "items",
                    .min = 1,
                    .max = 200});
    parameters.add("bins", bins_,
                   {.meaning = "bins of the confidence histogram", .min = 1, .max = 1000});
    parameters.add(
        "confident", confident_,
        {.meaning = "confidence above which an error counts as confident", .min = 0, .max = 1});
    parameters.add("calibration_bins", calibration_bins_,
                   {.meaning = "bins of the reliability diagram and of the calibration error",
                    .min = 1,
                    .max = 1000,
                    .source = "Guo et al. 2017, arXiv:1706.04599"});
    parameters.produces("mistakes", "items of the most confident mistakes, most confident first");
  }

  std::vector<Sweep> prepare(const Context& context) override {
    require_items(context.dataset(), split_);
    others_ = context.dataset().splits();
    std::erase(others_, split_);
    std::vector<Sweep> sweeps{sweep<Predictions>({.split = split_})};
    for (const std::string& other : others_) {
      // The temperature needs the logits of validation; of the rest only the accuracy is told.
      sweeps.push_back(other == "validation" ? sweep<Predictions>({.split = other})
                                             : sweep<HitCount>({.split = other}));
    }
    return sweeps;
  }

  void run(const Context& context, const Folded& folded, Results& results) override {
    const auto& predictions = folded.state<Predictions>(0);
    require_finite(predictions, split_);
    const Survey survey = survey_of(predictions, split_, context);
    std::vector<SplitAccuracy> accuracies{
        {split_, count_hits(predictions.labels, predictions.predicted)}};
    CalibrationData analysed{split_, predictions.logits, predictions.labels};
    const Predictions* validation = nullptr;
    for (std::size_t i = 0; i < others_.size(); ++i) {
      if (others_[i] == "validation") {
        validation = &folded.state<Predictions>(i + 1);
        require_finite(*validation, others_[i]);
        accuracies.push_back({others_[i], count_hits(validation->labels, validation->predicted)});
      } else {
        accuracies.push_back({others_[i], folded.state<HitCount>(i + 1)});
      }
    }
    report_accuracy(survey, accuracies, results);
    report_confusion(survey, confusions_, results);
    report_mistakes(survey, mistakes_, context, results);
    report_confidence(survey, bins_, confident_, results);
    const std::string validation_name = "validation";
    const bool fits_on_validation = validation != nullptr && validation->size() > 0;
    report_calibration(survey, analysed,
                       fits_on_validation ? CalibrationData{validation_name, validation->logits,
                                                            validation->labels}
                                          : analysed,
                       calibration_bins_, context, results);
  }

 private:
  std::string split_ = "test";
  arma::uword confusions_ = 10;
  arma::uword mistakes_ = 20;
  arma::uword bins_ = 50;
  double confident_ = 0.9;
  arma::uword calibration_bins_ = 15;
  std::vector<std::string> others_;  ///< the splits that are not analysed, in the sweeps' order
};

}  // namespace
}  // namespace lucarne::errors

LUCARNE_PLUGIN(lucarne::errors::Errors, "errors", "1.0.0",
               "Where does the network err, and how sure is it of itself when it does?");
