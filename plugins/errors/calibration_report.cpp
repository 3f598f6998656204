// SPDX-License-Identifier: MIT
#include "errors/confidence.hpp"
#include "errors/points.hpp"
#include "errors/reports.hpp"

#include <lucarne/wording.hpp>

namespace lucarne::errors {
namespace {

// Expected calibration errors that can be lived with, and that cannot.
constexpr double small_error = 0.02;
constexpr double large_error = 0.05;

Plot reliability_diagram(const Reliability& bins, LegendPlace legend) {
  Plot plot;
  plot.x.label = {"confidence", "confiance"};
  plot.y.label = {"share of right predictions", "part de prédictions correctes"};
  plot.x.min = plot.y.min = 0;
  plot.x.max = plot.y.max = 1;
  plot.equal_axes = true;
  plot.legend = legend;
  plot.lines.push_back({ReferenceLine::Direction::diagonal, 0,
                        legend == LegendPlace::none ? Text() : Text("perfect", "parfait")});

  const arma::uvec filled_bins = arma::find(bins.count > 0);
  const double width = 1 / static_cast<double>(bins.count.n_elem);
  Series bars;
  bars.mark = Mark::bars;
  bars.x = width * (arma::conv_to<arma::vec>::from(filled_bins) + 0.5);
  bars.y = bins.accuracy(filled_bins);
  bars.width = width;
  bars.opacity = 0.35;
  bars.label = {"accuracy", "exactitude"};

  Series points;
  points.mark = Mark::points;
  points.x = bins.confidence(filled_bins);
  points.y = bars.y;
  points.low.set_size(points.y.n_elem);
  points.high.set_size(points.y.n_elem);
  for (arma::uword i = 0; i < filled_bins.n_elem; ++i) {
    const double count = bins.count(filled_bins(i));
    const Interval interval = wilson_interval(points.y(i) * count, count);
    points.low(i) = interval.low;
    points.high(i) = interval.high;
  }
  points.colour = Colour::secondary;
  points.label = {"95 % interval", "intervalle à 95 %"};
  plot.series = {std::move(bars), std::move(points)};
  return plot;
}

void read_error(double error, double accuracy, double mean_confidence, Figure& figure) {
  const Level level = error <= small_error  ? Level::good
                      : error > large_error ? Level::warning
                                            : Level::note;
  const Text tendency = mean_confidence > accuracy
                            ? Text("too sure of itself", "trop sûr de lui")
                            : Text("not sure enough of itself", "pas assez sûr de lui");
  figure.readings.push_back(
      {level,
       filled({"confidence is off by {} on average (ECE): {} mean confidence against {} of right "
               "predictions; on the whole the network is {}",
               "la confiance s'écarte de la réalité de {} en moyenne (ECE) : {} de confiance "
               "moyenne contre {} de prédictions correctes ; dans l'ensemble le réseau est {}"},
              {points(error), percent(mean_confidence, 2), percent(accuracy, 2), tendency})});
}

void read_temperature(const Temperature& temperature, const std::string& split, double before,
                      double after, Figure& figure) {
  if (temperature.at_limit) {
    figure.readings.push_back(
        {Level::note,
         filled({"no temperature between {} and {} is best on '{}' (every item right, "
                 "or logits that say nothing): the value is a limit, not a fit",
                 "aucune température entre {} et {} n'est la meilleure sur « {} » "
                 "(tout est juste, ou les logits ne disent rien) : la valeur est une "
                 "limite, pas un ajustement"},
                {number(Temperature::smallest, 2), number(Temperature::largest), split})});
    return;
  }
  figure.readings.push_back(
      {after < before ? Level::good : Level::note,
       filled({"dividing the logits by {} (fitted on '{}') takes that from {} to {}; the "
               "predicted classes stay the same",
               "diviser les logits par {} (ajusté sur « {} ») fait passer cet écart de {} à {} ; "
               "les classes prédites restent les mêmes"},
              {number(temperature.value, 2), split, points(before), points(after)})});
}

}  // namespace

void report_calibration(const Survey& survey, const CalibrationData& analysed,
                        const CalibrationData& fitted, arma::uword bins, const Context& context,
                        Results& results) {
  const Temperature temperature = fit_temperature(
      fitted.logits, fitted.labels,
      [&context](arma::uword count, const auto& task) { context.parallel_for(count, task); });
  arma::vec cooled;
  double likelihoods[2] = {};  // as it is, and cooled
  context.parallel_for(3, [&](arma::uword task) {
    if (task == 2) {
      cooled = confidence(analysed.logits, temperature.value);
    } else {
      likelihoods[task] = negative_log_likelihood(analysed.logits, analysed.labels,
                                                  task == 0 ? 1 : temperature.value);
    }
  });
  const Reliability before = reliability(survey.confidence, survey.hits, bins);
  const Reliability after = reliability(cooled, survey.hits, bins);
  const double error = before.expected_error();
  const double error_after = after.expected_error();

  results.scalar("ece", error, "",
                 {"expected calibration error (ECE)", "erreur de calibration attendue (ECE)"});
  results.scalar("nll", likelihoods[0], "nats",
                 {"negative log-likelihood", "log-vraisemblance négative"});
  results.scalar(
      "temperature", temperature.value, "",
      filled({"temperature fitted on '{}'", "température ajustée sur « {} »"}, {fitted.split}));
  results.scalar("ece.calibrated", error_after, "",
                 {"ECE with that temperature", "ECE à cette température"});
  results.scalar("nll.calibrated", likelihoods[1], "nats",
                 {"negative log-likelihood with that temperature",
                  "log-vraisemblance négative à cette température"});

  Figure& figure = results.figure("calibration",
                                  {"Calibration of the confidence", "Calibration de la confiance"});
  figure.caption = {
      "Of the predictions made with some confidence, how many are right? On the diagonal the "
      "confidence can be taken at its word; below it the network is too sure of itself, above it "
      "not sure enough. Points are bins at their mean confidence; long intervals belong to bins "
      "with few items.",
      "Parmi les prédictions faites avec une confiance donnée, combien sont justes ? Sur la "
      "diagonale, on peut prendre la confiance au mot ; au-dessous le réseau est trop sûr de lui, "
      "au-dessus pas assez. Chaque point est un intervalle de confiance, à sa moyenne ; une longue "
      "barre d'erreur signale peu d'exemples."};
  figure.columns = 2;
  figure.width = 1240;
  figure.height = 600;
  figure.panels.push_back(
      {filled({"As trained, ECE {} %", "Tel qu'entraîné, ECE {} %"}, {number(100 * error, 2)}),
       reliability_diagram(before, LegendPlace::none)});
  // Inside, the legend would hide the long intervals of low confidences.
  figure.panels.push_back({filled({"Temperature {}, ECE {} %", "Température {}, ECE {} %"},
                                  {number(temperature.value, 2), number(100 * error_after, 2)}),
                           reliability_diagram(after, LegendPlace::outside_right), 1.35});
  read_error(error, arma::mean(arma::conv_to<arma::vec>::from(survey.hits)),
             arma::mean(survey.confidence), figure);
  read_temperature(temperature, fitted.split, error, error_after, figure);
}

}  // namespace lucarne::errors
