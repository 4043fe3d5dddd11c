// The cache as the proxy calls it: look-up, insert, evict, and what 100 000 entries weigh. Entries
// have a 100-byte prompt and a 1 KB answer.

#include "engine/cache/binary_cache.h"
#include "engine/cache/content_gate.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cmath>
#include <fstream>
#include <random>
#include <unistd.h>

namespace bsc {
namespace {

using Vector = std::vector<float>;
using Clock = std::chrono::steady_clock;
constexpr unsigned dim = 384;

Vector random_unit(std::mt19937_64& random) {
    std::normal_distribution<float> normal;
    Vector v(dim);
    double square = 0;
    for (float& x : v) {
        x = normal(random);
        square += static_cast<double>(x) * x;
    }
    for (float& x : v)
        x = static_cast<float>(x / std::sqrt(square));
    return v;
}

/// A few bits away from v.
Vector paraphrase(Vector v, std::mt19937_64& random) {
    const Vector noise = random_unit(random);
    for (std::size_t i = 0; i < v.size(); ++i)
        v[i] += 0.15f * noise[i];
    return v;
}

Digest digest_of_number(std::uint64_t n) { return sha256(std::to_string(n)); }

struct Filled {
    Filled(std::size_t entries, std::size_t partitions, std::size_t capacity) {
        CacheConfig config;
        config.max_entries = capacity;
        config.eviction_batch = std::min<std::size_t>(100, capacity);
        config.centre_after = 0;
        cache = std::move(*BinaryCache::create(config));
        for (std::size_t i = 0; i < entries; ++i)
            insert(partitions);
    }

    void insert(std::size_t partitions) {
        const Vector v = random_unit(random);
        if (some.size() < 1000)
            some.push_back(v);
        put(v, partitions);
    }

    InsertOutcome put(const Vector& v, std::size_t partitions = 1) {
        ++count;
        return std::move(*cache->insert({.partition = digest_of_number(count % partitions),
                                         .request_sha256 = digest_of_number(count),
                                         .embedding = v,
                                         .prompt = std::string(100, 'p'),
                                         .answer = std::string(1024, 'a')}));
    }

