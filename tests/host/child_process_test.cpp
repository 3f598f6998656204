// SPDX-License-Identifier: MIT
#include "host/child_process.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

#include <sys/wait.h>

#include <csignal>
#include <fstream>

using Catch::Matchers::Contains;
using lucarne::ChildProcess;

namespace {

ChildProcess shell(const std::string& script) {
  return ChildProcess("/bin/sh", {"sh", "-c", script}, {});
}

}  // namespace

TEST_CASE("what a process writes is caught, the first of its output and the last of its errors",
          "[child process]") {
  ChildProcess child = shell(
      "echo begin; yes out | head -c 200000; yes err | head -c 200000 >&2; echo end >&2; exit 3");
  REQUIRE(child.ends_within(60));
  CHECK(WEXITSTATUS(*child.status()) == 3);
  const std::string output = child.taken_output();
  CHECK(output.size() == 4096);
  CHECK(output.substr(0, 6) == "begin\n");
  CHECK(child.taken_output().empty());
  CHECK(child.last_errors().size() == 8192);
  CHECK(child.last_errors().substr(8192 - 4) == "end\n");
}

TEST_CASE("a process has no descriptors but the standard ones", "[child process]") {
  const std::ifstream one_of_ours("/proc/self/maps");
  // Without a pipe, whose ends the shell may still hold when they are listed; `true` keeps the
  // shell.
  ChildProcess child = shell("ls /proc/$$/fd; true");
  REQUIRE(child.ends_within(60));
  CHECK(child.taken_output() == "0\n1\n2\n");
}

TEST_CASE("a process that goes takes what it started along", "[child process]") {
  pid_t grandchild = 0;
  {
    ChildProcess child = shell("sleep 1000 & echo $!; wait");
    std::string number;
    while (number.find('\n') == std::string::npos) {
      CHECK_FALSE(child.ends_within(0.01));
      number += child.taken_output();
    }
    grandchild = std::stoi(number);
    CHECK(kill(grandchild, 0) == 0);
  }
  // It is killed, and then taken note of by whoever inherits it.
  for (int i = 0; i < 1000 && kill(grandchild, 0) == 0; ++i) {
    std::ifstream status("/proc/" + std::to_string(grandchild) + "/stat");
    std::string line;
    std::getline(status, line);
    if (line.find(") Z ") != std::string::npos) break;
    usleep(5000);
  }
  std::ifstream status("/proc/" + std::to_string(grandchild) + "/stat");
  std::string line;
  std::getline(status, line);
  CHECK((line.empty() || line.find(") Z ") != std::string::npos));
}

TEST_CASE("a signal ends a process and is told", "[child process]") {
  ChildProcess child = shell("sleep 1000");
  CHECK_FALSE(child.ends_within(0));
  child.send(SIGTERM);
  REQUIRE(child.ends_within(60));
  CHECK(WTERMSIG(*child.status()) == SIGTERM);
}

TEST_CASE("a program that cannot be started is an error", "[child process]") {
  CHECK_THROWS_WITH(ChildProcess("/no/such/program", {"x"}, {}),
                    Contains("cannot start '/no/such/program'"));
}
