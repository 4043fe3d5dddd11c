// One engine a benchmark: ours on the machine's best instruction set and on lesser ones, a scalar
// loop, and FAISS as Debian builds it (generic, without POPCNT). bsc_compare_index has the ratios.

#include "engine/code/hamming.h"
#include "engine/experiment/code_workload.h"
#include "engine/experiment/scalar_scan.h"
#include "engine/experiment/timing.h"
#include "tests/bench/faiss_index.h"

#include <benchmark/benchmark.h>
#include <chrono>
#include <hwy/targets.h>

namespace bsc::bench {
namespace {

constexpr unsigned bits = default_code_bits;
constexpr unsigned radius = 38;

/// A kind of queries by its workload and its place there.
struct Kind {
    CodeWorkload (*make)(const CodeWorkloadShape&);
    std::size_t queries;
};
constexpr Kind miss{random_workload, 0}, near{random_workload, 1}, clustered{clustered_workload, 0},
    cache_filled{cache_filled_workload, 0};

CodeWorkload workload_for(const benchmark::State& state, Kind kind) {
    return kind.make({.entries = static_cast<std::size_t>(state.range(0)), .bits = bits});
}

/// Asks one query an iteration; the median and the 99th percentile are shown beside the mean.
template <class Nearest>
void ask(benchmark::State& state, const std::vector<Code>& queries, Nearest nearest) {
    Samples samples;
    std::size_t i = 0;
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        benchmark::DoNotOptimize(nearest(queries[i++ % queries.size()]));
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
        state.SetIterationTime(time.count());
        samples.add(1e6 * time.count());
    }
    state.counters["p50_us"] = samples.quantile(0.5);
    state.counters["p99_us"] = samples.quantile(0.99);
}

std::unique_ptr<CodeIndex> filled_index(const std::vector<Code>& stored) {
    auto index = make_index(bits, stored.size()).value();
    for (EntryId id = 0; id < stored.size(); ++id)
        static_cast<void>(index->add(id, stored[id]));
    return index;
}

/// target 0 is the machine's best instruction set.
void ours(benchmark::State& state, Kind kind, unsigned limit, std::int64_t target) {
    const CodeWorkload workload = workload_for(state, kind);
    hwy::SetSupportedTargetsForTest(target);
    const auto index = filled_index(workload.stored);
    hwy::SetSupportedTargetsForTest(0);
    ask(state, workload.queries[kind.queries].codes,
        [&](const Code& query) { return index->nearest(query, limit); });
    state.counters["bytes_per_entry"] =
        static_cast<double>(index->memory_bytes()) / static_cast<double>(index->size());
}

void scalar_loop(benchmark::State& state, Kind kind) {
    const CodeWorkload workload = workload_for(state, kind);
    const ScalarScan scalar(bits, workload.stored);
    ask(state, workload.queries[kind.queries].codes,
        [&](const Code& query) { return scalar.nearest(query, radius); });
}

void faiss(benchmark::State& state, Kind kind, FaissIndex (*make)(unsigned)) {
    const CodeWorkload workload = workload_for(state, kind);
    FaissIndex index = make(bits);
    for (const Code& code : workload.stored)
        index.add(code);
    ask(state, workload.queries[kind.queries].codes,
        [&](const Code& query) { return index.nearest(query, radius); });
    state.SetLabel("Debian generic build");
}

/// One pair of codes, as callers outside the index compare them.
void hamming(benchmark::State& state) {
    const auto codes = random_workload({.entries = 2, .queries = 0}).stored;
    for (auto _ : state)
        benchmark::DoNotOptimize(hamming_distance(codes[0], codes[1]));
}

void fill(benchmark::State& state) {
    const auto stored = workload_for(state, miss).stored;
    for (auto _ : state)
        benchmark::DoNotOptimize(filled_index(stored));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// A removal and an addition in an index that stays full.
void remove_and_add(benchmark::State& state) {
    const auto stored = workload_for(state, miss).stored;
    const auto index = filled_index(stored);
    EntryId oldest = 0;
    for (auto _ : state) {
        index->remove(oldest);
        static_cast<void>(index->add(oldest + stored.size(), stored[oldest % stored.size()]));
        ++oldest;
    }
}

void replace(benchmark::State& state) {
    const auto stored = workload_for(state, miss).stored;
    const auto index = filled_index(stored);
    EntryId id = 0;
    for (auto _ : state) {
        static_cast<void>(index->replace(id % stored.size(), stored[(id + 1) % stored.size()]));
        ++id;
    }
}

void sizes(benchmark::internal::Benchmark* benchmark) {
    benchmark->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
}

/// A fixed number of look-ups: finding out how many fill half a second would fill the index anew
/// each time.
void look_ups(benchmark::internal::Benchmark* benchmark) {
    sizes(benchmark->UseManualTime()->Iterations(2000));
}

void few_look_ups(benchmark::internal::Benchmark* benchmark) {
    sizes(benchmark->UseManualTime()->Iterations(500));
}

BENCHMARK_CAPTURE(ours, miss, miss, radius, 0)->Apply(look_ups);
BENCHMARK_CAPTURE(ours, near, near, radius, 0)->Apply(look_ups);
BENCHMARK_CAPTURE(ours, clustered, clustered, radius, 0)->Apply(look_ups);
BENCHMARK_CAPTURE(ours, cache_filled, cache_filled, radius, 0)->Apply(look_ups);
BENCHMARK_CAPTURE(ours, miss_unbounded, miss, bits, 0)->Apply(look_ups);
BENCHMARK_CAPTURE(ours, near_unbounded, near, bits, 0)->Apply(look_ups);
BENCHMARK_CAPTURE(ours, miss_avx2, miss, radius, HWY_AVX2)->Apply(look_ups);
BENCHMARK_CAPTURE(ours, miss_portable, miss, radius, HWY_SCALAR)->Apply(look_ups);
BENCHMARK_CAPTURE(scalar_loop, miss, miss)->Apply(look_ups);
BENCHMARK_CAPTURE(scalar_loop, near, near)->Apply(look_ups);
BENCHMARK_CAPTURE(faiss, flat_miss, miss, faiss_flat)->Apply(few_look_ups);
BENCHMARK_CAPTURE(faiss, flat_near, near, faiss_flat)->Apply(few_look_ups);
BENCHMARK_CAPTURE(faiss, hash_near, near, faiss_hash)->Apply(few_look_ups);
BENCHMARK_CAPTURE(faiss, multi_hash_near, near, faiss_multi_hash)->Apply(few_look_ups);
BENCHMARK_CAPTURE(faiss, hnsw_near, near, faiss_hnsw)->Apply(few_look_ups);
BENCHMARK(hamming);
BENCHMARK(fill)->Apply(sizes);
BENCHMARK(remove_and_add)->Apply(sizes);
BENCHMARK(replace)->Apply(sizes);

} // namespace
} // namespace bsc::bench
