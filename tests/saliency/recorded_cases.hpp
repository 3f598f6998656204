// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <map>
#include <string>
#include <vector>

/// One attribution call that was recorded from another library, in this library's words.
struct RecordedCase {
  std::string id;
  std::string peer;
  std::string call;  ///< the peer's name of the method
  std::string model;
  std::string method;
  std::map<std::string, std::string> settings;
  lucarne::Shape item_shape;
  arma::fmat inputs;  ///< features x items; of several inputs one after the other
  arma::uvec classes;
  std::string baseline_kind;  ///< one, each, or rows
  arma::fmat baselines;
  arma::umat groups;            ///< empty where the call names none
  bool positive_parts = false;  ///< the peer returned those only
  arma::uword first_row = 0;    ///< of an item's attributions, where only some were recorded
  arma::uword end_row = 0;      ///< one after the last; 0: all of them
  arma::fvec expected;          ///< C order, items first
  double peer_tolerance = 0;    ///< that of the peer's own test
};

/// tests/saliency/cases/*cases.txt
std::vector<RecordedCase> recorded_cases();

/// tests/saliency/cases/*models.txt: the text form of an ONNX file, by name.
std::map<std::string, std::string> recorded_models();
