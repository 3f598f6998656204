// SPDX-License-Identifier: MIT
#pragma once

#include "errors/calibration.hpp"
#include "errors/predictions.hpp"
#include "errors/survey.hpp"

#include <lucarne/context.hpp>
#include <lucarne/results.hpp>

namespace lucarne::errors {

/// Accuracy of one split.
struct SplitAccuracy {
  std::string split;
  HitCount hits;
};

/// Scalars `accuracy`, `errors` and `<split>.accuracy`, and what their gaps say.
void report_accuracy(const Survey& survey, const std::vector<SplitAccuracy>& splits,
                     Results& results);

/// Arrays and figure `confusion`, table `confusions` of `limit` rows, table `classes`.
void report_confusion(const Survey& survey, arma::uword limit, Results& results);

/// Table and product `mistakes` of at most `limit` items; their gallery where they are pictures.
void report_mistakes(const Survey& survey, arma::uword limit, const Context& context,
                     Results& results);

/// Arrays `predicted` and `confidence`, the `confidence.*` and `confident_errors` scalars, and
/// figure `confidence`: errors above `confident` count as confident.
void report_confidence(const Survey& survey, arma::uword bins, double confident, Results& results);

/// Logits and labels that a temperature is fitted on.
struct CalibrationData {
  const std::string& split;
  const arma::fmat& logits;
  const arma::uvec& labels;
};

/// Scalars `ece`, `nll`, `temperature` and what the temperature makes of them; figure
/// `calibration`.
/// `analysed`: of the survey's split; `fitted`: what the temperature comes from
void report_calibration(const Survey& survey, const CalibrationData& analysed,
                        const CalibrationData& fitted, arma::uword bins, const Context& context,
                        Results& results);

}  // namespace lucarne::errors
