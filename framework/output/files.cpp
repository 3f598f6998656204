// SPDX-License-Identifier: MIT
#include "output/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace lucarne {
namespace {

[[noreturn]] void refuse(const char* action, const std::filesystem::path& file, int error) {
  std::string message = std::string("cannot ") + action + " '" + file.string() +
                        "': " + std::strerror(error);  // glibc keeps known texts in constants
  if (error == ENOSPC || error == EDQUOT) message += "; free some space or choose another folder";
  throw OutputError(message);
}

// Closes on the way out; close() is called by hand where its result matters.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  int close() { return ::close(std::exchange(number_, -1)); }

 private:
  int number_;
};

// Returns 0 or the errno of the first call that failed.
int write_all(const std::filesystem::path& file, std::string_view content, bool flush) {
  // A new file, whatever lies there: nothing is written through a link that somebody planted.
  ::unlink(file.c_str());
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  Descriptor out(::open(file.c_str(), flags, 0666));
  if (out.number() < 0) return errno;
  while (!content.empty()) {
    const ssize_t written = ::write(out.number(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  // EINVAL: a pipe or a device, which has nothing to flush.
  if (flush && ::fsync(out.number()) != 0 && errno != EINVAL) return errno;
  return out.close() == 0 ? 0 : errno;
}

void write_beside(const std::filesystem::path& file, std::string_view content, bool flush) {
  std::filesystem::path temporary = file;
  temporary += ".part";
  int error = write_all(temporary, content, flush);
  if (error == 0 && std::rename(temporary.c_str(), file.c_str()) != 0) error = errno;
  if (error == 0) return;
  ::unlink(temporary.c_str());
  refuse("write", file, error);
}

}  // namespace

void write_file(const std::filesystem::path& file, std::string_view content) {
  write_beside(file, content, true);
}

void write_unflushed_file(const std::filesystem::path& file, std::string_view content) {
  write_beside(file, content, false);
}

void copy_files(const std::filesystem::path& from, const std::vector<std::string>& names,
                const std::filesystem::path& to) {
  for (const std::string& name : names) {
    std::error_code error;
    std::filesystem::copy_file(from / name, to / name, error);
    if (error) refuse("copy", from / name, error.value());
  }
}

void flush_folder(const std::filesystem::path& folder) {
  // One wait for the whole file system: a run has a hundred files, and a disk takes milliseconds to
  // confirm each.
  Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() < 0 || ::syncfs(opened.number()) != 0) refuse("flush", folder, errno);
}

std::string read_file(const std::filesystem::path& file) {
  Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.number() < 0) refuse("read", file, errno);
  std::string content;
  char piece[1 << 16];
  for (;;) {
    const ssize_t count = ::read(in.number(), piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse("read", file, errno);
    if (count == 0) return content;
    content.append(piece, static_cast<std::size_t>(count));
  }
}

}  // namespace lucarne
