#include "tests/cache/cache_fixture.h"

#include "engine/cache/mean_sampler.h"

#include <algorithm>
#include <map>
#include <random>

namespace bsc::test {
namespace {

/// The cache as one would write it in an afternoon: a list of entries, scanned for everything.
class Model {
  public:
    struct Entry {
        EntryId id;
        std::string partition, request;
        Code code;
        TimePoint created;
        std::optional<TimePoint> expires;
        std::int64_t used_us;
        std::uint64_t uses;
    };

    Model(std::size_t capacity, std::size_t batch) : capacity_(capacity), batch_(batch) {}

    std::vector<EntryId> expire(TimePoint now) {
        return take_all([&](const Entry& e) { return e.expires && *e.expires <= now; });
    }

    std::vector<EntryId> evict(std::size_t n) {
        std::vector<std::pair<std::int64_t, EntryId>> order;
        for (const Entry& e : entries)
            order.emplace_back(e.used_us, e.id);
        std::ranges::sort(order);
        order.resize(std::min(n, order.size()));
        std::vector<EntryId> ids;
        for (const auto& [used, id] : order) {
            ids.push_back(id);
            erase(id);
        }
        return ids;
    }

    std::vector<EntryId> make_room(const std::string& partition, const std::string& request) {
        const bool replaces = std::ranges::any_of(entries, [&](const Entry& e) {
            return e.partition == partition && e.request == request;
        });
        return entries.size() < capacity_ || replaces ? std::vector<EntryId>{} : evict(batch_);
    }

    bool erase(EntryId id) {
        return !take_all([&](const Entry& e) { return e.id == id; }).empty();
    }

    void insert(Entry entry) {
        take_all([&](const Entry& e) {
            return e.partition == entry.partition && e.request == entry.request;
        });
        entries.push_back(std::move(entry));
    }

    Entry* exact(const std::string& partition, const std::string& request, TimePoint now,
                 std::optional<std::chrono::seconds> max_age) {
        for (Entry& e : entries)
            if (e.partition == partition && e.request == request && living(e, now) &&
                !(max_age && now - e.created > *max_age))
                return &e;
        return nullptr;
    }

    /// Living entries of the partition by (distance, id).
    std::vector<std::pair<unsigned, Entry*>> near(const std::string& partition, const Code& code,
                                                  TimePoint now) {
        std::vector<std::pair<unsigned, Entry*>> result;
        for (Entry& e : entries)
            if (e.partition == partition && e.code.bits() != 0 && living(e, now))
                result.emplace_back(hamming_distance(code, e.code), &e);
        std::ranges::sort(result, {},
                          [](const auto& r) { return std::pair(r.first, r.second->id); });
        return result;
    }

    std::vector<Entry> entries;

  private:
    static bool living(const Entry& e, TimePoint now) { return !e.expires || *e.expires > now; }

    template <class Which>
    std::vector<EntryId> take_all(Which&& which) {
        std::vector<EntryId> ids;
        for (const Entry& e : entries)
            if (which(e))
                ids.push_back(e.id);
        std::erase_if(entries, which);
        return ids;
    }

