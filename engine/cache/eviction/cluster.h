#pragma once

#include "engine/cache/eviction/packed_codes.h"
#include "engine/cache/eviction/policy.h"

#include <boost/unordered/unordered_flat_map.hpp>

namespace bsc {

/// Over-represented topics first: the least recently used entry of the cluster that is largest at
/// that moment goes; of equally large clusters the first.
///
/// Clusters are of codes, by k-majority (Grana, Borghesani, Manfredi, Cucchiara 2013: k-means with
/// the Hamming distance, a centre's bit being the majority's), over all partitions: a topic crowds
/// the cache whoever asks. The first codes found the clusters, as does the next one when a cluster
/// has emptied; others join the nearest centre (the first of several) when they arrive. A batch
/// begins with one iteration from the centres there are: all centres move to the majority, a tie
/// being a 0, and entries move to the nearest centre. A batch smaller than a hundredth of the cache
/// moves a part of them only, as does one of a very large cache, and the next batch goes on there.
/// Entries without a code form a cluster of their own.
class ClusterPolicy final : public EvictionPolicy {
  public:
    static constexpr std::string_view policy_name = "cluster";
    /// Entries that a batch may assign anew: a hundredth of all for each victim, within these.
    static constexpr std::size_t least_assigned = 1024, most_assigned = 32'768;

    explicit ClusterPolicy(PolicyConfig config);

    std::string_view name() const override { return policy_name; }
    void on_insert(const CacheEntry& entry) override;
    void on_access(const CacheEntry&) override {} // the entry's own time says it all
    void on_erase(const CacheEntry& entry, Departure why) override;
    void on_recode() override;
    std::vector<Victim> victims(std::size_t n, TimePoint now, EvictionDeadline deadline) override;
    std::size_t memory_bytes() const override;

  private:
    using Cluster = std::uint16_t; ///< clusters() is the one without codes

    Cluster clusters() const { return static_cast<Cluster>(config_.settings.clusters); }
    Cluster cluster_for(const Code& code);
    Cluster nearest_centre(std::span<const std::uint64_t> code) const;
    std::span<std::uint32_t> ones_of(Cluster cluster);
    void join(std::size_t row, Cluster cluster);
    void leave(std::size_t row);
    void move_centres();
    void reassign(std::size_t count, EvictionDeadline deadline);
    void reset();

    PolicyConfig config_;
    PackedCodes codes_, centres_;
    std::vector<const CacheEntry*> entries_; ///< row by row beside codes_
    std::vector<Cluster> cluster_of_;        ///< likewise
    boost::unordered_flat_map<EntryId, std::uint32_t> rows_;
    std::vector<std::size_t> sizes_;  ///< of each cluster
    std::vector<std::uint32_t> ones_; ///< members of each cluster that have each bit
    std::size_t next_ = 0;            ///< row to assign anew next
};

} // namespace bsc
