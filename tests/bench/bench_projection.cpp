// Codes from embeddings beside Eigen's products, which are compiled for this very machine here
// (-march=native): the strongest Eigen there is, where the product must run anywhere.

#include "engine/code/numpy_random.h"
#include "engine/code/projection.h"
#include "tests/bench/eigen_product.h"

#include <benchmark/benchmark.h>

namespace bsc::bench {
namespace {

std::vector<float> embeddings(std::size_t count, unsigned dim) {
    std::vector<float> values(count * dim);
    NumpyRandom(1).standard_normal(values);
    return values;
}

unsigned dim_of(const benchmark::State& state) { return static_cast<unsigned>(state.range(0)); }
unsigned bits_of(const benchmark::State& state) { return static_cast<unsigned>(state.range(1)); }

void create(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(Projection::create(dim_of(state), bits_of(state), 42));
}

void one_at_a_time(benchmark::State& state) {
    const auto dim = dim_of(state);
    const auto projection = Projection::create(dim, bits_of(state), 42).value();
    const auto values = embeddings(64, dim);
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(
            projection->encode(std::span(values).subspan(i++ % 64 * dim, dim)));
}

void batch_of_1000(benchmark::State& state) {
    const auto projection = Projection::create(dim_of(state), bits_of(state), 42).value();
    const auto values = embeddings(1000, dim_of(state));
    for (auto _ : state)
        benchmark::DoNotOptimize(projection->encode_batch(values));
    state.SetItemsProcessed(state.iterations() * 1000);
}

/// The product alone, signs not taken.
void eigen_gemv(benchmark::State& state) {
    const auto dim = dim_of(state);
    EigenProduct product(dim, bits_of(state), 42);
    const auto values = embeddings(64, dim);
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(product.one(values.data() + i++ % 64 * dim));
}

void eigen_gemm_of_1000(benchmark::State& state) {
    EigenProduct product(dim_of(state), bits_of(state), 42);
    const auto values = embeddings(1000, dim_of(state));
    for (auto _ : state)
        benchmark::DoNotOptimize(product.many(values.data(), 1000));
    state.SetItemsProcessed(state.iterations() * 1000);
}

void shapes(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgsProduct({{384, 768, 1536}, {64, 128, 256, 512}})->Unit(benchmark::kMicrosecond);
}

BENCHMARK(create)->Args({384, 256})->Unit(benchmark::kMillisecond);
BENCHMARK(one_at_a_time)->Apply(shapes);
BENCHMARK(eigen_gemv)->Apply(shapes);
BENCHMARK(batch_of_1000)->Apply(shapes);
BENCHMARK(eigen_gemm_of_1000)->Apply(shapes);

} // namespace
} // namespace bsc::bench
