#pragma once

#include "engine/cache/binary_cache.h"
#include "engine/code/hamming.h"

#include <atomic>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace bsc::test {

using Vector = std::vector<float>;

/// A clock that stands still until told.
class ManualClock {
  public:
    std::function<TimePoint()> reader() {
        return [this] { return TimePoint(std::chrono::microseconds(now_us_.load())); };
    }
    TimePoint now() const { return TimePoint(std::chrono::microseconds(now_us_.load())); }
    void advance(std::chrono::microseconds by) { now_us_ += by.count(); }

  private:
    std::atomic<std::int64_t> now_us_{1'700'000'000'000'000};
};

inline Vector unit(Vector v) {
    double square = 0;
    for (float x : v)
        square += static_cast<double>(x) * x;
    for (float& x : v)
        x = static_cast<float>(x / std::sqrt(square));
    return v;
}

inline Vector random_unit(unsigned dim, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    Vector v(dim);
    for (float& x : v)
        x = normal(random);
    return unit(std::move(v));
}

/// A unit vector whose code differs from that of `base` in exactly `distance` bits. On the half
/// circle from base to -base every bit flips once, so the distance only grows.
inline Vector at_distance(const Projection& projection, const Vector& base, unsigned distance,
                          unsigned seed) {
    const Code origin = *projection.encode(base);
    const Vector other = random_unit(projection.dim(), seed);
    double dot = 0;
    for (std::size_t i = 0; i < base.size(); ++i)
        dot += static_cast<double>(base[i]) * other[i];
    Vector aside(base.size());
    for (std::size_t i = 0; i < base.size(); ++i)
        aside[i] = static_cast<float>(other[i] - dot * base[i]);
    aside = unit(aside);
    double low = 0, high = std::numbers::pi;
    for (int step = 0; step < 200; ++step) {
        const double t = (low + high) / 2;
        Vector v(base.size());
        for (std::size_t i = 0; i < v.size(); ++i)
            v[i] = static_cast<float>(std::cos(t) * base[i] + std::sin(t) * aside[i]);
        const unsigned found = hamming_distance(origin, *projection.encode(v));
        if (found == distance)
            return v;
        (found < distance ? low : high) = t;
    }
    ADD_FAILURE() << "two bits flip at once on this half circle; use another seed";
    return base;
}

inline Digest digest(const std::string& text) { return sha256(text); }

inline CacheConfig small_config(ManualClock& clock) {
    CacheConfig config;
    config.max_entries = 1000;
    config.policy = "lru"; // easy to foretell
    config.embedding_dim = 48;
    config.centre_after = 0;
    config.clock = clock.reader();
    return config;
}

/// A cache with a clock of its own, and short ways to fill and ask it.
class CacheTest : public testing::Test {
  protected:
    void open(CacheConfig config) {
        auto made = BinaryCache::create(config);
        ASSERT_TRUE(made) << made.error().text;
        cache = std::move(*made);
    }
    void open() { open(small_config(clock)); }

    EntryPtr insert(const std::string& request, const Vector& embedding,
                    const std::string& partition = "p", const std::string& prompt = "",
                    std::optional<std::chrono::seconds> ttl = {}) {
        auto outcome = cache->insert({.partition = digest(partition),
                                      .request_sha256 = digest(request),
                                      .embedding = embedding,
                                      .prompt = prompt,
                                      .answer = "answer to " + request,
                                      .ttl = ttl});
        EXPECT_TRUE(outcome) << outcome.error().text;
        return outcome ? outcome->entry : nullptr;
    }

    Decision ask(const std::string& request, const Vector& embedding,
                 const std::string& partition = "p") {
        return cache->lookup({.partition = digest(partition),
                              .request_sha256 = digest(request),
                              .embedding = embedding});
    }

    Vector base() const { return random_unit(cache->config().embedding_dim, 7); }
    Vector away(unsigned distance, unsigned seed = 1) const {
        return at_distance(cache->projection(), base(), distance, seed);
    }

    ManualClock clock;
    std::unique_ptr<BinaryCache> cache;
};

} // namespace bsc::test
