// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <string>

namespace lucarne {

/// throws: Error "<what>: <wanted> <unit> wanted, found <found>; <remedy>" unless they are equal
void require_equal(const char* what, const char* unit, arma::uword wanted, arma::uword found,
                   const char* remedy);

/// For matrices given to a state: `found` rows where it was made for `wanted` features.
void require_features(const char* what, arma::uword wanted, arma::uword found);

/// For states that are merged.
void require_same_size(const char* what, const char* unit, arma::uword left, arma::uword right);

/// throws: Error that the saved state is damaged unless `sound`
void require_sound(const char* what, bool sound);

}  // namespace lucarne
