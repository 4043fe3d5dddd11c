#include "engine/replay/clusters/k_medoids.h"

#include "engine/cache/eviction/packed_codes.h"
#include "engine/code/hamming.h"
#include "engine/replay/clusters/average_linkage.h"
#include "engine/replay/portable_random.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>

namespace bsc {
namespace {

constexpr unsigned most_rounds = 15;
/// Rows that choose the number of clusters and where they begin; all rows are assigned after.
constexpr std::size_t most_trial_rows = 4000;
constexpr int attempts = 2; ///< for each number of clusters
constexpr double random_deviations = 3;
constexpr std::uint32_t least_linked = 3;                  ///< of a cluster among few codes
constexpr double bits_per_parameter = std::numbers::log2e; ///< one nat

/// A partition of rows around centres.
struct Partition {
    PackedCodes centres;
    std::vector<std::uint16_t> of;       ///< centre of each row
    std::vector<std::uint16_t> distance; ///< to it
};

class KMajority {
  public:
    KMajority(const PackedCodes& codes, unsigned bits) : codes_(codes), bits_(bits) {}

    /// k-means++: each next centre is drawn with the squared distance to those there are.
    PackedCodes draw_centres(unsigned k, PortableRandom& random) const {
        PackedCodes centres(bits_);
        std::vector<double> weight(codes_.size(), 1);
        std::vector<std::uint16_t> distance(codes_.size());
        while (centres.size() < k) {
            const double all = std::accumulate(weight.begin(), weight.end(), 0.0);
            if (all == 0)
                break; // fewer different codes than centres asked for
            double left = random.share() * all;
            std::size_t row = 0;
            while (row + 1 < weight.size() && (left -= weight[row]) >= 0)
                ++row;
            centres.push(code_of(codes_.at(row)));
            hamming_distances(codes_.at(row), codes_.at(0).data(), distance);
            for (std::size_t i = 0; i < weight.size(); ++i) {
                const double squared = double{1} * distance[i] * distance[i];
                weight[i] = centres.size() == 1 ? squared : std::min(weight[i], squared);
            }
        }
        return centres;
    }

    /// Until nobody changes sides, or nothing when `go_on` said no.
    std::optional<Partition> settle(PackedCodes centres, const std::function<bool()>& go_on) const {
        Partition found{std::move(centres), {}, {}};
        found.of.assign(codes_.size(), CodeClusters::none);
        found.distance.assign(codes_.size(), 0);
        for (unsigned round = 0; round < most_rounds; ++round) {
            if (!go_on())
                return std::nullopt;
            if (!assign(found))
                break;
            move_centres(found);
        }
        return found;
    }

    /// A partition that is known: `clusters` of them, `of` row by row.
    Partition around(std::vector<std::uint16_t> of, std::size_t clusters) const {
        Partition found{PackedCodes(bits_), std::move(of), {}};
        for (std::size_t c = 0; c < clusters; ++c)
            found.centres.push(Code(bits_));
        move_centres(found);
        for (std::size_t row = 0; row < codes_.size(); ++row)
            found.distance.push_back(found.of[row] == CodeClusters::none
                                         ? static_cast<std::uint16_t>(bits_)
                                         : static_cast<std::uint16_t>(hamming_distance(
                                               codes_.at(row), found.centres.at(found.of[row]))));
        return found;
    }

    /// Bits that a description of the codes by this partition takes.
    double description_bits(const Partition& partition) const {
        const auto n = static_cast<double>(codes_.size());
        const auto ones = ones_of(partition);
        const auto sizes = sizes_of(partition);
        double bits = 0;
        for (std::size_t c = 0; c < sizes.size(); ++c) {
            if (sizes[c] == 0)
                continue;
            const auto size = static_cast<double>(sizes[c]);
            bits += size * std::log2(n / size) + bits_ * bits_per_parameter;
            for (unsigned j = 0; j < bits_; ++j)
                bits += size * entropy(ones[c * bits_ + j] / size);
        }
        return bits;
    }

    Code code_of(std::span<const std::uint64_t> words) const {
        Code code(bits_);
        std::ranges::copy(words, code.words().begin());
        return code;
    }

  private:
    static double entropy(double p) {
        return p <= 0 || p >= 1 ? 0 : -p * std::log2(p) - (1 - p) * std::log2(1 - p);
    }

