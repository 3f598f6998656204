// SPDX-License-Identifier: MIT
#include "host/plugin.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
using Catch::Matchers::Contains;

namespace {
std::filesystem::path bad(const std::string& name) {
  return std::filesystem::path(LUCARNE_BINARY_DIR) / "tests" / "bad-plugins" / (name + ".so");
}
}  // namespace

TEST_CASE("a plugin of this build loads with its record", "[plugin]") {
  const Plugin plugin = load_plugin(bad("writes-to-stdout"));
  CHECK(plugin.name == "writes-to-stdout");
  CHECK(plugin.version == "1.0");
  CHECK(plugin.make_analysis() != nullptr);
}

TEST_CASE("a plugin of another ABI is refused before anything of it runs", "[plugin]") {
  CHECK_THROWS_WITH(load_plugin(bad("other-abi")),
                    Contains("was built for another ABI") &&
                        Contains("compiler wanted gcc-12, found gcc-99") &&
                        Contains("build it again"));
}

TEST_CASE("a plugin built against other headers is refused before anything of it runs",
          "[plugin]") {
  CHECK_THROWS_WITH(load_plugin(bad("other-headers")),
                    Contains("was built for another ABI: headers (digest of the SDK's headers) "
                             "wanted " LUCARNE_HEADERS_DIGEST ", found 0123456789abcdef; build it "
                             "again"));
}

TEST_CASE("a shared library without the section is no plugin", "[plugin]") {
  CHECK_THROWS_WITH(load_plugin(bad("no-section")), Contains("is no Lucarne plugin"));
}

TEST_CASE("a file that is no shared library is refused", "[plugin]") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(load_plugin(folder.file("text.so", "not an ELF file")),
                    Contains("is no ELF shared library"));
  CHECK_THROWS_WITH(load_plugin(folder.file("empty.so", "")), Contains("is no ELF shared library"));
  // The first half of a real plugin: the section headers are at the end of the file.
  const std::string whole = content_of(bad("writes-to-stdout"));
  CHECK_THROWS_AS(load_plugin(folder.file("half.so", whole.substr(0, whole.size() / 2))),
                  PluginRefused);
}

TEST_CASE("a file whose name is not the plugin's is refused", "[plugin]") {
  CHECK_THROWS_WITH(load_plugin(bad("wrong-name")),
                    Contains("calls itself 'another-name'; name the file another-name.so"));
}

TEST_CASE("a plugin whose constructor throws is refused with its words", "[plugin]") {
  const Plugin plugin = load_plugin(bad("throws-in-constructor"));
  CHECK_THROWS_WITH(plugin.make_analysis(), Contains("no analysis today"));
}

TEST_CASE("fingerprints that differ are told field by field", "[plugin]") {
  CHECK(abi_difference("a=1;b=2;", "a=1;b=2;").empty());
  CHECK(abi_difference("a=1;b=2;", "a=1;b=3;") == "b wanted 2, found 3");
  CHECK(abi_difference("a=1;b=2;", "") == "a wanted 1, found none, b wanted 2, found none");
}

TEST_CASE("plugins are found by the stem of their file and the first folder wins", "[plugin]") {
  const TemporaryFolder folder;
  folder.file("first/a.so", "1");
  folder.file("second/a.so", "2");
  folder.file("second/b.so", "3");
  folder.file("second/notes.txt", "4");
  const auto found = find_plugins({folder.path() / "first", folder.path() / "second"});
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "a");
  CHECK(found[0].file == folder.path() / "first" / "a.so");
  CHECK(found[1].name == "b");
}

TEST_CASE("a plugin folder that does not exist is an error", "[plugin]") {
  CHECK_THROWS_WITH(plugin_folders({"/no/such/folder"}), Contains("'/no/such/folder' does not"));
}
