// SPDX-License-Identifier: MIT
#include <lucarne/error.hpp>
#include <lucarne/random.hpp>

#include <cmath>
#include <numbers>

namespace lucarne {
namespace {

using Words4 = std::array<std::uint32_t, 4>;
using Words2 = std::array<std::uint32_t, 2>;

// Salmon et al. 2011, section 3.3: ten rounds of two 32 x 32 -> 64 bit products.
Words4 philox4x32_10(Words4 counter, Words2 key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = 0xD2511F53ULL * counter[0];
    const std::uint64_t product1 = 0xCD9E8D57ULL * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return counter;
}

std::uint64_t joined(std::uint32_t high, std::uint32_t low) {
  return (static_cast<std::uint64_t>(high) << 32) | low;
}

double unit_interval(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

}  // namespace

Random::Random(std::uint64_t seed, std::string_view stage) {
  // FNV-1a of the stage's name, then one round of the finaliser of MurmurHash3 with the seed, so
  // that neighbouring seeds and similar names give unrelated keys.
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char letter : stage) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3ULL;
  }
  hash ^= seed * 0x9E3779B97F4A7C15ULL;
  hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDULL;
  hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53ULL;
  hash ^= hash >> 33;
  key_ = {static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(hash >> 32)};
}

std::array<std::uint32_t, 4> Random::words(std::uint64_t item, std::uint64_t draw) const {
  return philox4x32_10({static_cast<std::uint32_t>(draw), static_cast<std::uint32_t>(draw >> 32),
                        static_cast<std::uint32_t>(item), static_cast<std::uint32_t>(item >> 32)},
                       key_);
}

double Random::uniform(std::uint64_t item, std::uint64_t draw) const {
  const Words4 bits = words(item, draw);
  return unit_interval(joined(bits[0], bits[1]));
}

double Random::normal(std::uint64_t item, std::uint64_t draw) const {
  const Words4 bits = words(item, draw);
  // 1 - u lies in (0, 1], so the logarithm is finite.
  const double radius = std::sqrt(-2.0 * std::log(1.0 - unit_interval(joined(bits[0], bits[1]))));
  return radius * std::cos(2.0 * std::numbers::pi * unit_interval(joined(bits[2], bits[3])));
}

std::uint64_t Random::below(std::uint64_t n, std::uint64_t item, std::uint64_t draw) const {
  if (n == 0) throw Error("random number below 0 asked for");
  const Words4 bits = words(item, draw);
  // High half of the 128 bit product: bias below n / 2^64.
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(joined(bits[0], bits[1])) * n) >> 64);
}

arma::uvec Random::permutation(arma::uword n, std::uint64_t item) const {
  return choose(n, n, item);
}

arma::uvec Random::choose(arma::uword count, arma::uword n, std::uint64_t item) const {
  if (count > n) {
    throw Error(std::to_string(count) + " different numbers asked for, there are only " +
                std::to_string(n));
  }
  arma::uvec numbers(n);
  for (arma::uword i = 0; i < n; ++i) numbers(i) = i;
  for (arma::uword i = 0; i < count; ++i) {
    std::swap(numbers(i), numbers(i + static_cast<arma::uword>(below(n - i, item, i))));
  }
  return numbers.head(count);
}

}  // namespace lucarne
