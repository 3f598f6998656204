// SPDX-License-Identifier: MIT
#include "host/crash_report.hpp"

#include "host/elf_symbols.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <string.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <sstream>
#include <string_view>

namespace lucarne {
namespace {

constexpr std::size_t most_lines = 20;
constexpr std::size_t most_letters = 300;

// A file mapped into the process that crashed.
struct Mapping {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t offset = 0;
  std::string file;
};

std::uint64_t hexadecimal(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, 16);
  return number;
}

// Lines such as "7f00-7f80 r-xp 00001000 fe:00 1234 /usr/lib/x.so".
std::vector<Mapping> mappings_of(const WorkPage& page) {
  const std::size_t size = std::min<std::size_t>(page.maps_bytes, WorkPage::max_maps);
  std::istringstream lines(std::string(page.maps, size));
  std::vector<Mapping> mappings;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string range, rights, offset, device, node, file;
    fields >> range >> rights >> offset >> device >> node;
    std::getline(fields >> std::ws, file);
    const std::size_t dash = range.find('-');
    if (dash == std::string::npos || file.empty() || file[0] != '/') continue;
    mappings.push_back({hexadecimal(std::string_view(range).substr(0, dash)),
                        hexadecimal(std::string_view(range).substr(dash + 1)), hexadecimal(offset),
                        file});
  }
  return mappings;
}

std::string frame_text(std::uint64_t address, bool is_return_address,
                       const std::vector<Mapping>& mappings) {
  // A return address may already belong to the next function.
  const std::uint64_t within = is_return_address && address > 0 ? address - 1 : address;
  for (const Mapping& mapping : mappings) {
    if (within < mapping.begin || within >= mapping.end) continue;
    const std::uint64_t offset = within - mapping.begin + mapping.offset;
    const std::string file = std::filesystem::path(mapping.file).filename().string();
    const std::string function = function_at(mapping.file, offset);
    if (function.empty()) return fmt::format("{} + {:#x}", file, offset);
    return fmt::format("{} in {}", function, file);
  }
  return fmt::format("{:#x}", address);
}

// Just beyond the end of the stack, where its guard page is.
bool is_below_stack(const WorkPage& page) {
  constexpr std::uint64_t near = 64 * 1024;
  return page.stack != 0 && page.address + near > page.stack && page.address < page.stack + near;
}

std::string fault_text(const WorkPage& page) {
  switch (page.signal.load()) {
    case SIGSEGV:
      if (is_below_stack(page)) return "the stack is full: a recursion without end?";
      if (page.code == SEGV_MAPERR) {
        return fmt::format("nothing is mapped at address {:#x}", page.address);
      }
      if (page.code == SEGV_ACCERR) return fmt::format("no access to address {:#x}", page.address);
      return "memory that is not the process's";
    case SIGBUS: return fmt::format("nothing behind address {:#x}", page.address);
    case SIGFPE:
      return page.code == FPE_INTDIV ? "division of a whole number by zero" : "arithmetic";
    case SIGILL: return "no instruction of this processor";
    case SIGABRT: return "abort";
    default: return "";
  }
}

}  // namespace

std::string signal_name(int signal) {
  const char* const name = sigabbrev_np(signal);
  return name == nullptr ? fmt::format("signal {}", signal) : fmt::format("SIG{}", name);
}

std::string signal_text(const WorkPage& page) {
  const std::string fault = fault_text(page);
  const std::string name = signal_name(page.signal.load());
  return fault.empty() ? name : fmt::format("{} ({})", name, fault);
}

std::vector<std::string> backtrace_of(const WorkPage& page) {
  const std::vector<Mapping> mappings = mappings_of(page);
  const std::size_t n_frames = std::min<std::size_t>(page.n_frames, WorkPage::max_frames);
  const std::uint64_t* const end = page.frames + n_frames;
  // The frames of the handler itself come first: up to where the signal struck.
  const std::uint64_t* frame = std::find(page.frames, end, page.instruction);
  const bool found = frame != end;
  if (!found) frame = page.frames;
  std::vector<std::string> lines;
  for (bool innermost = found; frame != end && lines.size() < most_lines; ++frame) {
    lines.push_back(frame_text(*frame, !innermost, mappings));
    innermost = false;
  }
  return lines;
}

std::string innermost_of(const std::vector<std::string>& backtrace,
                         const std::filesystem::path& plugin) {
  const std::string file = " in " + plugin.filename().string();
  const auto line = std::ranges::find_if(
      backtrace, [&file](const std::string& one) { return one.ends_with(file); });
  return line == backtrace.end() ? "" : line->substr(0, line->size() - file.size());
}

std::vector<std::string> last_lines_of(const std::string& text) {
  std::deque<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    for (char& letter : line) {
      if (static_cast<unsigned char>(letter) < ' ' || letter == '\x7f') letter = ' ';
    }
    if (line.size() > most_letters) line = fmt::format("{}...", line.substr(0, most_letters));
    lines.push_back(line);
    if (lines.size() > most_lines) lines.pop_front();
  }
  return {lines.begin(), lines.end()};
}

}  // namespace lucarne
