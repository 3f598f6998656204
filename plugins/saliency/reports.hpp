// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/input_parts.hpp"
#include "saliency/methods/question.hpp"
#include "saliency/saliency_fold.hpp"

#include <lucarne/context.hpp>
#include <lucarne/results.hpp>

namespace lucarne::saliency {

/// Items of a split with what the network makes of them and which class is explained.
struct Samples {
  std::string split;
  arma::uvec items;
  arma::uvec labels;
  arma::uvec predicted;
  arma::uvec targets;
  arma::vec outputs;  ///< the explained output of each item
  Explanation explanation;
  arma::umat segments{};  ///< pixels x samples, or x 1: what perturbations took as one; or empty
};

/// Names of all classes of data and network; classes that the data does not name go by number.
std::vector<std::string> all_class_names(const Context& context);

/// Arrays `attributions`, `samples`, `targets` and `outputs`, those of the residual and the
/// standard error where the method has them; figure `maps`, or of several inputs one for each.
void report_samples(const Samples& samples, const Settings& settings, const Context& context,
                    Results& results);

/// Figure `maps` of items that are `pictures`: each, its map, and both together.
void draw_maps(const Samples& samples, const Pictures& pictures, const Settings& settings,
               const Context& context, Figure& figure);

/// Figure `maps` of a layer: the mean over its channels where they are pictures, else its units.
void draw_layer(const Samples& samples, const Settings& settings, const Context& context,
                Figure& figure);

/// Figure `maps` of items that are no pictures: a bar for each feature, or the mean over channels.
void draw_features(const Samples& samples, const Settings& settings, const Context& context,
                   Figure& figure);

/// Figures `maps.NAME`, one for each of several inputs: as pictures, or as bars.
void draw_inputs(const Samples& samples, const Settings& settings, const Context& context,
                 const std::vector<InputPart>& inputs, Results& results);

/// Class activation maps over the only picture of their size among several inputs. Returns whether
/// there is one; nothing is drawn otherwise.
bool draw_over_input(const Samples& samples, const Settings& settings, const Context& context,
                     const std::vector<InputPart>& inputs, Figure& figure);

/// Setting `unit` as people read it: places separated by commas.
std::string unit_text(const Settings& settings);

/// Title of one sample's map: what is explained, or that the map is constant.
Text map_title(const Samples& samples, const Settings& settings, const std::string& target,
               arma::uword item);

/// Each map divided by its largest magnitude, so that a common scale from -1 to 1 centres all.
arma::fmat each_to_unit(const arma::fmat& maps);

/// Scalar and array `coalitions`: how many a method of coalitions tried, and whether that was
/// enough for the tolerance.
void report_draws(const Samples& samples, const Settings& settings, const Context& context,
                  Results& results);

/// Maps by colour: signed ones white at zero. `shared`: all on one scale, with its bar; else each
/// on its own.
Tiles map_tiles(const arma::fmat& maps, const PictureLayout& size, bool is_signed, bool shared);

/// What one of several methods says of the same samples.
struct MethodMaps {
  std::string method;
  bool is_signed = false;
  Explanation explanation;
};

/// Figure `methods`: the samples, and below each what every method says of it.
void draw_methods(const Samples& samples, const std::vector<MethodMaps>& methods, bool shared,
                  const Context& context, Figure& figure);

/// Baselines from the data: from the split `train`, or from `split` where there is none.
Reference reference_of(const Context& context, const std::string& split);

/// Table and figure `classes`, array `class_saliency`, scalars `foreground.*` and
/// `never_foreground.*`: where the saliency of the whole split lies.
void report_classes(const SaliencyFold& fold, const Context& context, Results& results);

/// Table and figure `comparison`: right against wrong predictions over the whole split.
void report_comparison(const SaliencyFold& fold, arma::uword permutations, const Context& context,
                       Results& results);

}  // namespace lucarne::saliency
