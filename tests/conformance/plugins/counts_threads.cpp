// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include <chrono>
#include <mutex>
#include <set>
#include <thread>

class CountsThreads final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context& context, const lucarne::Folded&,
           lucarne::Results& results) override {
    std::mutex mutex;
    std::set<std::thread::id> seen;
    context.parallel_for(10, [&](arma::uword) {
      // Long enough that no thread does all the tasks before the others wake up.
      std::this_thread::sleep_for(std::chrono::milliseconds(6));
      const std::lock_guard lock(mutex);
      seen.insert(std::this_thread::get_id());
    });
    results.scalar("parts", static_cast<double>(seen.size()));
  }
};

LUCARNE_PLUGIN(CountsThreads, "counts-threads", "1.0", "Into how many parts is the work cut?");
