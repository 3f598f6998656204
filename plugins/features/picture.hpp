// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

namespace lucarne::features {

/// How the elements of an item lie: channel by channel, row by row. An item that is no picture is
/// one row.
struct Canvas {
  arma::uword channels = 1;
  arma::uword height = 1;
  arma::uword width = 1;
  bool is_picture = false;
  arma::uword plane() const { return height * width; }
  arma::uword size() const { return channels * plane(); }
};

/// Two dimensions, or three of which the first counts at most four channels, make a picture.
Canvas canvas_of(const Shape& item_shape);

/// Pictures as sums of waves, so that a step of ascent changes coarse and fine detail alike, or, of
/// what is no picture, as single elements. Values before the closing sigmoid.
/// source: Olah, Mordvintsev, Schubert 2017, "Feature visualization" (frequency scale, the
/// correlation of colours, and the factor 1/4 as in their library lucid)
class Parametrisation {
 public:
  Parametrisation(const Canvas& canvas, double decay);

  /// Numbers that describe one picture.
  arma::uword n_parameters() const { return n_parameters_; }
  /// shape: canvas.size()
  arma::vec picture(const arma::vec& parameters) const;
  /// d loss / d parameters from d loss / d picture.
  arma::vec gradient(const arma::vec& of_picture) const;

 private:
  arma::vec waves(const arma::vec& parameters) const;
  arma::vec waves_gradient(const arma::vec& of_picture) const;

  Canvas canvas_;
  arma::uword n_parameters_ = 0;
  arma::cx_mat rows_;     ///< height x height
  arma::cx_mat columns_;  ///< half of the width's frequencies x width
  arma::mat scale_;       ///< of each frequency; those that stand for two count twice
};

}  // namespace lucarne::features
