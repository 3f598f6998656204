// SPDX-License-Identifier: MIT
#include "host/run_folder.hpp"
#include "output/files.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

using Catch::Matchers::Contains;
using lucarne::RunFolder;
namespace fs = std::filesystem;

TEST_CASE("a run appears as a whole when it is committed", "[run folder]") {
  const TemporaryFolder folder;
  const fs::path final_path = folder.path() / "runs" / "a";
  RunFolder run(final_path);
  std::ofstream(run.working() / "run.json") << R"({"lucarne": "0.1.0"})";
  CHECK_FALSE(fs::exists(final_path));
  run.commit();
  CHECK(fs::exists(final_path / "run.json"));
  CHECK_FALSE(fs::exists(run.working()));
}

TEST_CASE("an earlier run stays until the new one is committed", "[run folder]") {
  const TemporaryFolder folder;
  folder.file("a/run.json", R"({"lucarne": "0.1.0", "run": "old"})");
  {
    const RunFolder abandoned(folder.path() / "a");
    std::ofstream(abandoned.working() / "run.json") << R"({"lucarne": "0.1.0", "run": "half"})";
  }
  CHECK_THAT(content_of(folder.path() / "a" / "run.json"), Contains("old"));
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
  RunFolder run(folder.path() / "a");
  std::ofstream(run.working() / "run.json") << R"({"lucarne": "0.1.0", "run": "new"})";
  run.commit();
  CHECK_THAT(content_of(folder.path() / "a" / "run.json"), Contains("new"));
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a folder that holds anything but a run is refused and left alone", "[run folder]") {
  const TemporaryFolder folder;
  folder.file("a/thesis.tex", "years of work");
  CHECK_THROWS_WITH(RunFolder(folder.path() / "a"),
                    Contains("holds something that is no Lucarne run"));
  folder.file("b/run.json", R"({"name": "of another program"})");
  CHECK_THROWS_WITH(RunFolder(folder.path() / "b"),
                    Contains("holds something that is no Lucarne run"));
  const fs::path file = folder.file("c", "a file");
  CHECK_THROWS_WITH(RunFolder(file), Contains("is not a folder"));
  fs::create_directory_symlink(folder.path() / "a", folder.path() / "d");
  CHECK_THROWS_WITH(RunFolder(folder.path() / "d"), Contains("is not a folder"));
  CHECK(content_of(folder.path() / "a" / "thesis.tex") == "years of work");
}

TEST_CASE("what a killed run left is removed, what a living one writes is not", "[run folder]") {
  const TemporaryFolder folder;
  // Process numbers end at 4194304 on Linux: this one cannot live. Process 1 always does.
  folder.file(".a.partial-4194305/x", "");
  folder.file(".a.partial-1/x", "");
  const RunFolder run(folder.path() / "a");
  CHECK_FALSE(fs::exists(folder.path() / ".a.partial-4194305"));
  CHECK(fs::exists(folder.path() / ".a.partial-1"));
}

TEST_CASE("a stage's folder appears when it is finished", "[run folder]") {
  const TemporaryFolder folder;
  const RunFolder run(folder.path() / "a");
  const fs::path stage = run.begin_stage("weights");
  std::ofstream(stage / "results.json") << "{}";
  CHECK_FALSE(fs::exists(run.working() / "weights"));
  run.finish_stage("weights");
  CHECK(fs::exists(run.working() / "weights" / "results.json"));
}

TEST_CASE("nothing is written through a link that somebody planted", "[run folder]") {
  const TemporaryFolder folder;
  folder.file("elsewhere/kept", "as it was");
  const fs::path elsewhere = folder.path() / "elsewhere";
  fs::create_directory_symlink(elsewhere,
                               folder.path() / (".a.partial-" + std::to_string(getpid())));
  CHECK_THROWS_WITH(RunFolder(folder.path() / "a"), Contains("something of that name is there"));

  const RunFolder run(folder.path() / "b");
  fs::create_directory_symlink(elsewhere, run.working() / ".weights.partial");
  CHECK_THROWS_WITH(run.begin_stage("weights"), Contains("something of that name is there"));
  run.begin_stage("errors");
  fs::create_directory_symlink(elsewhere, run.working() / "errors");
  CHECK_THROWS_WITH(run.finish_stage("errors"), Contains("cannot rename"));

  fs::create_symlink(elsewhere / "kept", run.working() / "run.json.part");
  fs::create_symlink(elsewhere / "kept", run.working() / "report.html");
  lucarne::write_file(run.working() / "run.json", "new");
  lucarne::write_file(run.working() / "report.html", "new");
  CHECK(content_of(run.working() / "run.json") == "new");
  CHECK_FALSE(fs::is_symlink(run.working() / "report.html"));
  fs::create_hard_link(elsewhere / "kept", run.working() / "x.part");
  lucarne::write_file(run.working() / "x", "new");

  CHECK(content_of(elsewhere / "kept") == "as it was");
  CHECK(std::distance(fs::directory_iterator(elsewhere), {}) == 1);
}
