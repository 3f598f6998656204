// SPDX-License-Identifier: MIT
#include "network/replace_file.hpp"

#include "data/data_error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lucarne {
namespace {

/// A temporary file that is removed unless it was renamed.
class Temporary {
 public:
  explicit Temporary(const std::filesystem::path& target)
      : target_(target), path_(target.parent_path() / name_beside(target)) {
    descriptor_ =
        ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0) fail();
  }
  ~Temporary() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!renamed_) ::unlink(path_.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  void write(std::string_view content) {
    while (!content.empty()) {
      const ssize_t written = ::write(descriptor_, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail();
      content.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void rename() {
    if (::fsync(descriptor_) != 0) fail();
    // Some file systems tell of a full disk only here.
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0 || ::rename(path_.c_str(), target_.c_str()) != 0) fail();
    renamed_ = true;
  }

 private:
  // The process number keeps two runs that save the same network apart.
  static std::string name_beside(const std::filesystem::path& target) {
    return fmt::format(".{}.{}.tmp", target.filename().string(), ::getpid());
  }

  [[noreturn]] void fail() const {
    throw DataError(target_, "cannot be written: " + std::generic_category().message(errno));
  }

  std::filesystem::path target_;
  std::filesystem::path path_;
  int descriptor_ = -1;
  bool renamed_ = false;
};

}  // namespace

void replace_file(const std::filesystem::path& file, std::string_view content) {
  Temporary temporary(file);
  temporary.write(content);
  temporary.rename();
}

}  // namespace lucarne
