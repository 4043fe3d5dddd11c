#include "engine/experiment/code_workload.h"

#include "engine/index/code_index.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace bsc {
namespace {

using Random = std::mt19937_64;

/// Standard deviation of the members' noise in the cluster of this rank, where the centre's
/// projections have 1: two members have the cosine 1/(1 + noise^2). Tight and loose topics
/// alternate by the golden ratio, so that popularity says nothing of tightness; the most popular
/// one, a tenth of all at 100 000 entries, is loose (61 of 256 bits): the case that is hard.
double noise_of(std::size_t rank) {
    const double turn = 0.6 + 0.618034 * static_cast<double>(rank);
    return 0.25 + 0.5 * (turn - std::floor(turn));
}

constexpr std::size_t entries_per_cluster = 100;
/// Draws for each entry a cache-filled workload wants, at most.
constexpr std::size_t patience = 30;

Code turned_over(Code code, unsigned flips, Random& random) {
    std::vector<unsigned> places(code.bits());
    std::ranges::generate(places, [j = 0U]() mutable { return j++; });
    std::vector<unsigned> chosen;
    std::ranges::sample(places, std::back_inserter(chosen), flips, random);
    for (const unsigned j : chosen)
        code.words()[j / 64] ^= std::uint64_t{1} << j % 64;
    return code;
}

/// A topic in the space of codes. A bit whose projection lies near zero at the centre is the one
/// that noise turns over: its probability is Phi(-|projection| / noise).
class Cluster {
  public:
    Cluster(unsigned bits, double noise, Random& random) : centre_(bits), flip_below_(bits) {
        std::normal_distribution<double> normal;
        for (unsigned j = 0; j < bits; ++j) {
            const double projection = normal(random);
            if (projection >= 0)
                centre_.set_bit(j);
            const double flips = 0.5 * std::erfc(std::abs(projection) / (noise * std::sqrt(2.0)));
            flip_below_[j] = static_cast<std::uint16_t>(flips * 65536);
        }
    }

    Code member(Random& random) const {
        Code code = centre_;
        for (unsigned j = 0; j < code.bits();) {
            std::uint64_t draws = random();
            for (unsigned lane = 0; lane < 4 && j < code.bits(); ++lane, ++j, draws >>= 16)
                if (static_cast<std::uint16_t>(draws) < flip_below_[j])
                    code.words()[j / 64] ^= std::uint64_t{1} << j % 64;
        }
        return code;
    }

  private:
    Code centre_;
    std::vector<std::uint16_t> flip_below_; ///< of 65536 draws
};

class Topics {
  public:
    Topics(const CodeWorkloadShape& shape, Random& random) {
        const std::size_t count = std::max<std::size_t>(1, shape.entries / entries_per_cluster);
        double total = 0;
        for (std::size_t c = 0; c < count; ++c) {
            clusters_.emplace_back(shape.bits, noise_of(c), random);
            popularity_.push_back(total += 1.0 / static_cast<double>(c + 1));
        }
    }

    std::size_t count() const { return clusters_.size(); }

    struct Draw {
        std::size_t cluster;
        Code code;
    };
    Draw draw(Random& random) const {
        const double at = std::uniform_real_distribution<>(0, popularity_.back())(random);
        const auto found = std::ranges::upper_bound(popularity_, at) - popularity_.begin();
        const auto cluster = std::min(static_cast<std::size_t>(found), count() - 1);
        return {cluster, clusters_[cluster].member(random)};
    }

  private:
    std::vector<Cluster> clusters_;
    std::vector<double> popularity_; ///< summed up
};

template <class Draw>
std::vector<Code> codes(std::size_t count, Draw&& draw) {
    std::vector<Code> drawn;
    drawn.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        drawn.push_back(draw());
    return drawn;
}

} // namespace

Code random_code(unsigned bits, Random& random) {
    Code code(bits);
    for (std::uint64_t& word : code.words())
        word = random();
    if (bits % 64 != 0)
        code.words().back() &= (std::uint64_t{1} << bits % 64) - 1;
    return code;
}

CodeWorkload random_workload(const CodeWorkloadShape& shape) {
    Random random(shape.seed);
    const auto fresh = [&] { return random_code(shape.bits, random); };
    CodeWorkload workload{codes(shape.entries, fresh), {}};
    const unsigned flips = std::min(shape.radius, shape.bits / 25);
    const auto near = [&] {
        return turned_over(workload.stored[random() % workload.stored.size()], flips, random);
    };
    workload.queries = {{"random miss", codes(shape.queries, fresh)},
                        {"near-duplicate hit", codes(shape.queries, near)}};
    return workload;
}

CodeWorkload clustered_workload(const CodeWorkloadShape& shape) {
    Random random(shape.seed);
    const Topics topics(shape, random);
    const auto fresh = [&] { return topics.draw(random).code; };
    CodeWorkload workload{codes(shape.entries, fresh), {}};
    workload.queries = {{"clustered", codes(shape.queries, fresh)}};
    return workload;
}

CodeWorkload cache_filled_workload(const CodeWorkloadShape& shape) {
    Random random(shape.seed);
    const Topics topics(shape, random);
    // Codes of different clusters are as far apart as unrelated ones, so each cluster can be asked
    // alone; asking all would take minutes.
    std::vector<std::unique_ptr<CodeIndex>> kept(topics.count());
    CodeWorkload workload;
    for (std::size_t draws = 0;
         workload.stored.size() < shape.entries && draws < patience * shape.entries; ++draws) {
        const auto [cluster, code] = topics.draw(random);
        if (!kept[cluster])
            kept[cluster] = make_index(shape.bits, entries_per_cluster).value();
        if (kept[cluster]->nearest(code, shape.radius))
            continue;
        static_cast<void>(kept[cluster]->add(workload.stored.size(), code));
        workload.stored.push_back(code);
    }
    workload.queries = {
        {"cache-filled", codes(shape.queries, [&] { return topics.draw(random).code; })}};
    return workload;
}

} // namespace bsc
