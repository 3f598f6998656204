// SPDX-License-Identifier: MIT
#pragma once

#include "output/drawing.hpp"

#include <condition_variable>
#include <exception>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace lucarne {

class Gnuplot;

/// Some gnuplot processes that draw the figures of all stages, one figure after the other,
/// whichever process is free: none starts twice, and none waits while a figure is left.
class DrawingPool {
 public:
  /// Starts the first process at once, the others when there is something for them to do.
  explicit DrawingPool(std::size_t n_processes);

  /// Waits for the figures that are being drawn.
  ~DrawingPool();
  DrawingPool(const DrawingPool&) = delete;
  DrawingPool& operator=(const DrawingPool&) = delete;

  /// Writes <name>.gp and its data for every figure, has them drawn, and checks that each PNG and
  /// SVG is whole before it is renamed into place.
  /// Without gnuplot the scripts and data are still written and `problems` says so. Never throws
  /// for what gnuplot does; throws OutputError where files cannot be written.
  /// thread: several calls may run side by side on different folders
  DrawingOutcome draw(const std::deque<Figure>& figures, const std::filesystem::path& folder,
                      Language language);

  /// "gnuplot 5.4 patchlevel 4", or empty where there is none.
  std::string version();

 private:
  struct Task {
    const std::filesystem::path& folder;
    const std::string& name;
    std::string fault = {};    ///< why there is no picture
    std::string problem = {};  ///< there is one, but not all is well
    std::exception_ptr failure = {};
    bool done = false;
  };

  void work(bool first);
  void draw_one(Task& task, std::unique_ptr<Gnuplot>& process) const;

  std::filesystem::path gnuplot_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  std::list<Task*> queue_;
  bool closed_ = false;
  std::promise<std::string> version_;
  std::shared_future<std::string> version_said_;
  std::vector<std::thread> threads_;
};

}  // namespace lucarne
