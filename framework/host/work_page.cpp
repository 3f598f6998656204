// SPDX-License-Identifier: MIT
#include "host/work_page.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

namespace lucarne {
namespace {

std::string split_name(const WorkPage& page) {
  const std::string name(page.split, strnlen(page.split, sizeof page.split));
  const bool printable =
      std::ranges::all_of(name, [](char letter) { return letter >= ' ' && letter <= '~'; });
  return printable ? name : "?";
}

std::vector<std::uint64_t> blocks_in_work(const WorkPage& page) {
  if (page.signal != 0 && page.block != 0) return {page.block - 1};
  std::vector<std::uint64_t> blocks;
  for (const auto& block : page.blocks) {
    if (block != 0 && blocks.size() < 16) blocks.push_back(block - 1);
  }
  std::ranges::sort(blocks);
  return blocks;
}

}  // namespace

SharedWorkPage::SharedWorkPage() {
  descriptor_ = memfd_create("lucarne-work", MFD_CLOEXEC);
  if (descriptor_ < 0 || ftruncate(descriptor_, sizeof(WorkPage)) != 0) {
    throw Error(std::string("cannot share memory with a stage's process: ") + strerror(errno));
  }
  map();
}

SharedWorkPage::SharedWorkPage(int descriptor) : descriptor_(descriptor) {
  map();
  close(descriptor_);
  descriptor_ = -1;
}

SharedWorkPage::~SharedWorkPage() {
  if (page_ != nullptr) munmap(page_, sizeof(WorkPage));
  if (descriptor_ >= 0) close(descriptor_);
}

void SharedWorkPage::map() {
  void* const memory =
      mmap(nullptr, sizeof(WorkPage), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
  if (memory == MAP_FAILED) {
    throw Error(std::string("cannot share memory with a stage's process: ") + strerror(errno));
  }
  page_ = static_cast<WorkPage*>(memory);
}

std::string phase_text(const WorkPage& page) {
  switch (page.phase.load()) {
    case Phase::starting: return "the start of the process";
    case Phase::load: return "load";
    case Phase::declare: return "declare";
    case Phase::prepare: return "prepare";
    case Phase::read: return fmt::format("reading split '{}'", split_name(page));
    case Phase::fold: {
      const std::vector<std::uint64_t> blocks = blocks_in_work(page);
      if (blocks.empty()) return fmt::format("the fold of split '{}'", split_name(page));
      return fmt::format("the fold of block{} {} of split '{}'", blocks.size() == 1 ? "" : "s",
                         fmt::join(blocks, ", "), split_name(page));
    }
    case Phase::run: return "run";
    case Phase::waiting: return "the wait for the host";
  }
  return "a phase that cannot be told";
}

}  // namespace lucarne