    /// Each row to its nearest centre, the first of several. True when any changed.
    bool assign(Partition& partition) const {
        std::vector<std::uint16_t> distances(partition.centres.size());
        bool changed = false;
        for (std::size_t row = 0; row < codes_.size(); ++row) {
            hamming_distances(codes_.at(row), partition.centres.at(0).data(), distances);
            const auto nearest = std::ranges::min_element(distances);
            const auto centre = static_cast<std::uint16_t>(nearest - distances.begin());
            changed |= partition.of[row] != centre;
            partition.of[row] = centre;
            partition.distance[row] = *nearest;
        }
        return changed;
    }

    std::vector<std::uint32_t> sizes_of(const Partition& partition) const {
        std::vector<std::uint32_t> sizes(partition.centres.size());
        for (const std::uint16_t centre : partition.of)
            if (centre != CodeClusters::none)
                ++sizes[centre];
        return sizes;
    }

    /// Members of each cluster that have each bit.
    std::vector<std::uint32_t> ones_of(const Partition& partition) const {
        std::vector<std::uint32_t> ones(partition.centres.size() * bits_);
        for (std::size_t row = 0; row < codes_.size(); ++row) {
            if (partition.of[row] == CodeClusters::none)
                continue;
            const auto code = codes_.at(row);
            std::uint32_t* const count = ones.data() + std::size_t{partition.of[row]} * bits_;
            for (unsigned word = 0; word < code.size(); ++word)
                for (std::uint64_t left = code[word]; left != 0; left &= left - 1)
                    ++count[64 * word + static_cast<unsigned>(std::countr_zero(left))];
        }
        return ones;
    }

    void move_centres(Partition& partition) const {
        const auto ones = ones_of(partition);
        const auto sizes = sizes_of(partition);
        for (std::size_t c = 0; c < sizes.size(); ++c) {
            if (sizes[c] == 0)
                continue;
            Code centre(bits_);
            for (unsigned j = 0; j < bits_; ++j)
                if (2 * std::size_t{ones[c * bits_ + j]} > sizes[c])
                    centre.set_bit(j);
            partition.centres.write(c, centre);
        }
    }

