// SPDX-License-Identifier: MIT
#include "host/folder_lock.hpp"

#include "output/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lucarne {
namespace {

std::string process_in(int descriptor) {
  std::string text(32, '\0');
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

// The owner removes the file as it goes: a lock on a file that is no longer there locks nothing.
bool is_still(int descriptor, const std::filesystem::path& file) {
  struct stat held {};
  struct stat there {};
  return ::fstat(descriptor, &held) == 0 && ::stat(file.c_str(), &there) == 0 &&
         held.st_ino == there.st_ino && held.st_dev == there.st_dev;
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder)
    : file_(folder.parent_path() / fmt::format(".{}.lock", folder.filename().string())) {
  for (;;) {
    descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0) {
      throw OutputError(fmt::format("cannot make '{}': {}", file_.string(), std::strerror(errno)));
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      const std::string process = process_in(descriptor_);
      ::close(descriptor_);
      if (error == EWOULDBLOCK) {
        throw Error(fmt::format(
            "another run is writing to '{}'{}; wait until it has ended, or name another folder "
            "with --output",
            folder.string(), process.empty() ? "" : fmt::format(" (process {})", process)));
      }
      throw OutputError(fmt::format("cannot lock '{}': {}", file_.string(), std::strerror(error)));
    }
    if (is_still(descriptor_, file_)) break;
    ::close(descriptor_);
  }
  const std::string process = std::to_string(::getpid());
  // Only for the message above; the lock itself does not depend on it.
  if (::ftruncate(descriptor_, 0) == 0) {
    [[maybe_unused]] const ssize_t written =
        ::pwrite(descriptor_, process.data(), process.size(), 0);
  }
}

FolderLock::~FolderLock() {
  ::unlink(file_.c_str());
  ::close(descriptor_);
}

}  // namespace lucarne
