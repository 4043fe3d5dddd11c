#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace bsc {

/// Durations of single calls, in microseconds. Not for sharing between threads.
class Samples {
  public:
    void add(double microseconds) { values_.push_back(microseconds); }
    std::size_t count() const { return values_.size(); }

    /// 0 when empty.
    double mean() const;
    /// The smallest sample that at least the share q (0..1] of the samples does not exceed; 0 when
    /// empty.
    double quantile(double q) const;

  private:
    std::vector<double> values_;
};

/// One of several engines that answer the same calls.
struct Contender {
    std::string name;
    std::function<void(std::size_t)> call; ///< answers call i
    Samples samples{};
};

struct TimingPlan {
    std::size_t calls = 1000;      ///< timed calls of each contender, i = 0, 1, ..
    std::size_t block = 20;        ///< calls a contender answers before the next one has its turn
    std::size_t warm_up = 20;      ///< untimed calls of each before the first timed one
    std::function<bool()> go_on{}; ///< asked before each block; false: the samples so far are all
};

/// Times every call of every contender. They take turns block by block, so that each finds the
/// processor's caches as the others left them and all share what else the machine does.
void time_in_turns(std::span<Contender> contenders, const TimingPlan& plan);

/// What reading the clock adds to every sample, in microseconds: the median of many readings.
double clock_cost();

} // namespace bsc
