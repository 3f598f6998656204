// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/parameters.hpp>

#include <string>
#include <vector>

namespace lucarne::saliency {

/// What the methods can be told; a method reads what concerns it.
struct Settings {
  std::string method = "saliency";
  std::string output = "logit";
  std::string sign = "auto";
  std::string baseline = "auto";
  double baseline_value = 0;
  double baseline_blur = 5;
  std::string baseline_file;
  arma::uword background = 20;
  arma::uword steps = 50;
  std::string rule = "gauss-legendre";
  double tolerance = 0;
  std::string of = "saliency";
  arma::uword draws = 0;
  double noise = 0.15;
  double smoothing = 0;
  std::vector<std::int64_t> window{3};
  std::vector<std::int64_t> stride{1};
  std::vector<std::int64_t> block;
  std::string mask_file;
  std::string segments = "grid";
  double kernel_size = 4;
  double max_dist = 200;
  double ratio = 0.2;
  arma::uword n_segments = 100;
  double compactness = 10;
  double kernel_width = 0.25;
  double ridge = 1;
  arma::uword grid = 7;
  double keep = 0.5;
  bool multiply_by_inputs = true;
  double beta = 10;
  std::string lrp_rule = "epsilon";
  std::string lrp_first = "auto";
  std::vector<std::string> lrp_layers;
  bool ignore_bias = false;
  std::vector<double> low{0};
  std::vector<double> high{1};
  double epsilon = 1e-6;
  double gamma = 0.25;
  double alpha = 2;
  std::string layer;
  std::vector<std::int64_t> unit;
  std::string upsample = "bilinear";
  std::vector<std::string> compare;
  std::string scale = "image";
  std::string compat = "paper";
};

/// Declares every member, so that `describe`, the pages and the schema know it.
void declare_settings(Parameters& parameters, Settings& settings);

/// `draws` where it was given, else what the method's paper or library takes.
arma::uword draws_or(const Settings& settings, arma::uword usual);

}  // namespace lucarne::saliency
