// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/picture.hpp>

namespace lucarne::saliency {

/// A picture in CIELAB, in which distances are about those that people see: lightness from 0 to
/// 100, and two axes of colour.
struct LabPicture {
  arma::uword height = 0;
  arma::uword width = 0;
  arma::mat values;  ///< 3 x pixels, row by row from the top left

  arma::uword n_pixels() const { return height * width; }
};

/// One of the pictures; sRGB with white D65. A grey one, stretched where its values leave [0, 1],
/// has lightness only.
/// source: IEC 61966-2-1 (sRGB); CIE 15:2004, section 8.2.1 (L*a*b*)
LabPicture lab_picture(const Pictures& pictures, arma::uword number);

}  // namespace lucarne::saliency
