// SPDX-License-Identifier: MIT
#include "host/plugin.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

using Catch::Matchers::Contains;
using lucarne::trusted_file;
namespace fs = std::filesystem;

namespace {

constexpr uid_t nobody = 65534;

}  // namespace

TEST_CASE("a file in a folder of one's own is trusted, under a sticky folder too", "[trusted]") {
  const TemporaryFolder folder;  // in /tmp, which everybody may write to
  const fs::path file = folder.file("plugins/a.so", "");
  CHECK(trusted_file(file) == fs::canonical(file));
}

TEST_CASE("what others may write to is refused with the remedy", "[trusted]") {
  const TemporaryFolder folder;
  const fs::path file = folder.file("outer/plugins/a.so", "");
  const fs::path writable = GENERATE("outer/plugins/a.so", "outer/plugins", "outer");
  const fs::path path = folder.path() / writable;
  REQUIRE(chmod(path.c_str(), 0777) == 0);
  CHECK_THROWS_WITH(trusted_file(file),
                    Contains("a.so: others may write to '" + fs::canonical(path).string() + "'") &&
                        Contains("chmod go-w '" + fs::canonical(path).string() + "'"));
  REQUIRE(chmod(path.c_str(), 0755) == 0);
  CHECK_NOTHROW(trusted_file(file));
}

TEST_CASE("the sticky bit does not make the plugin's own folder safe", "[trusted]") {
  const TemporaryFolder folder;
  const fs::path file = folder.file("plugins/a.so", "");
  REQUIRE(chmod(file.parent_path().c_str(), 01777) == 0);
  CHECK_THROWS_WITH(trusted_file(file), Contains("others may write to"));
}

TEST_CASE("a symbolic link is judged by where it leads", "[trusted]") {
  const TemporaryFolder folder;
  const fs::path file = folder.file("open/a.so", "");
  fs::create_directory(folder.path() / "closed");
  fs::create_symlink(file, folder.path() / "closed/a.so");
  CHECK(trusted_file(folder.path() / "closed/a.so") == fs::canonical(file));
  REQUIRE(chmod((folder.path() / "open").c_str(), 0777) == 0);
  CHECK_THROWS_WITH(trusted_file(folder.path() / "closed/a.so"), Contains("others may write to"));
  CHECK_THROWS_WITH(trusted_file(folder.path() / "closed/b.so"), Contains("cannot read"));
}

TEST_CASE("what belongs to another user is refused", "[trusted]") {
  if (geteuid() != 0) return;  // only root can give a file away
  const TemporaryFolder folder;
  const fs::path file = folder.file("plugins/a.so", "");
  for (const fs::path& path : {file, file.parent_path(), folder.path()}) {
    REQUIRE(chown(path.c_str(), nobody, nobody) == 0);
    CHECK_THROWS_WITH(trusted_file(file),
                      Contains("'" + fs::canonical(path).string() + "' belongs to user 'nobody'") &&
                          Contains("chown"));
    REQUIRE(chown(path.c_str(), 0, 0) == 0);
  }
}

TEST_CASE("a group may write where it has one member only", "[trusted]") {
  if (geteuid() != 0) return;  // only root can give a file to any group
  const TemporaryFolder folder;
  const fs::path file = folder.file("plugins/a.so", "");
  REQUIRE(chmod(file.c_str(), 0775) == 0);
  CHECK_NOTHROW(trusted_file(file));  // root's own group
  REQUIRE(chown(file.c_str(), 0, nobody) == 0);
  CHECK_THROWS_WITH(trusted_file(file), Contains("others may write to"));
}