    const PackedCodes& codes_;
    const unsigned bits_;
};

PackedCodes packed(std::span<const Code> codes, std::size_t most) {
    PackedCodes rows(codes.front().bits());
    const std::size_t count = std::min(codes.size(), most);
    for (std::size_t i = 0; i < count; ++i)
        rows.push(codes[i * codes.size() / count]); // evenly spread
    return rows;
}

/// The centres of the shortest description of a sample.
PackedCodes best_centres(std::span<const Code> codes, const KMedoidsSettings& settings,
                         const std::function<bool()>& go_on) {
    const unsigned bits = codes.front().bits();
    const PackedCodes rows = packed(codes, most_trial_rows);
    const KMajority trial(rows, bits);
    const unsigned fewest = settings.clusters == 0 ? 1 : settings.clusters;
    const unsigned most = settings.clusters == 0 ? settings.most_clusters : settings.clusters;
    PackedCodes best(bits);
    double least = std::numeric_limits<double>::infinity();
    const auto offer = [&](PackedCodes centres) {
        if (centres.size() == 0)
            return;
        const auto found = trial.settle(std::move(centres), go_on);
        if (!found)
            return;
        if (const double length = trial.description_bits(*found); length < least) {
            least = length;
            best = found->centres;
        }
    };
    for (unsigned k = fewest; k <= most; ++k) {
        PortableRandom random(settings.seed + k);
        for (int attempt = 0; attempt < attempts; ++attempt)
            offer(trial.draw_centres(k, random));
    }
    return best;
}

/// A former partition is kept unless it has lost its fit: a new one must be this much shorter.
constexpr double worth_a_change = 0.985;

PackedCodes first_centres(std::span<const Code> codes, const KMedoidsSettings& settings,
                          const std::function<bool()>& go_on) {
    PackedCodes fresh = best_centres(codes, settings, go_on);
    if (settings.start.empty() || settings.start.front().bits() != codes.front().bits())
        return fresh;
    PackedCodes former(codes.front().bits());
    for (const Code& centre : settings.start)
        former.push(centre);
    if (fresh.size() == 0)
        return former;
    const PackedCodes rows = packed(codes, most_trial_rows);
    const KMajority trial(rows, codes.front().bits());
    const auto kept = trial.settle(former, go_on), changed = trial.settle(fresh, go_on);
    if (!kept || !changed)
        return former;
    return trial.description_bits(*changed) < worth_a_change * trial.description_bits(*kept)
               ? fresh
               : former;
}

/// Three standard deviations nearer than random codes are.
double reach_of(unsigned bits) { return bits / 2.0 - random_deviations * std::sqrt(bits) / 2; }

/// The largest groups that are large enough.
Partition linked(std::span<const Code> codes, const KMajority& majority,
                 const KMedoidsSettings& settings, const std::function<bool()>& go_on) {
    const auto groups = average_linkage(codes, reach_of(codes.front().bits()), go_on);
    std::vector<std::uint32_t> sizes(codes.size()), largest;
    for (const std::uint32_t group : groups)
        ++sizes[group];
    for (std::uint32_t group = 0; group < sizes.size(); ++group)
        if (sizes[group] >= least_linked)
            largest.push_back(group);
    std::ranges::stable_sort(largest, std::greater{},
                             [&](std::uint32_t group) { return sizes[group]; });
    largest.resize(std::min<std::size_t>(largest.size(), settings.most_clusters));
    std::vector<std::uint16_t> of;
    for (const std::uint32_t group : groups) {
        const auto place = std::ranges::find(largest, group);
        of.push_back(place == largest.end() ? CodeClusters::none
                                            : static_cast<std::uint16_t>(place - largest.begin()));
    }
    return majority.around(std::move(of), largest.size());
}

/// Nothing when `go_on` said no.
std::optional<Partition> partition_of(std::span<const Code> codes, const KMajority& majority,
                                      const KMedoidsSettings& settings,
                                      const std::function<bool()>& go_on) {
    if (settings.clusters == 0 && codes.size() < settings.few) {
        Partition found = linked(codes, majority, settings, go_on);
        return go_on() ? std::optional(std::move(found)) : std::nullopt;
    }
    PackedCodes first = first_centres(codes, settings, go_on);
    return first.size() == 0 ? std::nullopt : majority.settle(std::move(first), go_on);
}

} // namespace

CodeClusters k_medoids(std::span<const Code> codes, const KMedoidsSettings& settings,
                       const std::function<bool()>& go_on) {
    const unsigned bits = codes.front().bits();
    const PackedCodes rows = packed(codes, codes.size());
    const KMajority majority(rows, bits);
    auto settled = partition_of(codes, majority, settings, go_on);
    if (!settled)
        return {};

    std::vector<std::uint32_t> sizes(settled->centres.size());
    for (std::size_t row = 0; row < codes.size(); ++row) {
        if (settled->of[row] == CodeClusters::none)
            continue;
        if (settled->distance[row] > reach_of(bits))
            settled->of[row] = CodeClusters::none;
        else
            ++sizes[settled->of[row]];
    }
    std::vector<std::uint16_t> order; // of the clusters that have members
    for (std::uint16_t c = 0; c < sizes.size(); ++c)
        if (sizes[c] > 0)
            order.push_back(c);
    std::ranges::stable_sort(order, std::greater{}, [&](std::uint16_t c) { return sizes[c]; });

    CodeClusters clusters;
    std::vector<std::uint16_t> rank(sizes.size(), CodeClusters::none);
    for (std::uint16_t place = 0; place < order.size(); ++place) {
        rank[order[place]] = place;
        clusters.centres.push_back(majority.code_of(settled->centres.at(order[place])));
        clusters.sizes.push_back(sizes[order[place]]);
    }
    clusters.medoids.assign(order.size(), 0);
    std::vector<std::uint16_t> least(order.size(), UINT16_MAX);
    for (std::uint32_t row = 0; row < codes.size(); ++row) {
        const std::uint16_t former = settled->of[row];
        clusters.cluster_of.push_back(former == CodeClusters::none ? former : rank[former]);
        if (former == CodeClusters::none || settled->distance[row] >= least[rank[former]])
            continue;
        least[rank[former]] = settled->distance[row];
        clusters.medoids[rank[former]] = row;
    }

    PackedCodes medoids(bits);
    for (const std::uint32_t row : clusters.medoids)
        medoids.push(codes[row]);
    std::vector<std::uint16_t> distances(medoids.size());
    for (std::size_t row = 0; row < codes.size(); ++row) {
        if (!distances.empty())
            hamming_distances(codes[row].words(), medoids.at(0).data(), distances);
        const std::uint16_t cluster = clusters.cluster_of[row];
        clusters.to_medoid.push_back(cluster != CodeClusters::none ? distances[cluster]
                                     : distances.empty() ? static_cast<std::uint16_t>(bits)
                                                         : *std::ranges::min_element(distances));
    }
    return clusters;
}

} // namespace bsc
