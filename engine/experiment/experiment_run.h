#pragma once

#include "engine/experiment/experiment.h"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace bsc {

/// Called before each step of an experiment with the share done, 0..1, and the step's name; false
/// stops the experiment there, with the figures so far. Called in the thread that runs it.
using ExperimentProgress = std::function<bool(double share, std::string_view step)>;

/// Keeps what every experiment reports of itself: where, when, how long, how far.
class ExperimentRun {
  public:
    ExperimentRun(std::string name, std::size_t steps, const ExperimentProgress& progress);

    void setting(std::string name, Cell value);
    /// Announces the next of the steps; false: stop, the caller no longer wants the result.
    [[nodiscard]] bool next(std::string_view step);
    /// Asks within a long step, a few times a second at most; false as of next().
    [[nodiscard]] bool go_on();
    bool stopped() const { return stopped_; }

    /// Each table of a stopped run says so in its notes.
    ExperimentResult finish(std::vector<ResultTable> tables) &&;

  private:
    ExperimentResult result_;
    std::size_t steps_, done_ = 0;
    ExperimentProgress progress_;
    bool stopped_ = false;
    double share_ = 0;
    std::string step_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point asked_ = start_;
};

} // namespace bsc
