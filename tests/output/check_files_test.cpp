// SPDX-License-Identifier: MIT
#include "output/check_files.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

// A run of two files, and the manifest that fits it.
RunRecord recorded(const TemporaryFolder& folder) {
  folder.file("run.json", "{}");
  folder.file("report.html", "page");
  folder.file("errors/results.json", "numbers");
  RunRecord run;
  run.outputs = files_under(folder.path());
  std::erase_if(run.outputs, [](const FileRecord& file) { return file.path == "run.json"; });
  return run;
}

}  // namespace

TEST_CASE("a run as it was recorded has no problems", "[verify]") {
  const TemporaryFolder folder;
  const RunRecord run = recorded(folder);
  REQUIRE(run.outputs.size() == 2);
  folder.file("run.json", "run.json has no digest of itself");
  CHECK(check_files(folder.path(), run).empty());
}

TEST_CASE("missing, changed and unexpected files are told apart", "[verify]") {
  const TemporaryFolder folder;
  const RunRecord run = recorded(folder);
  folder.file("errors/results.json", "numbert");
  folder.file("weights/new.npy", "");
  std::filesystem::remove(folder.path() / "report.html");
  const std::vector<FileProblem> problems = check_files(folder.path(), run);
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].path == "errors/results.json");
  CHECK(problems[0].kind == FileProblem::Kind::changed);
  CHECK_THAT(problems[0].detail, Catch::Matchers::StartsWith("wanted SHA-256 "));
  CHECK(problems[1].path == "report.html");
  CHECK(problems[1].kind == FileProblem::Kind::missing);
  CHECK(problems[2].path == "weights/new.npy");
  CHECK(problems[2].kind == FileProblem::Kind::unexpected);
}

TEST_CASE("another size is told without reading the file", "[verify]") {
  const TemporaryFolder folder;
  const RunRecord run = recorded(folder);
  folder.file("report.html", "longer page");
  const std::vector<FileProblem> problems = check_files(folder.path(), run);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].detail == "wanted 4 bytes, found 11");
}

TEST_CASE("a link in the place of a file is a change even where its content fits", "[verify]") {
  const TemporaryFolder folder;
  const RunRecord run = recorded(folder);
  const TemporaryFolder elsewhere;
  std::filesystem::remove(folder.path() / "report.html");
  std::filesystem::create_symlink(elsewhere.file("page", "page"), folder.path() / "report.html");
  const std::vector<FileProblem> problems = check_files(folder.path(), run);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].detail == "wanted a regular file, found a link or a device");
}

TEST_CASE("a recorded path that leads out of the run is missing, not opened", "[verify]") {
  const TemporaryFolder folder;
  RunRecord run = recorded(folder);
  run.outputs.push_back({"../../etc/passwd", 1, "aa"});
  const std::vector<FileProblem> problems = check_files(folder.path(), run);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].kind == FileProblem::Kind::missing);
}
