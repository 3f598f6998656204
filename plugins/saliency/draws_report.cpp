// SPDX-License-Identifier: MIT
#include "saliency/reports.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <cmath>

namespace lucarne::saliency {

void report_draws(const Samples& samples, const Settings& settings, const Context& context,
                  Results& results) {
  const Explanation& explanation = samples.explanation;
  if (explanation.n_coalitions.is_empty()) return;
  const arma::uword most = explanation.n_coalitions.max();
  results.scalar("coalitions", static_cast<double>(most), "",
                 {"coalitions of groups tried, at most", "coalitions de groupes essayées, au plus"},
                 0);
  results.array("coalitions", explanation.n_coalitions, "coalitions tried, of each sample");
  if (settings.tolerance == 0) return;
  arma::uword missed = 0;
  for (arma::uword item = 0; item < explanation.difference.n_elem; ++item) {
    const auto largest = static_cast<double>(explanation.standard_error.col(item).max());
    missed += largest > settings.tolerance * std::abs(explanation.difference(item)) ? 1 : 0;
  }
  const Text share = percent(settings.tolerance);
  if (missed == 0) {
    results.reading(
        Level::good,
        filled({"every standard error is below {} of the output's difference, with at "
                "most {} coalitions a sample",
                "chaque erreur type est inférieure à {} de l'écart de la sortie, avec au "
                "plus {} coalitions par exemple"},
               {share, count(most)}));
    return;
  }
  context.warn(fmt::format(
      "{}: standard errors of {} of {} samples are above {} % of the output's "
      "difference after {} coalitions; raise 'tolerance', or take fewer groups",
      settings.method, missed, explanation.difference.n_elem, 100 * settings.tolerance, most));
  results.reading(
      Level::warning,
      filled({"standard errors of {} of {} samples are still above {} of the output's "
              "difference after {} coalitions",
              "les erreurs types de {} exemples sur {} dépassent encore {} de l'écart de "
              "la sortie après {} coalitions"},
             {count(missed), count(explanation.difference.n_elem), share, count(most)}));
}

}  // namespace lucarne::saliency
