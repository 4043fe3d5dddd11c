#include "engine/code/numpy_random.h"
#include "engine/code/projection.h"

#include <Eigen/Core>
#include <benchmark/benchmark.h>

namespace bsc {
namespace {

constexpr unsigned bits = default_code_bits;

std::vector<float> embeddings(std::size_t count, unsigned dim) {
    std::vector<float> values(count * dim);
    NumpyRandom(1).standard_normal(values);
    return values;
}

void create(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(
            Projection::create(static_cast<unsigned>(state.range(0)), bits, 42));
}

void one_at_a_time(benchmark::State& state) {
    const auto dim = static_cast<unsigned>(state.range(0));
    const auto projection = Projection::create(dim, bits, 42).value();
    const auto values = embeddings(64, dim);
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(
            projection->encode(std::span(values).subspan(i++ % 64 * dim, dim)));
}

void batch_of_1000(benchmark::State& state) {
    const auto dim = static_cast<unsigned>(state.range(0));
    const auto projection = Projection::create(dim, bits, 42).value();
    const auto values = embeddings(1000, dim);
    for (auto _ : state)
        benchmark::DoNotOptimize(projection->encode_batch(values));
    state.SetItemsProcessed(state.iterations() * 1000);
}

/// Eigen's matrix-vector product as compiled for the baseline instruction set, signs not taken.
void eigen_gemv(benchmark::State& state) {
    const auto dim = static_cast<unsigned>(state.range(0));
    using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Matrix matrix(dim, bits);
    NumpyRandom(42).standard_normal({matrix.data(), std::size_t{dim} * bits});
    const auto values = embeddings(64, dim);
    Eigen::VectorXf sums(bits);
    std::size_t i = 0;
    for (auto _ : state) {
        const Eigen::Map<const Eigen::VectorXf> e(values.data() + i++ % 64 * dim, dim);
        sums.noalias() = matrix.transpose() * e;
        benchmark::DoNotOptimize(sums.data());
    }
}

BENCHMARK(create)->Arg(384)->Unit(benchmark::kMillisecond);
BENCHMARK(one_at_a_time)->Arg(384)->Arg(768)->Arg(1536)->Unit(benchmark::kMicrosecond);
BENCHMARK(batch_of_1000)->Arg(384)->Arg(768)->Arg(1536)->Unit(benchmark::kMicrosecond);
BENCHMARK(eigen_gemv)->Arg(384)->Arg(768)->Arg(1536)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace bsc
