// What a writer costs the readers: look-ups in 100 000 entries while another thread replaces codes.
// Compare the rates in one run with --benchmark_enable_random_interleaving=true.

#include "engine/experiment/code_workload.h"
#include "engine/experiment/timing.h"
#include "engine/index/code_index.h"

#include <atomic>
#include <benchmark/benchmark.h>
#include <chrono>
#include <thread>

namespace bsc::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr unsigned radius = 38;

/// Replaces codes at a steady rate until it is destroyed.
class Writer {
  public:
    /// rate in replaces a second; 0: none.
    Writer(CodeIndex& index, const std::vector<Code>& codes, std::int64_t rate) {
        if (rate > 0)
            thread_ = std::jthread([this, &index, &codes, rate](const std::stop_token& stop) {
                run(index, codes, std::chrono::nanoseconds(1'000'000'000 / rate), stop);
            });
    }

    std::size_t replaced() const { return replaced_; }

  private:
    void run(CodeIndex& index, const std::vector<Code>& codes, std::chrono::nanoseconds pause,
             const std::stop_token& stop) {
        auto due = Clock::now();
        for (std::size_t i = 0; !stop.stop_requested(); ++i) {
            static_cast<void>(index.replace(i % codes.size(), codes[(i + 1) % codes.size()]));
            ++replaced_;
            due += pause;
            // A sleep takes 50 us more than asked for; the higher rates have to wait awake.
            if (pause > std::chrono::microseconds(200))
                std::this_thread::sleep_until(due);
            while (Clock::now() < due && !stop.stop_requested())
                std::this_thread::yield();
        }
    }

    std::atomic<std::size_t> replaced_ = 0;
    std::jthread thread_;
};

void reader_beside_writer(benchmark::State& state) {
    const CodeWorkload workload = random_workload({.entries = 100'000, .radius = radius});
    const auto index = make_index(default_code_bits, workload.stored.size()).value();
    for (EntryId id = 0; id < workload.stored.size(); ++id)
        static_cast<void>(index->add(id, workload.stored[id]));
    const auto& queries = workload.queries[0].codes;

    Samples samples;
    std::size_t i = 0;
    const auto began = Clock::now();
    const Writer writer(*index, workload.stored, state.range(0));
    for (auto _ : state) {
        const auto start = Clock::now();
        benchmark::DoNotOptimize(index->nearest(queries[i++ % queries.size()], radius));
        const std::chrono::duration<double> time = Clock::now() - start;
        state.SetIterationTime(time.count());
        samples.add(1e6 * time.count());
    }
    const std::chrono::duration<double> took = Clock::now() - began;
    state.counters["p50_us"] = samples.quantile(0.5);
    state.counters["p99_us"] = samples.quantile(0.99);
    state.counters["replaces_per_s"] = static_cast<double>(writer.replaced()) / took.count();
}

BENCHMARK(reader_beside_writer)
    ->Arg(0)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->UseManualTime()
    ->Iterations(50'000)
    ->Repetitions(5)
    ->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace bsc::bench
