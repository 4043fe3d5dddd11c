#include "engine/replay/inspector.h"

#include "engine/cache/content_gate.h"
#include "engine/code/hamming.h"
#include "engine/code/similarity.h"
#include "engine/replay/embed_patience.h"
#include "engine/replay/portable_random.h"
#include "engine/replay/simulated_cache.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <unordered_map>
#include <unordered_set>

namespace bsc {
namespace {

constexpr std::size_t ask_every = 1024;

using Vector = std::vector<float>;

Vector centred(std::span<const float> vector, std::span<const float> mean) {
    Vector made(vector.begin(), vector.end());
    for (std::size_t i = 0; i < mean.size() && i < made.size(); ++i)
        made[i] -= mean[i];
    return made;
}

/// 0 when either vanishes.
double cosine_between(const Vector& a, const Vector& b) {
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += static_cast<double>(a[i]) * static_cast<double>(b[i]);
        aa += static_cast<double>(a[i]) * static_cast<double>(a[i]);
        bb += static_cast<double>(b[i]) * static_cast<double>(b[i]);
    }
    return aa == 0 || bb == 0 ? 0 : std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0);
}

/// A distinct text of a workload.
struct Text {
    const Code* code;
    Vector vector;
};

/// The first ones; nearest neighbours are sought among all of them.
constexpr std::size_t most_texts = 4000;

std::vector<Text> distinct_texts(const EmbeddedWorkload& workload, const CodeTrace& trace,
                                 std::span<const float> mean) {
    std::vector<Text> texts;
    std::unordered_set<std::uint64_t> seen;
    for (std::size_t i = 0; i < trace.requests.size() && texts.size() < most_texts; ++i)
        if (trace.requests[i].code.bits() != 0 && seen.insert(trace.requests[i].text).second)
            texts.push_back({&trace.requests[i].code, centred(workload.vector(i), mean)});
    return texts;
}

/// By cosine, not by Hamming: the nearest by Hamming is also the luckiest, and below the law.
std::size_t nearest_by_cosine(const std::vector<Text>& texts, std::size_t at) {
    std::size_t nearest = at == 0 ? 1 : 0;
    double highest = -2;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const double cosine = i == at ? -2 : cosine_between(texts[at].vector, texts[i].vector);
        if (cosine > highest) {
            highest = cosine;
            nearest = i;
        }
    }
    return nearest;
}

/// For each request whether it was a hit.
Result<std::vector<bool>> decide(const CodeTrace& trace, const VariantOptions& options,
                                 VariantFigures& figures, const std::function<bool()>& cancelled) {
    auto cache = SimulatedCache::create(
        {.bits = trace.bits, .capacity = options.capacity, .radius = figures.radius},
        [&](PolicyConfig config) { return make_policy(options.policy, std::move(config)); });
    if (!cache)
        return tl::unexpected(cache.error());
    std::vector<bool> hits;
    for (const CodeRequest& request : trace.requests) {
        if (hits.size() % ask_every == 0 && cancelled && cancelled())
            return fail(ErrorCode::unavailable, "The comparison was cancelled.");
        const SimulatedCache::Step step = (*cache)->step(request);
        const bool hit = step.kind != SimulatedCache::Step::Kind::miss;
        hits.push_back(hit);
        figures.hits += hit;
        if (!hit || request.meaning == CodeRequest::no_class ||
            step.answer_meaning == CodeRequest::no_class)
            continue;
        ++figures.judged_hits;
        figures.wrong_hits += request.meaning != step.answer_meaning;
    }
    figures.requests = hits.size();
    return hits;
}

/// Codes of texts, each made once.
class Coder {
  public:
    Coder(const Embedder& embedder, const Projection& projection, std::span<const float> mean)
        : embedder_(embedder), projection_(projection), mean_(mean) {}

    Result<Code> operator()(const std::string& text) {
        if (const auto known = codes_.find(text); known != codes_.end())
            return known->second;
        const auto vector =
            embedder_.embed(text, std::chrono::steady_clock::now() + embed_patience);
        if (!vector)
            return tl::unexpected(vector.error());
        auto code = projection_.encode(centred(*vector, mean_));
        if (code)
            codes_.emplace(text, *code);
        return code;
    }

