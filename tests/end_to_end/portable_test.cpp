// SPDX-License-Identifier: MIT
#include "mnist_case.hpp"
#include "small_case.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;

namespace {

bool cpu_is_portable() { return __builtin_cpu_supports("x86-64-v3") != 0; }

// Runs all analyses, training included, with OpenBLAS told to take this kind of kernels.
void run_with(const MnistCase& mnist, const std::string& core, const std::string& name,
              const std::vector<std::string>& more) {
  std::filesystem::remove(mnist.path("models/n.onnx"));
  const std::string folder = "pipelines/digits.yaml";
  std::vector<std::string> words = {LUCARNE_BINARY_DIR "/bin/lucarne",
                                    "run",
                                    folder,
                                    "--output",
                                    "runs/" + name,
                                    "--quiet",
                                    "--no-cache"};
  words.insert(words.end(), more.begin(), more.end());
  Program program{words, mnist.path("")};
  if (!core.empty()) program.environment["OPENBLAS_CORETYPE"] = core;
  if (core == "Haswell") program.environment["ONEDNN_MAX_CPU_ISA"] = "AVX2";
  const ProgramOutcome outcome = run_program(program);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  std::filesystem::rename(mnist.path("models/n.onnx"), mnist.path("models/" + name + ".onnx"));
}

std::vector<std::string> different_files(const MnistCase& mnist, const std::string& one,
                                         const std::string& other) {
  std::vector<std::string> different;
  const std::vector<std::string> names =
      files_of(mnist.path("runs/" + one), {"results.json", ".npy"});
  CHECK(names.size() > 15);
  for (const std::string& name : names) {
    if (content_of(mnist.path("runs/" + one + "/" + name)) !=
        content_of(mnist.path("runs/" + other + "/" + name))) {
      different.push_back(name);
    }
  }
  if (content_of(mnist.path("models/" + one + ".onnx")) !=
      content_of(mnist.path("models/" + other + ".onnx"))) {
    different.emplace_back("network");
  }
  return different;
}

std::string environment(const MnistCase& mnist, const std::string& run, const std::string& key) {
  return mnist.json("runs/" + run + "/run.json").at("environment").at(key);
}

}  // namespace

TEST_CASE("a portable run has the same bits whatever kernels OpenBLAS would take", "[portable]") {
  if (!cpu_is_portable()) return;
  const MnistCase mnist;
  REQUIRE(mnist.run("n", "digits", 2).exit_code == 0);
  run_with(mnist, "", "unset", {"--portable"});
  for (const std::string core : {"Haswell", "SkylakeX", "Sandybridge"}) {
    run_with(mnist, core, core, {"--portable"});
    CHECK(different_files(mnist, "unset", core).empty());
    CHECK(environment(mnist, core, "blas_core") == "Haswell");
    CHECK(environment(mnist, core, "portable") == "yes");
  }
}

TEST_CASE("without --portable the kernels are those of OpenBLAS and recorded", "[portable]") {
  if (!cpu_is_portable()) return;
  const MnistCase mnist;
  REQUIRE(mnist.run("n", "digits", 2).exit_code == 0);
  run_with(mnist, "Haswell", "Haswell", {});
  run_with(mnist, "Sandybridge", "Sandybridge", {});
  CHECK(environment(mnist, "Haswell", "blas_core") == "Haswell");
  CHECK(environment(mnist, "Haswell", "portable") == "yes");
  CHECK(environment(mnist, "Sandybridge", "blas_core") == "Sandybridge");
  CHECK(environment(mnist, "Sandybridge", "portable") == "no");
  // Without fused multiply-add every product rounds otherwise.
  CHECK_FALSE(different_files(mnist, "Haswell", "Sandybridge").empty());
}

TEST_CASE("a portable lock and a portable run ask for portable kernels by themselves",
          "[portable]") {
  if (!cpu_is_portable()) return;
  const SmallCase small;
  small.stages("  - plugin: errors");
  REQUIRE(small.call({"lock", "pipeline.yaml", "--portable"}).exit_code == 0);
  CHECK_THAT(content_of(small.path("pipeline.lock.json")), Contains("\"portable\": \"yes\""));
  Program program = small.lucarne({"run", "pipeline.yaml", "--locked"});
  program.environment["OPENBLAS_CORETYPE"] = "Sandybridge";
  const ProgramOutcome run = run_program(program);
  INFO(run.err);
  CHECK(run.exit_code == 0);
  program.words = small.lucarne({"verify", "runs/small", "--rerun"}).words;
  const ProgramOutcome verified = run_program(program);
  INFO(verified.err);
  CHECK(verified.exit_code == 0);
  CHECK_THAT(verified.out, Contains("compared to the bit: 0 differ"));
}

TEST_CASE("verify compares within a stated tolerance where the kernels are others", "[portable]") {
  const SmallCase small;
  small.stages("  - plugin: errors");
  Program program = small.lucarne({"run", "pipeline.yaml"});
  program.environment["OPENBLAS_CORETYPE"] = "Nehalem";
  REQUIRE(run_program(program).exit_code == 0);
  program.words = small.lucarne({"verify", "runs/small", "--rerun"}).words;
  program.environment["OPENBLAS_CORETYPE"] = "Prescott";
  const ProgramOutcome verified = run_program(program);
  INFO(verified.out << verified.err);
  CHECK(verified.exit_code == 0);
  CHECK_THAT(verified.err, Contains("blas_core: Nehalem in the run, Prescott now"));
  CHECK_THAT(verified.out, Contains("compared within 1e-05 of the largest magnitude"));
}

TEST_CASE("a program that cannot get portable kernels says so instead of starting for ever",
          "[portable]") {
  if (!cpu_is_portable()) return;
  const SmallCase small;
  Program program = small.lucarne({"run", "pipeline.yaml", "--portable"});
  program.environment["OPENBLAS_CORETYPE"] = "Nehalem";
  // As if it had been started again already.
  program.environment["LUCARNE_STARTED_AGAIN"] = "1";
  const ProgramOutcome outcome = run_program(program);
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("--portable wants OpenBLAS with kernels for Haswell, found "
                                   "'Nehalem'"));
}
