// SPDX-License-Identifier: MIT
#include "fold_state_checks.hpp"

#include <lucarne/error.hpp>

namespace lucarne {

void require_equal(const char* what, const char* unit, arma::uword wanted, arma::uword found,
                   const char* remedy) {
  if (wanted == found) return;
  throw Error(std::string(what) + ": " + std::to_string(wanted) + " " + unit + " wanted, found " +
              std::to_string(found) + "; " + remedy);
}

void require_features(const char* what, arma::uword wanted, arma::uword found) {
  require_equal(what, "features", wanted, found,
                "give the state its number of features where the fold starts, and add matrices of "
                "features x items");
}

void require_same_size(const char* what, const char* unit, arma::uword left, arma::uword right) {
  require_equal(what, unit, left, right,
                "only states that were started alike can be merged; give them their sizes where "
                "the fold starts");
}

void require_sound(const char* what, bool sound) {
  if (!sound) throw Error(std::string("saved state is damaged: sizes of ") + what + " disagree");
}

}  // namespace lucarne
