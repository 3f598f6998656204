// SPDX-License-Identifier: MIT
#pragma once

#include "host/stored_inputs.hpp"
#include "output/comparison.hpp"

#include <optional>
#include <string>
#include <vector>

/// The questions of a comparison, one file each. None throws for what is missing or does not fit:
/// the section then says so.
namespace lucarne {

/// Two finished runs and what of their inputs is at hand.
struct ComparedRuns {
  const StoredRun& a;
  const StoredRun& b;
  StoredInputs& inputs_a;
  StoredInputs& inputs_b;
};

/// What went into the runs and is not the same: network, data, plugins, parameters, environment.
std::vector<InputDifference> input_differences(const StoredRun& a, const StoredRun& b);

/// Which items the two networks classify differently, and whether that is more than chance.
std::vector<ComparedSection> compare_predictions(const ComparedRuns& runs);

/// How far the attributions of the two networks agree, class by class and sample by sample.
std::vector<ComparedSection> compare_attributions(const ComparedRuns& runs);

/// How far the weights of each layer lie apart.
ComparedSection compare_weights(const ComparedRuns& runs);

/// How alike the hidden activations of the two networks are: linear CKA.
ComparedSection compare_activations(const ComparedRuns& runs);

/// Why the two networks cannot be compared; empty where both are at hand.
Text networks_missing(const ComparedRuns& runs);

/// Ids of stages that both runs completed with the same plugin, in the order of A.
std::vector<std::string> common_stages(const StoredRun& a, const StoredRun& b);

/// A stage's parameter as text; empty where it has none of that name.
std::string parameter_of(const StoredRun& run, const std::string& stage, const std::string& name);

/// The elements of an array as double, or nothing where it is missing or damaged.
std::optional<std::vector<double>> numbers_in(const StageResults& stage, const std::string& array);

/// Pearson's correlation of two lists of the same length; NaN where one is constant or empty.
double correlation(const double* a, const double* b, std::size_t count);

/// The exact two-sided test of McNemar: how probable it is that, of `n` items on which exactly one
/// of two networks is right, one has `fewer` or less, if both were equally good. range: 0 to 1
/// source: McNemar 1947; the exact form after Fagerland, Lydersen, Laake 2013, eq. (2)
double mcnemar_p(arma::uword fewer, arma::uword n);

}  // namespace lucarne
