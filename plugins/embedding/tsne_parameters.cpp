// SPDX-License-Identifier: MIT
#include "embedding/tsne_parameters.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

namespace embedding {

void declare_tsne(lucarne::Parameters& parameters, TsneSettings& settings) {
  parameters.add("perplexity", settings.perplexity,
                 {.meaning = "how many neighbours of an item count, smoothly",
                  .min = 1,
                  .max = 1000,
                  .source = "van der Maaten and Hinton 2008; default of scikit-learn"});
  parameters.add("more_perplexities", settings.more_perplexities,
                 {.meaning = "further perplexities, whose affinities are averaged with the first's",
                  .min = 1,
                  .max = 1000,
                  .source = "Kobak and Berens 2019, Nat. Commun. 10, 5416"});
  parameters.add("start", settings.start,
                 {.meaning = "where the descent starts: the first two principal components, the "
                             "slowest waves of the graph of affinities (components where it falls "
                             "into parts), or random numbers; all scaled to a standard deviation "
                             "of 1e-4",
                  .choices = {"pca", "spectral", "random"},
                  .source = "Kobak and Berens 2019, Nat. Commun. 10, 5416"});
  parameters.add("dimensions", settings.dimensions,
                 {.meaning = "of the map; 3 with all pairs, which takes minutes from some 20 000 "
                             "items on",
                  .min = 2,
                  .max = 3});
  parameters.add("iterations", settings.iterations,
                 {.meaning = "steps of gradient descent", .min = 1, .max = 100000});
  parameters.add("early_exaggeration", settings.early_exaggeration,
                 {.meaning = "factor on the attraction at the beginning",
                  .min = 1,
                  .max = 100,
                  .source = "default of scikit-learn"});
  parameters.add("exaggeration_iterations", settings.exaggeration_iterations,
                 {.meaning = "steps with that factor", .max = 100000});
  parameters.add(
      "exaggeration_decay", settings.exaggeration_decay,
      {.meaning = "steps after those, over which the factor falls to the late one; 0: at "
                  "once, as other tools do",
       .max = 100000});
  parameters.add("late_exaggeration", settings.late_exaggeration,
                 {.meaning = "factor on the attraction after all those steps; above 1, clusters "
                             "draw together",
                  .min = 1,
                  .max = 100,
                  .source = "Kobak and Berens 2019, Nat. Commun. 10, 5416"});
  parameters.add("learning_rate", settings.learning_rate,
                 {.meaning = "step size without the gradient's factor 4 (scikit-learn's, times 4); "
                             "auto: n / the exaggeration of the time, at least 200",
                  .min = 0,
                  .max = 1e6,
                  .zero = "auto",
                  .source = "Belkina et al. 2019, Nat. Commun. 10, 5415; default of openTSNE"});
  parameters.add("momentum", settings.momentum,
                 {.meaning = "share of a step that the next one keeps",
                  .min = 0,
                  .max = 0.99,
                  .source = "default of openTSNE"});
  parameters.add("accuracy", settings.accuracy,
                 {.meaning = "of the repulsion on a mesh, which many points have: forces to 3 % "
                             "(fast) or 1 % (accurate, after the exaggeration)",
                  .choices = {"fast", "accurate"}});
  parameters.add("stop_below", settings.stop_below,
                 {.meaning = "stops where, after the exaggeration, the divergence falls by less "
                             "than this share of itself in 50 steps; 0: never",
                  .min = 0,
                  .max = 1});
}

void check_tsne(const TsneSettings& settings, arma::uword n) {
  // Three times the perplexity is how far the Gaussian reaches.
  const double largest = (static_cast<double>(n) - 1) / 3;
  const auto check = [&](const char* name, double perplexity) {
    if (perplexity <= largest) return;
    throw lucarne::ParameterError(
        name, fmt::format("parameter '{}' must be at most (samples - 1) / 3 = {} for {} samples, "
                          "found {}",
                          name, static_cast<arma::uword>(largest), n, perplexity));
  };
  check("perplexity", settings.perplexity);
  for (const double perplexity : settings.more_perplexities) check("more_perplexities", perplexity);
}

}  // namespace embedding
