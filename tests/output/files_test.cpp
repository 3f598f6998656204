// SPDX-License-Identifier: MIT
#include "output/files.hpp"

#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <csignal>

namespace fs = std::filesystem;
using lucarne::OutputError;

namespace {

// A full disk without one: files may not grow beyond some bytes (EFBIG instead of ENOSPC; the same
// path through the code, at the same call).
class SmallFilesOnly {
 public:
  explicit SmallFilesOnly(rlim_t bytes) : previous_signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &previous_);
    const rlimit small{bytes, previous_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallFilesOnly() {
    setrlimit(RLIMIT_FSIZE, &previous_);
    std::signal(SIGXFSZ, previous_signal_);
  }
  SmallFilesOnly(const SmallFilesOnly&) = delete;
  SmallFilesOnly& operator=(const SmallFilesOnly&) = delete;

 private:
  void (*previous_signal_)(int);
  rlimit previous_{};
};

}  // namespace

TEST_CASE("a written file holds its content and nothing lies beside it", "[files]") {
  const TemporaryFolder folder;
  const std::string content("a\0b\n", 4);
  lucarne::write_file(folder.path() / "x.bin", content);
  CHECK(lucarne::read_file(folder.path() / "x.bin") == content);
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("writing again replaces the whole content", "[files]") {
  const TemporaryFolder folder;
  lucarne::write_file(folder.path() / "x", "long content");
  lucarne::write_file(folder.path() / "x", "new");
  CHECK(lucarne::read_file(folder.path() / "x") == "new");
}

TEST_CASE("a disk that is full is an error with a reason, and the old file stays", "[files]") {
  const TemporaryFolder folder;
  const fs::path file = folder.file("x", "old");
  std::string message;
  {
    const SmallFilesOnly limit(100);
    try {
      lucarne::write_file(file, std::string(1000, 'y'));
    } catch (const OutputError& error) {
      message = error.what();
    }
  }
  CHECK(message == "cannot write '" + file.string() + "': File too large");
  CHECK(lucarne::read_file(file) == "old");
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("writing into a folder that does not exist names the file", "[files]") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "missing" / "x";
  CHECK_THROWS_WITH(lucarne::write_file(file, "y"),
                    "cannot write '" + file.string() + "': No such file or directory");
}

TEST_CASE("reading a file that does not exist names it", "[files]") {
  CHECK_THROWS_WITH(lucarne::read_file("/nowhere/x"),
                    "cannot read '/nowhere/x': No such file or directory");
}

// source: FIPS 180-2, appendix B.1 and B.3, and the digest of nothing
TEST_CASE("SHA-256 gives the published digests", "[files]") {
  CHECK(lucarne::sha256_of("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(lucarne::sha256_of("") ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const TemporaryFolder folder;
  const fs::path million = folder.file("a", std::string(1000000, 'a'));
  CHECK(lucarne::sha256_of_file(million) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("the digest of a file that does not exist is an error", "[files]") {
  CHECK_THROWS_WITH(lucarne::sha256_of_file("/nowhere/x"),
                    "cannot read '/nowhere/x': No such file or directory");
}
