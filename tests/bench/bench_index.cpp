#include "engine/code/hamming.h"
#include "engine/index/code_index.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <functional>
#include <hwy/targets.h>
#include <random>
#include <stdexcept>

namespace bsc {
namespace {

constexpr unsigned bits = default_code_bits;
constexpr unsigned radius = 38;
constexpr std::size_t query_count = 1024;

std::vector<Code> random_codes(std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<Code> codes(count, Code(bits));
    for (Code& code : codes)
        std::ranges::generate(code.words(), std::ref(random));
    return codes;
}

/// Stored codes with 10 bits turned over: each is within the radius of one entry.
std::vector<Code> near_codes(const std::vector<Code>& stored) {
    std::mt19937_64 random(3);
    std::vector<Code> codes;
    for (std::size_t i = 0; i < query_count; ++i) {
        Code code = stored[random() % stored.size()];
        for (int flip = 0; flip < 10; ++flip) {
            const unsigned j = random() % bits;
            code.words()[j / 64] ^= std::uint64_t{1} << (j % 64);
        }
        codes.push_back(code);
    }
    return codes;
}

enum class Queries { misses, near };

/// Asks one query an iteration and reports the median and the 99th percentile beside the mean.
template <class Nearest>
void ask(benchmark::State& state, const std::vector<Code>& stored, Queries kind, Nearest nearest) {
    using Clock = std::chrono::steady_clock;
    const auto queries = kind == Queries::near ? near_codes(stored) : random_codes(query_count, 2);
    std::vector<double> times;
    std::size_t i = 0;
    for (auto _ : state) {
        const auto start = Clock::now();
        benchmark::DoNotOptimize(nearest(queries[i++ % query_count]));
        const std::chrono::duration<double> time = Clock::now() - start;
        state.SetIterationTime(time.count());
        times.push_back(time.count());
    }
    std::ranges::sort(times);
    state.counters["p50_us"] = 1e6 * times[times.size() / 2];
    state.counters["p99_us"] = 1e6 * times[times.size() * 99 / 100];
}

void must_add(CodeIndex& index, EntryId id, const Code& code) {
    if (auto ok = index.add(id, code); !ok)
        throw std::logic_error(ok.error().text);
}

std::unique_ptr<CodeIndex> filled_index(const std::vector<Code>& stored) {
    auto index = make_index(bits, stored.size()).value();
    for (EntryId id = 0; id < stored.size(); ++id)
        must_add(*index, id, stored[id]);
    return index;
}

/// target 0 is the machine's best instruction set.
void blocked_scan(benchmark::State& state, Queries kind, unsigned limit, std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    const auto stored = random_codes(static_cast<std::size_t>(state.range(0)), 1);
    const auto index = filled_index(stored);
    hwy::SetSupportedTargetsForTest(0);
    ask(state, stored, kind, [&](const Code& query) { return index->nearest(query, limit); });
    state.counters["bytes_per_entry"] =
        static_cast<double>(index->memory_bytes()) / static_cast<double>(stored.size());
}

/// What the index must beat: a plain loop over packed codes with the POPCNT instruction.
[[gnu::target("popcnt")]] Match scalar_nearest(const std::vector<std::uint64_t>& packed,
                                               const Code& query) {
    constexpr std::size_t words = words_for(bits);
    const std::uint64_t* wanted = query.words().data();
    Match best{0, radius + 1};
    for (std::size_t i = 0; i < packed.size() / words; ++i) {
        unsigned distance = 0;
        for (std::size_t w = 0; w < words; ++w)
            distance +=
                static_cast<unsigned>(__builtin_popcountll(packed[i * words + w] ^ wanted[w]));
        if (distance < best.distance)
            best = {i, distance};
    }
    return best;
}

void scalar_scan(benchmark::State& state, Queries kind) {
    const auto stored = random_codes(static_cast<std::size_t>(state.range(0)), 1);
    std::vector<std::uint64_t> packed;
    for (const Code& code : stored)
        packed.insert(packed.end(), code.words().begin(), code.words().end());
    ask(state, stored, kind, [&](const Code& query) { return scalar_nearest(packed, query); });
}

/// One pair of codes, as callers outside the index compare them.
void hamming(benchmark::State& state) {
    const auto codes = random_codes(2, 1);
    for (auto _ : state)
        benchmark::DoNotOptimize(hamming_distance(codes[0], codes[1]));
}

void add(benchmark::State& state) {
    const auto stored = random_codes(static_cast<std::size_t>(state.range(0)), 1);
    for (auto _ : state)
        benchmark::DoNotOptimize(filled_index(stored));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// A removal and an addition in an index that stays full.
void remove_and_add(benchmark::State& state) {
    const auto stored = random_codes(static_cast<std::size_t>(state.range(0)), 1);
    const auto index = filled_index(stored);
    EntryId oldest = 0;
    for (auto _ : state) {
        index->remove(oldest);
        must_add(*index, oldest + stored.size(), stored[oldest % stored.size()]);
        ++oldest;
    }
}

void sizes(benchmark::internal::Benchmark* benchmark) {
    benchmark->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
}

void timed_sizes(benchmark::internal::Benchmark* benchmark) { sizes(benchmark->UseManualTime()); }

BENCHMARK_CAPTURE(blocked_scan, miss_r38, Queries::misses, radius, 0)->Apply(timed_sizes);
BENCHMARK_CAPTURE(blocked_scan, near_r38, Queries::near, radius, 0)->Apply(timed_sizes);
BENCHMARK_CAPTURE(blocked_scan, miss_unbounded, Queries::misses, bits, 0)->Apply(timed_sizes);
BENCHMARK_CAPTURE(blocked_scan, near_unbounded, Queries::near, bits, 0)->Apply(timed_sizes);
BENCHMARK_CAPTURE(blocked_scan, miss_r38_avx2, Queries::misses, radius, HWY_AVX2)
    ->Apply(timed_sizes);
BENCHMARK_CAPTURE(blocked_scan, miss_r38_portable, Queries::misses, radius, HWY_SCALAR)
    ->Apply(timed_sizes);
BENCHMARK_CAPTURE(scalar_scan, miss_r38, Queries::misses)->Apply(timed_sizes);
BENCHMARK_CAPTURE(scalar_scan, near_r38, Queries::near)->Apply(timed_sizes);
BENCHMARK(hamming);
BENCHMARK(add)->Apply(sizes);
BENCHMARK(remove_and_add)->Apply(sizes);

} // namespace
} // namespace bsc