    std::mt19937_64 random{7};
    std::uint64_t count = 0;
    std::unique_ptr<BinaryCache> cache;
    std::vector<Vector> some; ///< of the first entries
};

void add_percentiles(benchmark::State& state, std::vector<double> microseconds) {
    std::ranges::sort(microseconds);
    const auto at = [&](double share) {
        return microseconds[static_cast<std::size_t>(share *
                                                     static_cast<double>(microseconds.size() - 1))];
    };
    state.counters["p50_us"] = at(0.5);
    state.counters["p99_us"] = at(0.99);
    state.counters["max_us"] = microseconds.back();
}

/// Runs `step` for each iteration and adds percentiles of its time.
template <class Step>
void time_each(benchmark::State& state, Step&& step) {
    std::vector<double> times;
    for (auto _ : state) {
        const auto start = Clock::now();
        step();
        const std::chrono::duration<double, std::micro> took = Clock::now() - start;
        state.SetIterationTime(took.count() / 1e6);
        times.push_back(took.count());
    }
    add_percentiles(state, std::move(times));
}

void lookup_semantic(benchmark::State& state, bool hit) {
    const auto n = static_cast<std::size_t>(state.range(0));
    Filled filled(n, 1, 2 * n);
    std::vector<Vector> queries;
    for (int i = 0; i < 500; ++i)
        queries.push_back(hit ? paraphrase(filled.some[static_cast<std::size_t>(i)], filled.random)
                              : random_unit(filled.random));
    std::size_t next = 0, hits = 0;
    time_each(state, [&] {
        const Decision d = filled.cache->lookup({.partition = digest_of_number(0),
                                                 .request_sha256 = {},
                                                 .embedding = queries[next++ % queries.size()]});
        hits += d.hit();
    });
    state.counters["hit_share"] =
        static_cast<double>(hits) / static_cast<double>(state.iterations());
}
void BM_LookupHit(benchmark::State& state) { lookup_semantic(state, true); }
void BM_LookupMiss(benchmark::State& state) { lookup_semantic(state, false); }
BENCHMARK(BM_LookupHit)->Arg(1000)->Arg(10'000)->Arg(100'000)->UseManualTime();
BENCHMARK(BM_LookupMiss)->Arg(1000)->Arg(10'000)->Arg(100'000)->UseManualTime();

void BM_LookupExact(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    Filled filled(n, 1, 2 * n);
    std::vector<Digest> requests;
    for (std::uint64_t i = 1; i <= 1000; ++i)
        requests.push_back(digest_of_number(i));
    std::size_t next = 0;
    const PartitionKey partition = digest_of_number(0);
    time_each(state, [&] {
        benchmark::DoNotOptimize(filled.cache->lookup(
            {.partition = partition, .request_sha256 = requests[next++ % requests.size()]}));
    });
}
BENCHMARK(BM_LookupExact)->Arg(1000)->Arg(100'000)->UseManualTime();

/// Into a cache with room: copy, hash, project, quantise, file.
void BM_Insert(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    Filled filled(n, 1, 2 * n + 200'000);
    std::vector<Vector> fresh;
    for (int i = 0; i < 1000; ++i)
        fresh.push_back(random_unit(filled.random));
    std::size_t next = 0;
    time_each(state, [&] { filled.put(fresh[next++ % fresh.size()]); });
}
BENCHMARK(BM_Insert)->Arg(1000)->Arg(10'000)->Arg(100'000)->Iterations(20'000)->UseManualTime();

/// 100 of n entries, half of which were used since.
void BM_EvictBatch(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    Filled filled(n, 1, 2 * n);
    std::vector<double> times;
    for (auto _ : state) {
        state.PauseTiming();
        while (filled.cache->stats().entries < n)
            filled.insert(1);
        for (std::uint64_t i = 0; i < 50; ++i)
            filled.cache->lookup(
                {.partition = digest_of_number(0),
                 .request_sha256 = digest_of_number(filled.count - n + 1 + 2 * i)});
        state.ResumeTiming();
        const auto start = Clock::now();
        const auto evicted = filled.cache->evict(100);
        const std::chrono::duration<double, std::micro> took = Clock::now() - start;
        state.SetIterationTime(took.count() / 1e6);
        times.push_back(took.count());
        if (evicted.size() != 100)
            state.SkipWithError("not 100 victims");
    }
    add_percentiles(state, std::move(times));
}
BENCHMARK(BM_EvictBatch)->Arg(10'000)->Arg(100'000)->Iterations(500)->UseManualTime();

double resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    double total = 0, resident = 0;
    statm >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Argument: partitions. Run it alone (--benchmark_filter=Memory): RSS is the whole process's.
void BM_Memory100k(benchmark::State& state) {
    for (auto _ : state) {
        const double before = resident_bytes();
        Filled filled(100'000, static_cast<std::size_t>(state.range(0)), 100'000);
        const CacheStats stats = filled.cache->stats();
        constexpr double mega = 1e6;
        state.counters["rss_MB"] = (resident_bytes() - before) / mega;
        state.counters["index_MB"] = static_cast<double>(stats.index_bytes) / mega;
        state.counters["answers_MB"] = static_cast<double>(stats.answer_bytes) / mega;
        state.counters["other_MB"] = static_cast<double>(stats.other_bytes) / mega;
    }
}
BENCHMARK(BM_Memory100k)->Arg(1)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Memory100k)->Arg(100'000)->Iterations(1)->Unit(benchmark::kMillisecond);

void BM_ContentGate(benchmark::State& state) {
    const std::string a = "How do I set max_retries to 5 in the \"billing\" client of version 2.1?";
    const std::string b = "In the \"billing\" client 2.1, how can I set max_retries to 5?";
    for (auto _ : state)
        benchmark::DoNotOptimize(content_difference(content_marks(a), content_marks(b)));
}
BENCHMARK(BM_ContentGate);

} // namespace
} // namespace bsc
