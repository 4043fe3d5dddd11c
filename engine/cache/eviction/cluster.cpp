#include "engine/cache/eviction/cluster.h"

#include "engine/cache/eviction/reason.h"
#include "engine/cache/eviction/table_bytes.h"
#include "engine/code/hamming.h"

#include <algorithm>
#include <array>
#include <utility>

namespace bsc {
namespace {

constexpr std::size_t most_clusters = 256;  ///< what check_policy_settings() lets pass
constexpr std::size_t rows_per_look = 1024; ///< at the clock

bool passed(EvictionDeadline deadline) { return std::chrono::steady_clock::now() >= deadline; }

/// Adds `by` to the count of each bit that is set.
void count_ones(std::span<const std::uint64_t> code, std::span<std::uint32_t> ones,
                std::uint32_t by) {
    for (std::size_t j = 0; j < ones.size(); ++j)
        ones[j] += by * static_cast<std::uint32_t>((code[j / 64] >> (j % 64)) & 1);
}

} // namespace

ClusterPolicy::ClusterPolicy(PolicyConfig config)
    : config_(std::move(config)), codes_(config_.bits), centres_(config_.bits) {
    reset();
}

void ClusterPolicy::reset() {
    codes_.clear();
    entries_ = {};
    cluster_of_ = {};
    rows_ = {};
    next_ = 0;
    sizes_.assign(clusters() + 1, 0);
    ones_.assign(std::size_t{clusters()} * config_.bits, 0);
    centres_.clear();
    for (Cluster c = 0; c < clusters(); ++c)
        centres_.push(Code{});
}

void ClusterPolicy::on_insert(const CacheEntry& entry) {
    const std::size_t row = entries_.size();
    rows_[entry.id] = static_cast<std::uint32_t>(row);
    entries_.push_back(&entry);
    codes_.push(entry.code);
    cluster_of_.push_back(clusters());
    join(row, cluster_for(entry.code));
}

void ClusterPolicy::on_erase(const CacheEntry& entry, Departure) {
    const std::uint32_t row = rows_.at(entry.id);
    leave(row);
    rows_.at(entries_.back()->id) = row;
    rows_.erase(entry.id);
    entries_[row] = entries_.back();
    entries_.pop_back();
    cluster_of_[row] = cluster_of_.back();
    cluster_of_.pop_back();
    codes_.remove(row);
    if (entries_.empty())
        reset();
}

void ClusterPolicy::on_recode() {
    std::vector<EntryId> ids;
    for (const auto& [id, row] : rows_)
        ids.push_back(id);
    std::ranges::sort(ids);
    reset();
    for (const EntryId id : ids)
        on_insert(*config_.live(id));
}

/// Where a new code belongs; it may found the cluster.
ClusterPolicy::Cluster ClusterPolicy::cluster_for(const Code& code) {
    if (code.bits() == 0)
        return clusters();
    const auto empty = std::find(sizes_.begin(), sizes_.end() - 1, 0);
    if (empty == sizes_.end() - 1)
        return nearest_centre(code.words());
    const auto founded = static_cast<Cluster>(empty - sizes_.begin());
    centres_.write(founded, code);
    return founded;
}

ClusterPolicy::Cluster ClusterPolicy::nearest_centre(std::span<const std::uint64_t> code) const {
    std::array<std::uint16_t, most_clusters> distances;
    const std::span found(distances.data(), clusters());
    hamming_distances(code, centres_.at(0).data(), found);
    return static_cast<Cluster>(std::ranges::min_element(found) - found.begin());
}

std::span<std::uint32_t> ClusterPolicy::ones_of(Cluster cluster) {
    return {ones_.data() + std::size_t{cluster} * config_.bits, config_.bits};
}

void ClusterPolicy::join(std::size_t row, Cluster cluster) {
    cluster_of_[row] = cluster;
    ++sizes_[cluster];
    if (cluster != clusters())
        count_ones(codes_.at(row), ones_of(cluster), 1);
}

void ClusterPolicy::leave(std::size_t row) {
    const Cluster cluster = cluster_of_[row];
    --sizes_[cluster];
    if (cluster != clusters())
        count_ones(codes_.at(row), ones_of(cluster), ~std::uint32_t{0}); // minus 1
}

void ClusterPolicy::move_centres() {
    for (Cluster c = 0; c < clusters(); ++c) {
        if (sizes_[c] == 0)
            continue;
        const auto ones = ones_of(c);
        Code centre(config_.bits);
        for (unsigned j = 0; j < config_.bits; ++j)
            if (2 * std::size_t{ones[j]} > sizes_[c])
                centre.set_bit(j);
        centres_.write(c, centre);
    }
}

void ClusterPolicy::reassign(std::size_t count, EvictionDeadline deadline) {
    count = std::min(count, entries_.size());
    for (std::size_t i = 0; i < count; ++i, ++next_) {
        if (i % rows_per_look == 0 && passed(deadline))
            return;
        if (next_ >= entries_.size())
            next_ = 0;
        if (cluster_of_[next_] == clusters())
            continue;
        const Cluster nearest = nearest_centre(codes_.at(next_));
        if (nearest == cluster_of_[next_])
            continue;
        leave(next_);
        join(next_, nearest);
    }
}

std::vector<Victim> ClusterPolicy::victims(std::size_t n, TimePoint now,
                                           EvictionDeadline deadline) {
    n = std::min(n, entries_.size());
    move_centres();
    reassign(std::clamp(n * entries_.size() / 100, least_assigned, most_assigned), deadline);

    struct Pick {
        Cluster from;
        std::size_t size; ///< of the cluster before it
    };
    std::vector<Pick> picks;
    std::vector<std::size_t> sizes = sizes_;
    while (picks.size() < n) {
        const auto largest = std::ranges::max_element(sizes);
        picks.push_back({static_cast<Cluster>(largest - sizes.begin()), *largest});
        --*largest;
    }

    using Member = std::pair<std::int64_t, EntryId>; // last use in microseconds
    std::vector<std::vector<Member>> members(sizes.size());
    for (std::size_t row = 0; row < entries_.size(); ++row) {
        if (row % rows_per_look == 0 && passed(deadline))
            return {};
        const Cluster cluster = cluster_of_[row];
        if (sizes[cluster] < sizes_[cluster])
            members[cluster].emplace_back(
                entries_[row]->last_accessed_us.load(std::memory_order_relaxed), entries_[row]->id);
    }
    for (std::size_t c = 0; c < members.size(); ++c)
        std::ranges::partial_sort(
            members[c], members[c].begin() + static_cast<std::ptrdiff_t>(sizes_[c] - sizes[c]));

    std::vector<Victim> found;
    std::vector<std::size_t> taken(sizes.size(), 0);
    for (const auto& [from, size] : picks) {
        const auto [used_us, id] = members[from][taken[from]++];
        const char* const cluster =
            from == clusters() ? "entries without a code" : "the largest cluster";
        found.push_back({id, static_cast<double>(size) / static_cast<double>(entries_.size()),
                         fmt::format("oldest of {} ({} of {} entries): idle for {}", cluster, size,
                                     entries_.size(), seconds_text(seconds_since(used_us, now)))});
    }
    return found;
}

std::size_t ClusterPolicy::memory_bytes() const {
    return codes_.memory_bytes() + centres_.memory_bytes() +
           entries_.capacity() * sizeof(const CacheEntry*) +
           cluster_of_.capacity() * sizeof(Cluster) + table_bytes(rows_) +
           sizes_.capacity() * sizeof(std::size_t) + ones_.capacity() * sizeof(std::uint32_t);
}

} // namespace bsc
