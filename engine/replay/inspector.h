#pragma once

#include "engine/base/result.h"
#include "engine/code/projection.h"
#include "engine/embed/embedder.h"
#include "engine/replay/embedded_workload.h"
#include "engine/replay/trap_twins.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bsc {

/// What a Gaussian sign code of this width makes of a cosine: the distance is binomial, each bit
/// differs with probability acos(cosine) / pi (Charikar 2002).
struct DistanceLaw {
    double mean = 0, sd = 0; ///< bits
};
DistanceLaw distance_law(double cosine, unsigned bits);

/// One pair of prompts by both measures.
struct CosinePoint {
    float cosine = 0;
    unsigned distance = 0; ///< bits
};
struct CosineScatter {
    unsigned bits = 0;
    std::vector<CosinePoint> points;
    double within_2_sd = 0; ///< share of the points; about 0.95 by the law
};

/// Texts of a workload, each with the one nearest to it by cosine and with a random one, up to
/// `most` of each among the first 4 000 distinct texts; cosines after `mean` (empty: none) was
/// subtracted. Deterministic by `seed`. Errors: of the workload's trace().
Result<CosineScatter> cosine_scatter(const EmbeddedWorkload& workload, unsigned bits,
                                     std::uint64_t projection_seed, std::span<const float> mean,
                                     std::size_t most, std::uint64_t seed);

/// The same cache with codes of another width or matrix.
struct CodeVariant {
    unsigned bits = default_code_bits;
    std::uint64_t seed = default_projection_seed;
};
struct VariantFigures {
    CodeVariant code;
    unsigned radius = 0; ///< bits, of the same similarity
    std::uint64_t requests = 0, hits = 0, judged_hits = 0, wrong_hits = 0;
    std::uint64_t agreed = 0; ///< requests decided as by the first variant: both hits or both not
};

struct VariantOptions {
    std::vector<CodeVariant> variants; ///< the first is the one that is live
    float threshold = 0.85f;
    std::string policy = "lru";
    std::size_t capacity = 1000; ///< entries
    std::vector<float> mean{};
};

/// Replays the workload with each variant. Blocks; `cancelled` is asked now and then. Errors: of
/// trace() and the cache; unavailable when cancelled.
Result<std::vector<VariantFigures>> compare_codes(const EmbeddedWorkload& workload,
                                                  const VariantOptions& options,
                                                  const std::function<bool()>& cancelled = {});

/// A trap twin as the cache would see it.
struct SprungTrap {
    TrapTwin twin;
    unsigned distance = 0;             ///< bits
    bool served = false;               ///< within the radius
    std::optional<std::string> gate{}; ///< what the content gate would refuse it for
};
struct TrapReport {
    struct Kind {
        std::uint64_t twins = 0, served = 0, served_with_gate = 0;
    };
    unsigned radius = 0, bits = 0;
    std::uint64_t prompts = 0;       ///< that twins were sought for
    std::array<Kind, 4> kinds{};     ///< by TrapKind
    std::vector<SprungTrap> traps{}; ///< all, the closest first
};

/// Makes twins of the prompts and asks which would be answered with the prompt's answer. Errors: of
/// the embedder.
Result<TrapReport> spring_traps(std::span<const std::string> prompts, const Embedder& embedder,
                                const Projection& projection, std::span<const float> mean,
                                unsigned radius);

} // namespace bsc
