// SPDX-License-Identifier: MIT
#include "host/crash_report.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>

using namespace lucarne;

namespace lucarne_test {
// Not inlined and with a name that only a symbol table tells: it is hidden.
__attribute__((noinline)) std::uint64_t address_within(int number) {
  (void)number;
  return reinterpret_cast<std::uint64_t>(
      __builtin_extract_return_addr(__builtin_return_address(0)));
}
__attribute__((noinline)) std::uint64_t place_to_find(const std::string& text) {
  const std::uint64_t address = address_within(static_cast<int>(text.size()));
  return address + (text.empty() ? 1 : 0);
}
}  // namespace lucarne_test

namespace {

void put_own_maps(WorkPage& page) {
  std::ifstream maps("/proc/self/maps");
  std::ostringstream text;
  text << maps.rdbuf();
  const std::string all = text.str();
  page.maps_bytes = static_cast<std::uint32_t>(std::min(all.size(), WorkPage::max_maps));
  std::memcpy(page.maps, all.data(), page.maps_bytes);
}

}  // namespace

TEST_CASE("a backtrace names functions, hidden ones too, and begins where the signal struck",
          "[crash report]") {
  const SharedWorkPage shared;
  WorkPage& page = shared.page();
  put_own_maps(page);
  page.signal = SIGSEGV;
  const std::uint64_t place = lucarne_test::place_to_find("x");
  page.frames[0] = 0x1;  // of the handler
  page.frames[1] = place;
  page.frames[2] = 0x42;  // not mapped
  page.n_frames = 3;
  page.instruction = place;
  const std::vector<std::string> lines = backtrace_of(page);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "lucarne_test::place_to_find(std::string const&) in test_host");
  CHECK(lines[1] == "0x42");
  CHECK(innermost_of(lines, "/any/where/test_host") ==
        "lucarne_test::place_to_find(std::string const&)");
  CHECK(innermost_of(lines, "other.so").empty());
}

TEST_CASE("a page full of nonsense is told without a crash", "[crash report]") {
  const SharedWorkPage shared;
  WorkPage& page = shared.page();
  for (const int byte : {0xff, 0x01, 0x41}) {
    std::memset(static_cast<void*>(&page), byte, sizeof page);
    CHECK(backtrace_of(page).size() <= 20);
    CHECK_FALSE(phase_text(page).empty());
    CHECK_FALSE(signal_text(page).empty());
  }
}

TEST_CASE("phases are told with their blocks", "[crash report]") {
  const SharedWorkPage shared;
  WorkPage& page = shared.page();
  page.phase = Phase::prepare;
  CHECK(phase_text(page) == "prepare");
  page.phase = Phase::fold;
  std::strcpy(page.split, "test");
  CHECK(phase_text(page) == "the fold of split 'test'");
  page.blocks[0] = 8;
  page.blocks[5] = 1;
  CHECK(phase_text(page) == "the fold of blocks 0, 7 of split 'test'");
  // Once a signal struck, it is the block of the thread that it struck.
  page.block = 8;
  page.signal = SIGFPE;
  CHECK(phase_text(page) == "the fold of block 7 of split 'test'");
}

TEST_CASE("signals are told with their cause", "[crash report]") {
  const SharedWorkPage shared;
  WorkPage& page = shared.page();
  page.signal = SIGSEGV;
  page.code = SEGV_MAPERR;
  page.address = 0x18;
  CHECK(signal_text(page) == "SIGSEGV (nothing is mapped at address 0x18)");
  page.stack = 0x1000;
  page.address = 0xff0;
  CHECK(signal_text(page) == "SIGSEGV (the stack is full: a recursion without end?)");
  page.signal = SIGFPE;
  page.code = FPE_INTDIV;
  CHECK(signal_text(page) == "SIGFPE (division of a whole number by zero)");
  CHECK(signal_name(SIGKILL) == "SIGKILL");
  CHECK(signal_name(1000) == "signal 1000");
}

TEST_CASE("last lines are few, short and printable", "[crash report]") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "line " + std::to_string(i) + "\n";
  text += "\x1b[31mred\n" + std::string(1000, 'x');
  const std::vector<std::string> lines = last_lines_of(text);
  REQUIRE(lines.size() == 20);
  CHECK(lines[0] == "line 82");
  CHECK(lines[18] == " [31mred");
  CHECK(lines[19] == std::string(300, 'x') + "...");
  CHECK(last_lines_of("").empty());
}
