// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <set>

namespace {

namespace fs = std::filesystem;

// Every path under a folder, hidden ones too.
std::set<std::string> paths_under(const fs::path& folder) {
  std::set<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    paths.insert(fs::relative(entry.path(), folder).string());
  }
  return paths;
}

std::set<std::string> paths_in(const fs::path& folder) {
  std::set<std::string> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.insert(entry.path().filename());
  return paths;
}

}  // namespace

TEST_CASE("what a plugin names stays in its stage's folder and is never executed or markup",
          "[safety]") {
  const std::string isolate = GENERATE("true", "false");
  const SmallCase small;
  small.stages("  - {plugin: hostile-names, isolate: " + isolate + "}");
  const std::set<std::string> before = paths_under(small.path(""));
  const ProgramOutcome outcome = small.run({"--no-cache", "--plugin-dir", bad_plugin_folder()});
  INFO(outcome.err);
  // Figures without panels are not drawn; that is told, and the numbers are there.
  CHECK((outcome.exit_code == 0 || outcome.exit_code == 1));
  for (const std::string& path : paths_under(small.path(""))) {
    INFO(path);
    CHECK((before.contains(path) || path == "runs" || path == "runs/small" ||
           path.starts_with("runs/small/hostile-names") ||
           std::set<std::string>{"runs/small/run.json", "runs/small/report.html",
                                 "runs/small/pipeline.yaml"}
               .contains(path)));
    CHECK_FALSE(path.ends_with("executed"));
  }
  const fs::path stage = small.path("runs/small/hostile-names");
  CHECK(fs::exists(stage / "results.json"));
  for (const std::string& name : paths_in(stage)) {
    INFO(name);
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                 "_-.") == std::string::npos);
    if (!name.ends_with(".svg")) continue;
    CHECK(content_of(stage / name).find("<script") == std::string::npos);
  }
  const std::string report = content_of(small.path("runs/small/report.html"));
  CHECK(report.find("<script>alert") == std::string::npos);
  CHECK(report.find("<img src=x") == std::string::npos);
  CHECK(report.find("&lt;script&gt;alert(1)") != std::string::npos);
  CHECK_FALSE(fs::exists("/tmp/escaped"));
}

TEST_CASE("a plugin that others could have changed is refused before it is loaded", "[safety]") {
  const SmallCase small;
  fs::create_directory(small.path("plugins"));
  const fs::path plugin = small.path("plugins/crashes-in-load.so");
  fs::copy_file(bad_plugin_folder() + "/crashes-in-load.so", plugin);
  const std::string isolate = GENERATE("true", "false");
  small.stages("  - {plugin: crashes-in-load, isolate: " + isolate + "}");
  for (const fs::path& path : {plugin, plugin.parent_path()}) {
    REQUIRE(chmod(path.c_str(), 0777) == 0);
    require_refused(small,
                    {"crashes-in-load.so: others may write to '" + path.string() + "'",
                     "chmod go-w '" + path.string() + "'"},
                    {"--plugin-dir", "plugins"}, 4);
    REQUIRE(chmod(path.c_str(), 0755) == 0);
  }
}

TEST_CASE("a link in the place of a run is refused and what it leads to is left alone",
          "[safety]") {
  const SmallCase small;
  small.write("elsewhere/kept", "as it was");
  fs::create_directory(small.path("runs"));
  fs::create_directory_symlink(small.path("elsewhere"), small.path("runs/small"));
  const ProgramOutcome outcome = small.run();
  INFO(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains(small.path("runs/small").string() + "' is not a folder"));
  CHECK(paths_under(small.path("elsewhere")) == std::set<std::string>{"kept"});
}

TEST_CASE("a link inside an earlier run is removed with it, not followed", "[safety]") {
  const SmallCase small;
  small.stages("  - {plugin: crashes}");
  const std::vector<std::string> more = {"--no-cache", "--plugin-dir", bad_plugin_folder()};
  REQUIRE(small.run(more).exit_code == 0);
  small.write("elsewhere/kept", "as it was");
  fs::remove_all(small.path("runs/small/crashes"));
  fs::create_directory_symlink(small.path("elsewhere"), small.path("runs/small/crashes"));
  fs::remove(small.path("runs/small/report.html"));
  fs::create_symlink(small.path("elsewhere/kept"), small.path("runs/small/report.html"));
  REQUIRE(small.run(more).exit_code == 0);
  CHECK_FALSE(fs::is_symlink(small.path("runs/small/crashes")));
  CHECK_FALSE(fs::is_symlink(small.path("runs/small/report.html")));
  CHECK(paths_under(small.path("elsewhere")) == std::set<std::string>{"kept"});
  CHECK(content_of(small.path("elsewhere/kept")) == "as it was");
}

TEST_CASE("files that a pipeline names are read as data and never run", "[safety]") {
  const SmallCase small;
  for (const std::string name : {"|touch executed", "$(touch executed)", "`touch executed`"}) {
    const SmallCase one;
    one.edit("images: test-images", "images: '" + name + "'");
    require_refused(one, {"found no file"});
    CHECK_FALSE(fs::exists(one.path("executed")));
  }
  // A program as network or data is no network and no data.
  small.write("network.npz", "#!/bin/sh\ntouch executed\n");
  REQUIRE(chmod(small.path("network.npz").c_str(), 0755) == 0);
  require_refused(small, {"network.npz"});
  CHECK_FALSE(fs::exists(small.path("executed")));
}
