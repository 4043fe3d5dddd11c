#include "engine/experiment/projection.h"

#include "engine/code/numpy_random.h"
#include "engine/code/pack.h"
#include "engine/code/projection.h"
#include "engine/experiment/lists.h"
#include "engine/experiment/timing.h"

#include <Eigen/Core>
#include <fmt/format.h>

namespace bsc {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Different embeddings a contender meets when they come one at a time.
constexpr std::size_t single_embeddings = 256;

std::vector<float> normals(std::size_t count, std::uint64_t seed) {
    std::vector<float> values(count);
    NumpyRandom(seed).standard_normal(values);
    return values;
}

/// The reference: the same matrix, Eigen's product, the same signs.
class EigenProjection {
  public:
    EigenProjection(unsigned dim, unsigned bits, std::uint64_t seed) : matrix_(dim, bits) {
        NumpyRandom(seed).standard_normal({matrix_.data(), std::size_t{dim} * bits});
    }

    Code encode(std::span<const float> embedding) {
        const Eigen::Map<const Eigen::RowVectorXf> row(embedding.data(),
                                                       static_cast<Eigen::Index>(embedding.size()));
        sum_.noalias() = row * matrix_;
        return signs(sum_.data());
    }

    std::vector<Code> encode_batch(std::span<const float> embeddings) {
        const Eigen::Index rows = static_cast<Eigen::Index>(embeddings.size()) / matrix_.rows();
        const Eigen::Map<const Matrix> all(embeddings.data(), rows, matrix_.rows());
        sums_.noalias() = all * matrix_;
        std::vector<Code> codes;
        codes.reserve(static_cast<std::size_t>(rows));
        for (Eigen::Index r = 0; r < rows; ++r)
            codes.push_back(signs(sums_.row(r).data()));
        return codes;
    }

  private:
    Code signs(const float* values) const {
        return *pack_signs({values, static_cast<std::size_t>(matrix_.cols())});
    }

    Matrix matrix_, sums_;
    Eigen::RowVectorXf sum_;
};

std::vector<Cell> row_of(unsigned dim, unsigned bits, std::size_t at_once,
                         const Contender& contender) {
    const double each = 1.0 / static_cast<double>(at_once);
    return {std::int64_t{dim},
            std::int64_t{bits},
            static_cast<std::int64_t>(at_once),
            contender.name,
            each * contender.samples.mean(),
            each * contender.samples.quantile(0.5),
            each * contender.samples.quantile(0.99),
            static_cast<std::int64_t>(contender.samples.count())};
}

/// Keeps the compiler from dropping a call whose result nobody wants.
class Sink {
  public:
    void take(const Code& code) { bits_ = bits_ ^ code.words()[0]; }

  private:
    volatile std::uint64_t bits_ = 0;
};

Result<void> check(const ProjectionExperiment& settings) {
    if (auto ok = check_list("dims", settings.dims); !ok)
        return ok;
    if (auto ok = check_list("bits", settings.bits); !ok)
        return ok;
    if (settings.batch == 0 || settings.repeats == 0 || settings.batch_repeats == 0)
        return fail(ErrorCode::invalid_argument,
                    "Batch size and numbers of repeats must be at least 1.");
    for (const unsigned dim : settings.dims)
        for (const unsigned bits : settings.bits)
            if (auto ok = Projection::create(dim, bits, settings.seed); !ok)
                return tl::unexpected(ok.error());
    return {};
}

} // namespace

Result<ExperimentResult> run_projection(const ProjectionExperiment& settings,
                                        const ExperimentProgress& progress) {
    if (auto ok = check(settings); !ok)
        return tl::unexpected(ok.error());

    ExperimentRun run("projection", settings.dims.size() * settings.bits.size() * 2, progress);
    run.setting("dims", joined(settings.dims));
    run.setting("bits", joined(settings.bits));
    run.setting("batch", static_cast<std::int64_t>(settings.batch));
    run.setting("repeats", static_cast<std::int64_t>(settings.repeats));
    run.setting("batch_repeats", static_cast<std::int64_t>(settings.batch_repeats));
    run.setting("seed", static_cast<std::int64_t>(settings.seed));

    ResultTable table{
        .name = "time per embedding",
        .columns = {{"dim", ""},
                    {"bits", ""},
                    {"at_once", ""},
                    {"engine", ""},
                    {"mean", "us"},
                    {"p50", "us"},
                    {"p99", "us"},
                    {"samples", ""}},
        .rows = {},
        .notes = {
            "A sample is one call: one embedding, or one batch with its time divided by its size.",
            "The engines take turns and start warm; the embeddings are normal random numbers.",
            "Eigen is compiled, as the whole program is, for the processor family's baseline; "
            "the projection chooses the machine's vector level when it starts.",
            "Both engines take the signs; the projection also refuses values that are not finite.",
            fmt::format("Reading the clock adds {:.3f} us to a sample.", clock_cost())}};

    Sink sink;
    for (const unsigned dim : settings.dims) {
        const auto embeddings =
            normals(std::max(single_embeddings, settings.batch) * dim, settings.seed + 1);
        const auto single = [&](std::size_t i) {
            return std::span(embeddings).subspan(i % single_embeddings * dim, dim);
        };
        const auto batch = std::span(embeddings).first(settings.batch * dim);
        for (const unsigned bits : settings.bits) {
            if (!run.next(fmt::format("{} x {}, one at a time", dim, bits)))
                break;
            const auto projection = *Projection::create(dim, bits, settings.seed);
            EigenProjection eigen(dim, bits, settings.seed);

            std::vector<Contender> one{
                {"projection", [&](std::size_t i) { sink.take(*projection->encode(single(i))); }},
                {"Eigen GEMV", [&](std::size_t i) { sink.take(eigen.encode(single(i))); }}};
            time_in_turns(one, {.calls = settings.repeats, .warm_up = single_embeddings});
            for (const Contender& contender : one)
                table.rows.push_back(row_of(dim, bits, 1, contender));

            if (!run.next(fmt::format("{} x {}, {} at a time", dim, bits, settings.batch)))
                break;
            std::vector<Contender> many{
                {"projection",
                 [&](std::size_t) { sink.take(projection->encode_batch(batch)->back()); }},
                {"Eigen GEMM", [&](std::size_t) { sink.take(eigen.encode_batch(batch).back()); }}};
            time_in_turns(many, {.calls = settings.batch_repeats, .block = 1, .warm_up = 2});
            for (const Contender& contender : many)
                table.rows.push_back(row_of(dim, bits, settings.batch, contender));
        }
    }
    return std::move(run).finish({std::move(table)});
}

} // namespace bsc
