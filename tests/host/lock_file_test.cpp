// SPDX-License-Identifier: MIT
#include "host/lock.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;
using namespace lucarne;

namespace {

Lock small_lock() {
  Lock lock;
  lock.pipeline = "digits.yaml";
  lock.seed = 18446744073709551615U;
  lock.environment = {{"blas_core", "Haswell"}};
  lock.program = {{"lucarne", "aa"}};
  lock.plugins = {{"errors", "1.0.0", "bb"}, {"weights", "1.0.0", "cc"}};
  lock.network = {{"models/a.onnx", "dd"}};
  lock.data = {{"z", "ee"}, {"a", "ff"}};
  lock.configuration = {{"name", "d\"1\n"}};
  return lock;
}

}  // namespace

TEST_CASE("a lock lies beside its pipeline", "[lock]") {
  CHECK(lock_file_of("configs/mnist.yaml") == "configs/mnist.lock.json");
  CHECK(lock_file_of("a.b.yml") == "a.b.lock.json");
}

TEST_CASE("a lock has one value a line in a fixed order", "[lock]") {
  CHECK(lock_json(small_lock()) == R"({
  "lucarne_lock": 1,
  "pipeline": "digits.yaml",
  "seed": 18446744073709551615,
  "environment": {
    "blas_core": "Haswell"
  },
  "program": {
    "lucarne": "aa"
  },
  "plugins": {
    "errors": {
      "version": "1.0.0",
      "sha256": "bb"
    },
    "weights": {
      "version": "1.0.0",
      "sha256": "cc"
    }
  },
  "network": {
    "models/a.onnx": "dd"
  },
  "data": {
    "z": "ee",
    "a": "ff"
  },
  "configuration": {
    "name": "d\"1\n"
  }
}
)");
}

TEST_CASE("a lock that was written is read as it was", "[lock]") {
  const TemporaryFolder folder;
  const std::string text = lock_json(small_lock());
  CHECK(lock_json(read_lock(folder.file("a.lock.json", text))) == text);
}

TEST_CASE("a missing, damaged or foreign lock is refused with how to mend it", "[lock]") {
  const TemporaryFolder folder;
  const auto require_refused = [&folder](const std::string& text, const std::string& why) {
    const std::string mend = "write it with 'lucarne lock' again";
    CHECK_THROWS_WITH(read_lock(folder.file("a.lock.json", text)), Contains(why) && Contains(mend));
    CHECK_THROWS_AS(read_lock(folder.path() / "a.lock.json"), VerificationFailed);
  };
  CHECK_THROWS_WITH(read_lock(folder.path() / "none.lock.json"),
                    Contains("none.lock.json', found no such file; write it with 'lucarne lock'"));
  require_refused("", "no valid JSON at byte");
  require_refused(lock_json(small_lock()).substr(0, 100), "no valid JSON at byte");
  require_refused("[]", "'lucarne_lock' is missing");
  require_refused("{\"lucarne_lock\": 2}", "wanted a lock of format 1, found 2");
  require_refused("{\"lucarne_lock\": \"1\"}", "wanted");
  require_refused("{\"lucarne_lock\": 1, \"pipeline\": \"a\"}", "'seed' is missing");
  std::string wrong = lock_json(small_lock());
  wrong.replace(wrong.find("\"Haswell\""), 9, "7");
  require_refused(wrong, "'blas_core' in 'environment': wanted a text, found number");
}

TEST_CASE("drift names what changed, what is gone and what is new", "[lock]") {
  const std::vector<Drift> drift =
      drift_between("data", {{"same", "1"}, {"changed", "2"}, {"gone", "3"}},
                    {{"new", "4"}, {"changed", "5"}, {"same", "1"}});
  REQUIRE(drift.size() == 3);
  CHECK(drift[0].what == "data changed");
  CHECK(drift[0].wanted == "2");
  CHECK(drift[0].found == "5");
  CHECK(drift[1].what == "data gone");
  CHECK(drift[1].found.empty());
  CHECK(drift[2].what == "data new");
  CHECK(drift[2].wanted.empty());
}
