#include "engine/replay/embedded_workload.h"

#include "engine/code/projection.h"
#include "engine/replay/progress_interval.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <unordered_map>
#include <utility>

namespace bsc {
namespace {

constexpr std::chrono::seconds embed_patience{10};

} // namespace

/// Numbers texts, partitions and classes as they come.
class EmbeddedWorkloadReader {
  public:
    /// The vector of a text met for the first time, in the row of this number.
    using VectorOf =
        std::function<Result<std::vector<float>>(const WorkloadRow& row, std::uint64_t number)>;

    static Result<EmbeddedWorkload> read(std::string name, WorkloadRows& rows,
                                         const VectorOf& vector_of, std::uint64_t max_requests,
                                         const EmbeddedWorkload::Progress& progress,
                                         const EmbeddedWorkload::Price& price) {
        EmbeddedWorkloadReader reader(price);
        EmbeddedWorkload& made = reader.made_;
        made.name_ = std::move(name);
        while (max_requests == 0 || made.requests() < max_requests) {
            auto row = rows.next();
            if (!row)
                return tl::unexpected(row.error());
            if (!*row)
                break;
            if (auto added = reader.add(**row, vector_of); !added)
                return tl::unexpected(added.error());
            if (progress && made.requests() % requests_a_report == 0 && !progress(made.requests()))
                break;
        }
        if (made.requests_.empty())
            return fail(ErrorCode::wrong_format, "The workload " + made.name_ + " is empty.");
        made.gate_ = std::make_shared<const PromptGate>(std::move(reader.prompts_));
        return std::move(made);
    }

  private:
    explicit EmbeddedWorkloadReader(const EmbeddedWorkload::Price& price) : price_(price) {}

    Result<void> add(const WorkloadRow& row, const VectorOf& vector_of) {
        const auto [partition, new_partition] =
            partitions_.try_emplace(row.partition, static_cast<std::uint32_t>(partitions_.size()));
        const auto [text, new_text] =
            texts_.try_emplace({partition->second, row.prompt}, texts_.size());
        if (new_text) {
            auto vector = vector_of(row, made_.requests());
            if (!vector)
                return tl::unexpected(vector.error());
            made_.dim_ = static_cast<unsigned>(vector->size());
            made_.vectors_.insert(made_.vectors_.end(), vector->begin(), vector->end());
            prompts_.push_back(row.prompt);
            made_.classes_ += !row.meaning_class;
        }
        CodeRequest request{.code = {}, .text = text->second, .partition = partition->second};
        request.tokens = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(row.output_tokens, std::numeric_limits<std::uint32_t>::max()));
        if (price_)
            request.nano_usd = price_(row).value_or(CodeRequest::no_price);
        if (row.meaning_class) {
            const auto [meaning, new_meaning] = meanings_.try_emplace(
                *row.meaning_class, static_cast<std::uint32_t>(meanings_.size()));
            request.meaning = meaning->second;
            made_.classes_ += new_meaning;
        }
        made_.requests_.push_back(request);
        return {};
    }

    const EmbeddedWorkload::Price& price_;
    EmbeddedWorkload made_;
    std::unordered_map<std::string, std::uint32_t> partitions_, meanings_;
    std::map<std::pair<std::uint32_t, std::string>, std::uint64_t> texts_;
    std::vector<std::string> prompts_; ///< by text
};

Result<EmbeddedWorkload> EmbeddedWorkload::embed(std::string name, WorkloadRows& rows,
                                                 const Embedder& embedder,
                                                 std::uint64_t max_requests,
                                                 const Progress& progress, const Price& price) {
    const auto embedded = [&](const WorkloadRow& row, std::uint64_t) {
        return embedder.embed(row.prompt, std::chrono::steady_clock::now() + embed_patience);
    };
    return EmbeddedWorkloadReader::read(std::move(name), rows, embedded, max_requests, progress,
                                        price);
}

Result<EmbeddedWorkload> EmbeddedWorkload::with_vectors(std::string name, WorkloadRows& rows,
                                                        std::span<const float> vectors,
                                                        unsigned dim, std::uint64_t max_requests) {
    const std::size_t count = dim == 0 ? 0 : vectors.size() / dim;
    const auto mismatch = [&](std::uint64_t requests, const char* more) {
        return fail(ErrorCode::mismatch, "The workload " + name + " has " +
                                             std::to_string(requests) + more +
                                             " rows, its vectors " + std::to_string(count) + ".");
    };
    const auto given = [&](const WorkloadRow&, std::uint64_t number) -> Result<std::vector<float>> {
        if (number >= count)
            return mismatch(number + 1, " or more");
        const auto row = vectors.subspan(number * dim, dim);
        return std::vector<float>(row.begin(), row.end());
    };
    auto made = EmbeddedWorkloadReader::read(name, rows, given, max_requests, {}, {});
    if (!made)
        return made;
    if (max_requests == 0 && made->requests() != count)
        return mismatch(made->requests(), "");
    return made;
}

std::span<const float> EmbeddedWorkload::vector(std::uint64_t request) const {
    return std::span(vectors_).subspan(requests_[request].text * dim_, dim_);
}

Result<CodeTrace> EmbeddedWorkload::trace(unsigned bits, std::uint64_t seed,
                                          std::span<const float> mean) const {
    if (!mean.empty() && mean.size() != dim_)
        return fail(ErrorCode::mismatch, "The mean vector has " + std::to_string(mean.size()) +
                                             " numbers, the embeddings " + std::to_string(dim_) +
                                             ".");
    const auto projection = Projection::create(dim_, bits, seed);
    if (!projection)
        return tl::unexpected(projection.error());
    std::vector<float> centred = vectors_;
    for (std::size_t i = 0; !mean.empty() && i < centred.size(); ++i)
        centred[i] -= mean[i % dim_];
    auto codes = (*projection)->encode_batch(centred);
    if (!codes)
        return tl::unexpected(codes.error());
    for (std::size_t text = 0; text < codes->size(); ++text) {
        const auto vector = std::span(vectors_).subspan(text * dim_, dim_);
        if (std::ranges::all_of(vector, [](float x) { return x == 0; }))
            (*codes)[text] = Code{};
    }
    CodeTrace trace{
        .name = name_, .bits = bits, .requests = requests_, .classes = classes_, .gate = gate_};
    for (CodeRequest& request : trace.requests)
        request.code = (*codes)[request.text];
    return trace;
}

} // namespace bsc