    std::size_t capacity_, batch_;
};

class CacheAgainstModel : public CacheTest, public testing::WithParamInterface<unsigned> {};

TEST_P(CacheAgainstModel, AnswersAlikeOverRandomOperations) {
    std::mt19937 random(GetParam());
    const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    CacheConfig config = small_config(clock);
    config.max_entries = 60;
    config.eviction_batch = 7;
    config.bits = 64;
    config.embedding_dim = 16;
    config.threshold = 0.8f;
    open(config);
    Model model(config.max_entries, config.eviction_batch);
    EntryId last_id = 0;

    // Few directions, each with a few variants, and equal vectors under several requests: ties.
    std::vector<Vector> pool{Vector(16)};
    for (unsigned centre = 0; centre < 6; ++centre)
        for (unsigned distance : {0u, 3u, 3u, 9u, 14u})
            pool.push_back(at_distance(cache->projection(), random_unit(16, 100 + centre), distance,
                                       below(1000)));
    const auto code_of = [&](const Vector& v) {
        return v.empty() || norm_of(v) == 0 ? Code{} : *cache->projection().encode(v);
    };
    const auto ids_of = [](const std::vector<Eviction>& evicted) {
        std::vector<EntryId> ids;
        for (const Eviction& e : evicted)
            ids.push_back(e.id);
        return ids;
    };
    const auto sorted = [](std::vector<EntryId> ids) {
        std::ranges::sort(ids);
        return ids;
    };

    for (int step = 0; step < 6000; ++step) {
        clock.advance(std::chrono::milliseconds(below(3) * 100));
        const TimePoint now = clock.now();
        const std::string partition = std::to_string(below(4)), request = std::to_string(below(40));
        const Vector vector =
            below(10) ? pool[below(static_cast<unsigned>(pool.size()))] : Vector{};
        switch (const unsigned what = below(20); what) {
        case 0:
            ASSERT_EQ(sorted(cache->expire()), sorted(model.expire(now)));
            break;
        case 1: {
            const unsigned n = below(5);
            ASSERT_EQ(ids_of(cache->evict(n)), model.evict(n));
            break;
        }
        case 2: {
            const EntryId id = last_id - std::min<EntryId>(below(80), last_id);
            ASSERT_EQ(cache->erase(id), model.erase(id));
            break;
        }
        case 3:
            ASSERT_TRUE(cache->set_threshold(static_cast<float>(70 + below(30)) / 100));
            break;
        case 4:
            if (below(20) == 0) {
                cache->clear();
                model.entries.clear();
            }
            break;
        case 5:
        case 6:
        case 7:
        case 8:
        case 9: {
            std::optional<std::chrono::seconds> ttl;
            if (below(3) == 0)
                ttl = std::chrono::seconds(1 + below(30));
            auto outcome = cache->insert({.partition = digest(partition),
                                          .request_sha256 = digest(request),
                                          .embedding = vector,
                                          .answer = partition + "/" + request,
                                          .ttl = ttl});
            ASSERT_TRUE(outcome);
            ASSERT_EQ(sorted(outcome->expired), sorted(model.expire(now)));
            ASSERT_EQ(ids_of(outcome->evicted), model.make_room(partition, request));
            std::optional<TimePoint> expires;
            if (ttl)
                expires = now + *ttl;
            model.insert({outcome->entry->id, partition, request, code_of(vector), now, expires,
                          now.time_since_epoch().count(), 0});
            last_id = outcome->entry->id;
            break;
        }
        default: {
            std::optional<std::chrono::seconds> max_age;
            if (below(5) == 0)
                max_age = std::chrono::seconds(below(20));
            const Decision d = cache->lookup({.partition = digest(partition),
                                              .request_sha256 = digest(request),
                                              .embedding = vector,
                                              .max_age = max_age});
            const auto touch = [&](Model::Entry& e) {
                e.used_us = now.time_since_epoch().count();
                ++e.uses;
                ASSERT_EQ(d.nearest->id, e.id);
                ASSERT_EQ(d.nearest->access_count, e.uses);
            };
            if (Model::Entry* same = model.exact(partition, request, now, max_age)) {
                ASSERT_EQ(d.tier, Tier::exact);
                touch(*same);
                break;
            }
            if (code_of(vector).bits() == 0) {
                ASSERT_EQ(d.reason, Reason::no_embedding);
                break;
            }
            const auto near = model.near(partition, code_of(vector), now);
            const auto answer = std::ranges::find_if(near, [&](const auto& candidate) {
                return candidate.first <= d.radius &&
                       !(max_age && now - candidate.second->created > *max_age);
            });
            ASSERT_EQ(d.hit(), answer != near.end());
            if (d.hit()) {
                ASSERT_EQ(d.distance, answer->first);
                touch(*answer->second);
            } else if (!near.empty()) {
                ASSERT_EQ(d.nearest->id, near.front().second->id);
                ASSERT_EQ(d.distance, near.front().first);
                ASSERT_EQ(d.reason, near.front().first <= d.radius ? Reason::too_old
                                                                   : Reason::outside_radius);
            } else {
                ASSERT_EQ(d.nearest, nullptr);
                ASSERT_EQ(d.reason, Reason::empty_partition);
            }
        }
        }
        const CacheStats stats = cache->stats();
        ASSERT_EQ(stats.entries, model.entries.size());
        std::map<std::string, int> partitions;
        for (const auto& e : model.entries)
            ++partitions[e.partition];
        ASSERT_EQ(stats.partitions, partitions.size());
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, CacheAgainstModel, testing::Range(1u, 9u));

} // namespace
} // namespace bsc::test
