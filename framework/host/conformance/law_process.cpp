// SPDX-License-Identifier: MIT
#include "host/conformance/law_process.hpp"

#include "data/data_error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>

namespace lucarne::conformance {
namespace {

constexpr int report_descriptor = 3;
constexpr off_t most_read = 64 * 1024;

// A file in memory that a process started here writes to.
class Capture {
 public:
  Capture() : descriptor_(memfd_create("lucarne-law", MFD_CLOEXEC)) {
    if (descriptor_ < 0) throw Error(std::string("no file in memory: ") + strerror(errno));
  }
  ~Capture() { close(descriptor_); }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  int descriptor() const { return descriptor_; }
  /// The last 64 KiB.
  std::string text() const {
    const off_t size = lseek(descriptor_, 0, SEEK_END);
    const off_t first = std::max<off_t>(0, size - most_read);
    std::string all(static_cast<std::size_t>(std::max<off_t>(0, size - first)), '\0');
    const ssize_t n_read = pread(descriptor_, all.data(), all.size(), first);
    all.resize(n_read > 0 ? static_cast<std::size_t>(n_read) : 0);
    return all;
  }

 private:
  int descriptor_;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

// The first of two entries of one name counts. BLAS threads would be started to be idle.
std::vector<std::string> child_environment() {
  std::vector<std::string> all{fmt::format("{}={}", report_variable, report_descriptor),
                               "OPENBLAS_NUM_THREADS=1"};
  for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
  return all;
}

pid_t start(std::vector<std::string> command, const Capture& out, const Capture& errors,
            const Capture& report) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.descriptor(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.descriptor(), STDERR_FILENO);
  posix_spawn_file_actions_adddup2(&actions, report.descriptor(), report_descriptor);
  std::vector<std::string> environment = child_environment();
  pid_t process = -1;
  const int failure = posix_spawn(&process, command.front().c_str(), &actions, nullptr,
                                  pointers(command).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) throw Error("cannot start " + command.front() + ": " + strerror(failure));
  return process;
}

// Whether the process ended within the time.
bool ended_within(pid_t process, double seconds) {
  // glibc 2.36 declares pidfd_open without extern "C".
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
  if (descriptor < 0) return true;  // an old kernel: wait without limit
  pollfd waiting{descriptor, POLLIN, 0};
  const int milliseconds = static_cast<int>(std::min(seconds * 1000, 2e9));
  int ready = 0;
  do {
    ready = poll(&waiting, 1, milliseconds);
  } while (ready < 0 && errno == EINTR);
  close(descriptor);
  return ready > 0;
}

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written <= 0) return;  // a verdict that is missing counts as a crash
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

constexpr bool sanitized() {
#ifdef __SANITIZE_ADDRESS__
  return true;
#else
  return false;
#endif
}

void limit_this_process() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  // AddressSanitizer reserves terabytes of addresses for itself.
  constexpr rlim_t gibibyte = rlim_t{1} << 30;
  const rlimit memory{16 * gibibyte, 16 * gibibyte};
  if (!sanitized()) setrlimit(RLIMIT_AS, &memory);
}

// Before the first law, so that a slip of the keyboard is no law broken. What else goes wrong is
// for the laws to tell.
void check_settings(const Trial& trial) {
  try {
    trial.declared();
  } catch (const SettingRefused&) {
    throw;
  } catch (...) {
    return;
  }
}

Verdict judged(const Law& law, const TrialOptions& options,
               const std::function<void(const std::string&)>& step) {
  try {
    const Trial trial(options, step);
    if (!options.settings.empty()) check_settings(trial);
    return law.judge(trial);
  } catch (const PluginRefused& error) {
    return {Outcome::refused, error.what()};
  } catch (const SettingRefused& error) {
    return {Outcome::misused, error.what()};
  } catch (const PipelineError& error) {
    return {Outcome::misused, error.what()};
  } catch (const DataError& error) {
    return {Outcome::misused, error.what()};
  } catch (const std::exception& error) {
    return broken(std::string("it threw: ") + error.what());
  } catch (...) {
    return broken("it threw something that is no std::exception");
  }
}

std::string last_step(const std::string& report) {
  const std::size_t begin = report.rfind("step ");
  if (begin == std::string::npos) return "starting";
  return report.substr(begin + 5, report.find('\n', begin) - begin - 5);
}

std::string last_lines(const std::string& text, std::size_t count) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) lines.push_back(line.substr(0, 200));
  }
  std::string last;
  const std::size_t first = lines.size() - std::min(count, lines.size());
  for (std::size_t i = first; i < lines.size(); ++i) last += (i > first ? " | " : "") + lines[i];
  return last;
}

}  // namespace

Ended run_to_end(const std::vector<std::string>& command, double seconds) {
  const Capture out;
  const Capture errors;
  const Capture report;
  const pid_t process = start(command, out, errors, report);
  Ended ended;
  ended.timed_out = !ended_within(process, seconds);
  if (ended.timed_out) kill(process, SIGKILL);
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status)) ended.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
  ended.out = out.text();
  ended.errors = errors.text();
  ended.report = report.text();
  return ended;
}

void judge_and_report(const Law& law, const TrialOptions& options, int report) {
  limit_this_process();
  const Verdict verdict = judged(law, options, [report](const std::string& what) {
    write_all(report, "step " + what + "\n");
  });
  write_all(report,
            fmt::format("verdict {}\n{}", static_cast<int>(verdict.outcome), verdict.found));
}

Verdict verdict_of(const Law& law, const Ended& ended, double seconds) {
  const std::string step = last_step(ended.report);
  if (ended.timed_out) {
    return broken(
        fmt::format("it did not end within {:g} s; the last step was: {}", seconds, step));
  }
  const std::size_t place = ended.report.rfind("verdict ");
  if (place != std::string::npos) {
    const std::string text = ended.report.substr(place + 8);
    const std::size_t end = text.find('\n');
    Verdict verdict{static_cast<Outcome>(text.front() - '0'), text.substr(end + 1)};
    if (law.id == "stdout" && verdict.outcome == Outcome::held && !ended.out.empty()) {
      return broken("it wrote '" + ended.out.substr(0, ended.out.find('\n')).substr(0, 80) + "'");
    }
    return verdict;
  }
  std::string how =
      ended.signal != 0
          ? fmt::format("it crashed with signal {} ({})", ended.signal, strsignal(ended.signal))
          : fmt::format("it ended the process with exit code {}", ended.exit_code);
  how += "; the last step was: " + step;
  const std::string said = last_lines(ended.errors, 3);
  return broken(said.empty() ? how : how + "; standard error: " + said);
}

std::string memory_complaint(const Ended& ended) {
  std::istringstream in(ended.errors);
  for (std::string line; std::getline(in, line);) {
    const bool complaint = line.find("ERROR: AddressSanitizer") != std::string::npos ||
                           line.find("ERROR: LeakSanitizer") != std::string::npos ||
                           line.find(": runtime error: ") != std::string::npos;
    if (complaint) return line.substr(0, 300);
  }
  return {};
}

}  // namespace lucarne::conformance
