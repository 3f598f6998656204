// SPDX-License-Identifier: MIT
#include "data/npy.hpp"
#include "host/compare_parts.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lucarne {
namespace {

template <class T>
std::vector<double> converted(const std::vector<std::byte>& bytes) {
  std::vector<double> numbers(bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    numbers[i] = static_cast<double>(value);
  }
  return numbers;
}

}  // namespace

std::vector<std::string> common_stages(const StoredRun& a, const StoredRun& b) {
  std::vector<std::string> ids;
  for (const StageRecord& stage : a.record.stages) {
    const StageRecord* other = b.stage_record(stage.id);
    const bool both = a.stage(stage.id) != nullptr && b.stage(stage.id) != nullptr;
    if (both && other->plugin == stage.plugin) ids.push_back(stage.id);
  }
  return ids;
}

std::string parameter_of(const StoredRun& run, const std::string& stage, const std::string& name) {
  const StageRecord* record = run.stage_record(stage);
  if (record == nullptr) return {};
  for (const auto& [known, value] : record->parameters) {
    if (known == name) return value;
  }
  return {};
}

std::optional<std::vector<double>> numbers_in(const StageResults& stage, const std::string& array) {
  const ArrayFile* file = stage.array(array);
  if (file == nullptr) return std::nullopt;
  try {
    const NpyArray npy = read_npy(file->file);
    if (npy.shape != file->shape) return std::nullopt;
    if (npy.type == "<f4") return converted<float>(npy.bytes);
    if (npy.type == "<f8") return converted<double>(npy.bytes);
    if (npy.type == "<i8") return converted<std::int64_t>(npy.bytes);
  } catch (const Error&) {
    // Damaged or gone: the same as not there.
  }
  return std::nullopt;
}

double correlation(const double* a, const double* b, std::size_t count) {
  double mean_a = 0, mean_b = 0;
  for (std::size_t i = 0; i < count; ++i) {
    mean_a += a[i];
    mean_b += b[i];
  }
  mean_a /= static_cast<double>(count);
  mean_b /= static_cast<double>(count);
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < count; ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  if (!(aa > 0) || !(bb > 0)) return arma::datum::nan;
  return std::clamp(ab / std::sqrt(aa) / std::sqrt(bb), -1.0, 1.0);
}

double mcnemar_p(arma::uword fewer, arma::uword n) {
  // Twice the lower tail of the binomial distribution (n, 1/2), summed from its largest term down.
  const double size = static_cast<double>(n);
  double tail = 0;
  for (arma::uword k = fewer + 1; k-- > 0;) {
    const double at = static_cast<double>(k);
    const double term = std::exp(std::lgamma(size + 1) - std::lgamma(at + 1) -
                                 std::lgamma(size - at + 1) - size * std::log(2.0));
    tail += term;
    if (term < tail * 1e-17) break;
  }
  return std::min(1.0, 2 * tail);
}

}  // namespace lucarne
