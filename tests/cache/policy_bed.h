#pragma once

#include "engine/cache/eviction/policy.h"

#include <algorithm>
#include <chrono>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace bsc::test {

/// A policy with the entries it is told of, and a clock that stands still until told.
class PolicyBed {
  public:
    explicit PolicyBed(std::string_view name, std::size_t max_entries, PolicySettings settings = {},
                       unsigned bits = 64)
        : bits(bits) {
        auto made = make_policy(name, {.max_entries = max_entries,
                                       .bits = bits,
                                       .radius = [bits] { return bits * 15 / 100; },
                                       .live = [this](EntryId id) { return find(id); },
                                       .settings = settings});
        EXPECT_TRUE(made) << made.error().text;
        policy = std::move(*made);
    }

    const CacheEntry* find(EntryId id) const {
        const auto it = entries.find(id);
        return it == entries.end() ? nullptr : it->second.get();
    }

    /// `request` names what was asked; entries of equal requests share a digest.
    EntryId add(std::uint64_t request, const Code& code = Code(), std::uint64_t partition = 0) {
        const EntryId id = ++last_id;
        put(id, request, code, partition);
        policy->on_insert(*entries.at(id));
        return id;
    }
    void put(EntryId id, std::uint64_t request, const Code& code, std::uint64_t partition) {
        auto entry = std::make_unique<CacheEntry>();
        entry->id = id;
        entry->request_sha256 = sha256(std::to_string(request));
        entry->partition = sha256("partition " + std::to_string(partition));
        entry->code = code;
        entry->created = TimePoint(std::chrono::microseconds(now_us));
        entry->last_accessed_us = now_us;
        entries.emplace(id, std::move(entry));
    }
    void use(EntryId id) {
        const CacheEntry& entry = *entries.at(id);
        entry.last_accessed_us = now_us;
        ++entry.access_count;
        policy->on_access(entry);
    }
    void drop(EntryId id, Departure why = Departure::evicted) {
        const auto entry = std::move(entries.at(id));
        entries.erase(id);
        policy->on_erase(*entry, why);
    }
    /// All entries become new objects with the codes that `code_of(EntryId)` gives.
    template <class CodeOf>
    void recode(CodeOf&& code_of) {
        auto former = std::move(entries);
        entries.clear();
        for (const auto& [id, old] : former) {
            auto entry = std::make_unique<CacheEntry>();
            entry->id = id;
            entry->request_sha256 = old->request_sha256;
            entry->partition = old->partition;
            entry->code = code_of(id);
            entry->created = old->created;
            entry->last_accessed_us = old->last_accessed_us.load();
            entry->access_count = old->access_count.load();
            entries.emplace(id, std::move(entry));
        }
        former.clear();
        policy->on_recode();
    }

    std::vector<Victim> choose(std::size_t n, EvictionDeadline deadline = EvictionDeadline::max()) {
        return policy->victims(n, TimePoint(std::chrono::microseconds(now_us)), deadline);
    }
    std::vector<EntryId> victims(std::size_t n) {
        std::vector<EntryId> ids;
        for (const Victim& victim : choose(n))
            ids.push_back(victim.id);
        return ids;
    }

    const unsigned bits;
    std::map<EntryId, std::unique_ptr<CacheEntry>> entries;
    EntryId last_id = 0;
    std::int64_t now_us = 1'700'000'000'000'000;
    std::unique_ptr<EvictionPolicy> policy;
};

inline Code random_code(std::mt19937& random, unsigned bits) {
    Code code(bits);
    for (unsigned j = 0; j < bits; ++j)
        if (random() % 2)
            code.set_bit(j);
    return code;
}

/// `code` with up to `most` bits drawn anew.
inline Code near(Code code, unsigned most, std::mt19937& random) {
    for (unsigned i = 0; i < most; ++i) {
        const unsigned j = random() % code.bits();
        code.words()[j / 64] ^= std::uint64_t{random() % 2} << (j % 64);
    }
    return code;
}

/// Heap bytes of a policy through whose hands 50 000 entries went, ten at a time.
inline std::size_t memory_after_churn(std::string_view name) {
    PolicyBed bed(name, 100);
    std::mt19937 random(3);
    for (std::uint64_t request = 0; request < 50'000; ++request) {
        bed.now_us += 1;
        bed.use(bed.add(request, random_code(random, bed.bits), random() % 4));
        if (bed.last_id > 10)
            bed.drop(bed.last_id - 10, Departure::erased);
    }
    EXPECT_EQ(bed.victims(100).size(), 10u);
    return bed.policy->memory_bytes();
}

/// What happens in a random trace, one step at a time, to a cache of `capacity` that inserts what
/// it does not have: requests of a skewed popularity, batches when full, and now and then an entry
/// that expires, is erased by a person or is replaced.
///
/// `Model` is the plain reading: inserted(id), used(id), left(id, Departure), choose(n) -> ids.
template <class Model>
class TraceAgainstModel {
  public:
    TraceAgainstModel(PolicyBed& bed, Model& model, std::size_t capacity, unsigned requests,
                      unsigned seed)
        : bed_(bed), model_(model), capacity_(capacity), requests_(requests), random_(seed) {}

    void run(int steps, std::size_t most_per_batch) {
        for (int step = 0; step < steps; ++step) {
            bed_.now_us += 1 + random_() % 3;
            if (const unsigned what = random_() % 40; what == 0)
                some_entry_leaves(Departure::expired);
            else if (what == 1)
                some_entry_leaves(Departure::erased);
            else
                request(popular(), what == 2, most_per_batch);
            if (testing::Test::HasFailure())
                return;
        }
    }

  private:
    std::uint64_t popular() {
        const double u = std::uniform_real_distribution<>(0, 1)(random_);
        return static_cast<std::uint64_t>(requests_ * u * u * u);
    }

    void request(std::uint64_t wanted, bool replace, std::size_t most_per_batch) {
        const auto known = ids_.find(wanted);
        if (known != ids_.end() && !replace) {
            bed_.use(known->second);
            model_.used(known->second);
            return;
        }
        if (known == ids_.end() && ids_.size() >= capacity_)
            evict(1 + random_() % most_per_batch);
        const EntryId id = bed_.add(wanted);
        model_.inserted(id, *bed_.find(id));
        if (known != ids_.end())
            leave(known->second, Departure::replaced);
        ids_[wanted] = id;
    }

    void evict(std::size_t n) {
        const std::vector<EntryId> chosen = bed_.victims(n);
        ASSERT_EQ(chosen, model_.choose(n));
        ASSERT_EQ(bed_.victims(n), chosen) << "asked twice";
        for (const EntryId id : chosen) {
            std::erase_if(ids_, [&](const auto& item) { return item.second == id; });
            leave(id, Departure::evicted);
        }
    }

    void some_entry_leaves(Departure why) {
        if (ids_.empty())
            return;
        const auto it = std::next(ids_.begin(), random_() % ids_.size());
        leave(it->second, why);
        ids_.erase(it);
    }

    void leave(EntryId id, Departure why) {
        bed_.drop(id, why);
        model_.left(id, why);
    }

    PolicyBed& bed_;
    Model& model_;
    std::size_t capacity_;
    unsigned requests_;
    std::mt19937 random_;
    std::map<std::uint64_t, EntryId> ids_;
};

} // namespace bsc::test
