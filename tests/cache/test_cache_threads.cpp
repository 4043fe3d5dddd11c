#include "tests/cache/cache_fixture.h"

#include "engine/cache/quantized_vector.h"
#include "engine/code/similarity.h"

#include <array>
#include <limits>
#include <thread>

namespace bsc::test {
namespace {

/// One writer does everything at full speed; readers check every answer against what can be true at
/// any moment: entries never change, so an answer that mixes two states shows.
class CacheThreads : public CacheTest {
  protected:
    static constexpr unsigned vectors = 64, pinned = 8;
    static constexpr unsigned bits = 256, dim = 32;

    void SetUp() override {
        CacheConfig config = small_config(clock);
        config.max_entries = 300;
        config.eviction_batch = 20;
        config.embedding_dim = dim;
        config.clock = nullptr;
        open(config);
        mean = random_unit(dim, 555);
        for (float& x : mean)
            x *= 0.6f;
        for (unsigned i = 0; i < vectors; ++i)
            pool.push_back(
                at_distance(cache->projection(), random_unit(dim, i % 8), (i / 8) * 6, i + 1000));
        for (unsigned centred = 0; centred < 2; ++centred)
            for (const Vector& v : pool) {
                query_code[centred].push_back(code_of(v, centred));
                kept_code[centred].push_back(code_of(dequantize(quantize(v)), centred));
            }
        for (unsigned i = 0; i < pinned; ++i) {
            CacheEntry entry;
            entry.id = i + 1;
            entry.partition = digest("pinned");
            entry.request_sha256 = digest("pinned " + std::to_string(i));
            entry.vector = quantize(pool[i]);
            entry.prompt = std::to_string(i);
            entry.answer = "pinned";
            entry.last_accessed_us = std::numeric_limits<std::int64_t>::max(); // never a victim
            ASSERT_TRUE(cache->restore(std::move(entry)));
        }
    }

    Code code_of(Vector v, bool centred) const {
        if (centred)
            for (std::size_t i = 0; i < v.size(); ++i)
                v[i] -= mean[i];
        return *cache->projection().encode(v);
    }

    /// Code and distance belong to one and the same mean.
    bool consistent(unsigned asked, const Decision& d) const {
        const auto stored = static_cast<unsigned>(std::stoul(d.nearest->prompt));
        for (unsigned centred = 0; centred < 2; ++centred)
            if ((d.nearest->code == query_code[centred][stored] ||
                 d.nearest->code == kept_code[centred][stored]) &&
                hamming_distance(query_code[centred][asked], d.nearest->code) == *d.distance)
                return true;
        return false;
    }

    void write(unsigned steps) {
        std::mt19937 random(1);
        bool centred = false;
        for (unsigned step = 0; step < steps; ++step) {
            const unsigned which = random() % vectors;
            const std::string partition = std::to_string(random() % 3);
            switch (random() % 40) {
            case 0:
                cache->evict(random() % 5);
                break;
            case 1:
                ASSERT_TRUE(cache->set_threshold(random() % 2 ? 0.85f : 0.95f));
                break;
            case 2:
                if (random() % 4 == 0) {
                    centred = !centred;
                    ASSERT_TRUE(cache->set_mean_vector(centred ? mean : Vector{}));
                }
                break;
            case 3:
            case 4:
            case 5:
            case 6:
                cache->erase(pinned + 1 + random() % (step + 1));
                break;
            default:
                ASSERT_TRUE(cache->insert({.partition = digest(partition),
                                           .request_sha256 = digest(std::to_string(random() % 400)),
                                           .embedding = pool[which],
                                           .prompt = std::to_string(which),
                                           .answer = partition}));
            }
        }
    }

    void check_shared(std::mt19937& random) {
        const unsigned asked = random() % vectors;
        const std::string partition = std::to_string(random() % 3);
        const std::string request = std::to_string(random() % 400);
        const Decision d = ask(request, pool[asked], partition);
        if (d.nearest) {
            ASSERT_EQ(d.nearest->partition, digest(partition));
            ASSERT_EQ(d.nearest->answer, partition);
        }
        if (d.tier == Tier::exact) {
            ASSERT_EQ(d.nearest->request_sha256, digest(request));
        } else if (d.nearest) {
            ASSERT_TRUE(d.radius == 38 || d.radius == 12);
            ASSERT_TRUE(consistent(asked, d));
            ASSERT_EQ(d.hit(), *d.distance <= d.radius);
        }
    }

    void check_pinned(std::mt19937& random) {
        const unsigned asked = random() % pinned;
        ASSERT_NE(cache->find(asked + 1), nullptr);
        ASSERT_NE(cache->find_request(digest("pinned"), digest("pinned " + std::to_string(asked))),
                  nullptr);
        const Decision d = ask("new", pool[asked], "pinned");
        ASSERT_TRUE(d.hit()) << d.why();
        ASSERT_EQ(d.nearest->id, asked + 1) << "the nearest, whatever is going on elsewhere";
        ASSERT_TRUE(consistent(asked, d));
    }

    Vector mean;
    std::vector<Vector> pool;
    std::array<std::vector<Code>, 2> query_code, kept_code; ///< [centred][vector]
};

TEST_F(CacheThreads, ReadersNeverSeeAMixtureBesideABusyWriter) {
    std::atomic<bool> done{false};
    std::vector<std::thread> readers;
    for (unsigned t = 0; t < 2; ++t)
        readers.emplace_back([&, t] {
            std::mt19937 random(t + 10);
            do {
                check_shared(random);
                check_pinned(random);
                // A replacement is there before the former entry goes.
                ASSERT_LE(cache->stats().entries, 301u);
            } while (!done && !HasFatalFailure());
        });
    write(20'000);
    done = true;
    for (auto& reader : readers)
        reader.join();
}

TEST_F(CacheThreads, TwoWritersTakeTurns) {
    std::vector<std::thread> writers;
    for (unsigned t = 0; t < 2; ++t)
        writers.emplace_back([&] { write(5'000); });
    for (auto& writer : writers)
        writer.join();
    std::size_t counted = 0;
    cache->for_each([&](const EntryPtr&) { ++counted; });
    EXPECT_EQ(cache->stats().entries, counted);
}

} // namespace
} // namespace bsc::test