  private:
    const Embedder& embedder_;
    const Projection& projection_;
    const std::span<const float> mean_;
    std::unordered_map<std::string, Code> codes_;
};

} // namespace

DistanceLaw distance_law(double cosine, unsigned bits) {
    const double p = std::acos(std::clamp(cosine, -1.0, 1.0)) / std::numbers::pi;
    return {bits * p, std::sqrt(bits * p * (1 - p))};
}

Result<CosineScatter> cosine_scatter(const EmbeddedWorkload& workload, unsigned bits,
                                     std::uint64_t projection_seed, std::span<const float> mean,
                                     std::size_t most, std::uint64_t seed) {
    const auto trace = workload.trace(bits, projection_seed, mean);
    if (!trace)
        return tl::unexpected(trace.error());
    const std::vector<Text> texts = distinct_texts(workload, *trace, mean);
    CosineScatter scatter{.bits = bits, .points = {}};
    if (texts.size() < 2)
        return scatter;
    std::uint64_t inside = 0;
    const auto add = [&](const Text& a, const Text& b) {
        const double cosine = cosine_between(a.vector, b.vector);
        const unsigned distance = hamming_distance(*a.code, *b.code);
        scatter.points.push_back({static_cast<float>(cosine), distance});
        const DistanceLaw law = distance_law(cosine, bits);
        inside += std::abs(distance - law.mean) <= 2 * law.sd + 0.5; // a distance is whole bits
    };
    PortableRandom random(seed);
    const std::size_t pairs = std::min(most, texts.size());
    for (std::size_t i = 0; i < pairs; ++i) {
        // Evenly over the workload, so that a long one is not judged by its beginning.
        const std::size_t at = i * texts.size() / pairs;
        add(texts[at], texts[nearest_by_cosine(texts, at)]);
        const std::size_t other = random.below(texts.size() - 1);
        add(texts[at], texts[other + (other >= at)]);
    }
    scatter.within_2_sd = static_cast<double>(inside) / static_cast<double>(scatter.points.size());
    return scatter;
}

Result<std::vector<VariantFigures>> compare_codes(const EmbeddedWorkload& workload,
                                                  const VariantOptions& options,
                                                  const std::function<bool()>& cancelled) {
    std::vector<VariantFigures> all;
    std::vector<bool> first;
    for (const CodeVariant& code : options.variants) {
        const auto trace = workload.trace(code.bits, code.seed, options.mean);
        if (!trace)
            return tl::unexpected(trace.error());
        VariantFigures figures;
        figures.code = code;
        figures.radius = radius_of(options.threshold, code.bits);
        const auto hits = decide(*trace, options, figures, cancelled);
        if (!hits)
            return tl::unexpected(hits.error());
        if (all.empty())
            first = *hits;
        for (std::size_t i = 0; i < hits->size(); ++i)
            figures.agreed += (*hits)[i] == first[i];
        all.push_back(figures);
    }
    return all;
}

Result<TrapReport> spring_traps(std::span<const std::string> prompts, const Embedder& embedder,
                                const Projection& projection, std::span<const float> mean,
                                unsigned radius) {
    TrapReport report{.radius = radius, .bits = projection.bits(), .prompts = prompts.size()};
    Coder code_of(embedder, projection, mean);
    for (TrapTwin& twin : trap_twins(prompts)) {
        const auto prompt = code_of(twin.prompt), other = code_of(twin.twin);
        if (!prompt || !other)
            return tl::unexpected(prompt ? other.error() : prompt.error());
        SprungTrap trap{.twin = std::move(twin), .distance = hamming_distance(*prompt, *other)};
        trap.served = trap.distance <= radius;
        trap.gate =
            content_difference(content_marks(trap.twin.prompt), content_marks(trap.twin.twin));
        TrapReport::Kind& kind = report.kinds[static_cast<std::size_t>(trap.twin.kind)];
        ++kind.twins;
        kind.served += trap.served;
        kind.served_with_gate += trap.served && !trap.gate;
        report.traps.push_back(std::move(trap));
    }
    std::ranges::stable_sort(report.traps, {}, &SprungTrap::distance);
    return report;
}

} // namespace bsc
