// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include <csignal>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

// Goes wrong in the way and at the place that its parameters name.

namespace {

// Through a volatile pointer and number, so that the compiler sees no undefined behaviour.
int* volatile nowhere = nullptr;
volatile int zero = 0;

// Ends at a depth that no stack holds.
__attribute__((noinline)) int overflow_the_stack(int depth) {
  volatile char space[4096];
  space[0] = static_cast<char>(depth);
  return depth > 1'000'000 ? 0 : overflow_the_stack(depth + 1) + space[0];
}

// Gives back what was never handed out. What lies before it, which the heap takes for a record of
// its own, is zeros, so that the heap always finds the same fault: its blocks are aligned
// otherwise.
void free_a_stranger() {
  char* volatile stranger = static_cast<char*>(std::calloc(1, 64)) + 8;
  std::free(stranger);
}

void take_all_memory() {
  constexpr std::size_t size = 16 << 20;
  for (;;) {
    volatile char* const block = new char[size];
    for (std::size_t i = 0; i < size; i += 4096) block[i] = 1;
  }
}

// More than any machine has, so that the first request fails.
void ask_for_an_exabyte() { delete[] new volatile char[std::size_t{1} << 60]; }

// What must never be possible: told by the error number of each call.
void try_what_is_forbidden() {
  const int file = open("written-by-a-plugin", O_WRONLY | O_CREAT, 0600);
  const int net = socket(AF_INET, SOCK_STREAM, 0);
  const int started = std::system("touch started-by-a-plugin");
  const int killed = kill(getppid(), 0);
  throw lucarne::Error("file " + std::to_string(file) + ", socket " + std::to_string(net) +
                       ", program " + std::to_string(started) + ", signal " +
                       std::to_string(killed));
}

void go_wrong(const std::string& how) {
  if (how == "segfault") *nowhere = 1;
  if (how == "divide") zero = 7919 / zero;
  if (how == "abort") std::abort();
  if (how == "overflow") overflow_the_stack(0);
  if (how == "heap") free_a_stranger();
  if (how == "hang") {
    for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  if (how == "exit") std::exit(3);
  if (how == "quit") _exit(0);
  if (how == "kill") raise(SIGKILL);
  if (how == "memory") take_all_memory();
  if (how == "exabyte") ask_for_an_exabyte();
  if (how == "throw") throw lucarne::Error("thrown on purpose");
  if (how == "terminate")
    std::thread([] { throw lucarne::Error("on a thread of its own"); }).join();
  if (how == "close") closefrom(3);
  if (how == "garbage") {
    const std::string line = "this is no message\n";
    for (int file = 1; file < 256; ++file) {
      if (write(file, line.data(), line.size()) < 0) continue;
    }
  }
  if (how == "forbidden") try_what_is_forbidden();
}

struct Counts {
  std::string how;
  std::uint64_t at = 0;
  std::uint64_t items = 0;
  void consume(const lucarne::Block& block) {
    if (block.number == at) go_wrong(how);
    items += block.size();
  }
  void merge(const Counts& right) { items += right.items; }
  void archive(lucarne::Archive& archive) { archive(items); }
};

}  // namespace

class Crashes final : public lucarne::Analysis {
 public:
  void declare(lucarne::Parameters& parameters) override {
    parameters.add("how", how_, {.meaning = "what goes wrong"});
    parameters.add("where", where_,
                   {.meaning = "where it goes wrong", .choices = {"prepare", "fold", "run"}});
    parameters.produces("items", "what nobody gets");
  }
  std::vector<lucarne::Sweep> prepare(const lucarne::Context&) override {
    if (where_ == "prepare") go_wrong(how_);
    return {lucarne::sweep<Counts>({.split = "test"}, {where_ == "fold" ? how_ : "", 1, 0})};
  }
  void run(const lucarne::Context& context, const lucarne::Folded& folded,
           lucarne::Results& results) override {
    if (where_ == "run") go_wrong(how_);
    context.warn("still here");
    results.scalar("items", static_cast<double>(folded.state<Counts>().items));
    results.product("items", arma::uvec{0});
  }

 private:
  std::string how_ = "nothing";
  std::string where_ = "run";
};

LUCARNE_PLUGIN(Crashes, "crashes", "1.0", "goes wrong in many ways");
