// SPDX-License-Identifier: MIT
#include "loops/run_loops.hpp"

#include <lucarne/random.hpp>

#include <catch2/catch.hpp>

#include <dlfcn.h>

#include <cstring>

namespace {

std::vector<float> inputs() {
  const lucarne::Random random(1, "portable");
  std::vector<float> values(loop_inputs);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(random.normal(i, 0));
  }
  return values;
}

// What the loops give as compiled for `level`, "v3" or "v4".
std::vector<float> outputs_of(const std::string& level) {
  const std::string file = LUCARNE_BINARY_DIR "/tests/portable/loops_" + level + ".so";
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  INFO(file);
  REQUIRE(library != nullptr);
  auto* const run =
      reinterpret_cast<std::size_t (*)(const float*, float*)>(dlsym(library, "run_these_loops"));
  REQUIRE(run != nullptr);
  std::vector<float> out(loop_outputs, 0.0F);
  out.resize(run(inputs().data(), out.data()));
  return out;
}

std::vector<float> outputs_as_built() {
  std::vector<float> out(loop_outputs, 0.0F);
  out.resize(run_loops(inputs().data(), out.data()));
  return out;
}

std::size_t n_different(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    count += std::memcmp(&a[i], &b[i], sizeof(float)) != 0 ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("the loops give something else for something else", "[portable]") {
  const std::vector<float> out = outputs_as_built();
  CHECK(out.size() > 2500);
  CHECK(std::ranges::count_if(out, [](float value) { return std::isfinite(value); }) ==
        static_cast<std::ptrdiff_t>(out.size()));
  // Weights of what is infinitely far, and third parts of numbers that two floats hold.
  CHECK(std::ranges::count(out, 0.0F) < 250);
}

TEST_CASE("the loops in use give the bits of those compiled for AVX2", "[portable]") {
  if (!__builtin_cpu_supports("x86-64-v3")) return;
  CHECK(n_different(outputs_as_built(), outputs_of("v3")) == 0);
}

TEST_CASE("loops compiled for AVX-512 and for AVX2 give the same bits", "[portable]") {
  if (!__builtin_cpu_supports("x86-64-v4")) return;
  CHECK(n_different(outputs_of("v4"), outputs_of("v3")) == 0);
}
