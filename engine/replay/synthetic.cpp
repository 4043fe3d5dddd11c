#include "engine/replay/synthetic.h"

#include "engine/replay/portable_random.h"
#include "engine/replay/setting_range.h"
#include "engine/replay/zipf_ranks.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace bsc {
namespace {

Result<void> in_range(std::string_view field, double value, double low, double high) {
    return bsc::in_range("Synthetic trace", field, value, low, high);
}

Result<void> check(const SyntheticSettings& s) {
    constexpr double many = 1e9;
    return in_range("requests", static_cast<double>(s.requests), 1, many)
        .and_then([&] { return in_range("bits", s.bits, 1, max_code_bits); })
        .and_then([&] { return in_range("classes", s.classes, 1, 1e8); })
        .and_then([&] { return in_range("topics", s.topics, 1, 1e8); })
        .and_then([&] { return in_range("topic spread", s.topic_spread, 0, s.bits); })
        .and_then([&] { return in_range("paraphrase spread", s.paraphrase_spread, 1, s.bits); })
        .and_then([&] { return in_range("paraphrase growth", s.paraphrase_growth, 0, 1); })
        .and_then([&] { return in_range("zipf", s.zipf, 0, 10); })
        .and_then([&] { return in_range("one-offs", s.one_offs, 0, 1); })
        .and_then([&] { return in_range("drift", s.drift, 0, 1); })
        .and_then([&] { return in_range("locality", s.locality, 0, 1); })
        .and_then([&] { return in_range("bursts", s.bursts, 0, 0.99); })
        .and_then([&] { return in_range("burst length", double(s.burst_length), 1, many); });
}

/// `centre` with `count` of its bits turned, other ones for each `seed`.
Code around(Code centre, unsigned count, std::uint64_t seed) {
    PortableRandom random(seed);
    Code turned(centre.bits());
    while (count > 0) {
        const auto j = static_cast<unsigned>(random.below(centre.bits()));
        if (turned.bit(j))
            continue;
        turned.set_bit(j);
        --count;
    }
    for (std::size_t w = 0; w < centre.words().size(); ++w)
        centre.words()[w] ^= turned.words()[w];
    return centre;
}

class Source final : public SyntheticSource {
  public:
    explicit Source(const SyntheticSettings& settings)
        : s_(settings), random_(settings.seed), ranks_(settings.classes, settings.zipf),
          class_at_(settings.classes), asked_(settings.classes), pool_(settings.classes) {
        std::iota(class_at_.begin(), class_at_.end(), 0U);
        for (std::uint32_t i = s_.classes - 1; i > 0; --i)
            std::swap(class_at_[i], class_at_[random_.below(i + 1)]);
    }

    CodeRequest next() override {
        const std::uint64_t now = requests_++;
        if (s_.loop_every != 0 && now % s_.loop_every < s_.loop_length)
            return of_suite(now % s_.loop_every);
        if (s_.scan_every != 0 && now % s_.scan_every < s_.scan_length)
            return one_off();
        if (s_.one_offs > 0 && random_.chance(s_.one_offs))
            return one_off();
        if (s_.drift > 0 && random_.chance(s_.drift))
            std::swap(class_at_[ranks_.draw(random_)], class_at_[random_.below(s_.classes)]);
        return paraphrase_of(choose_class());
    }

    std::uint64_t classes() const override { return distinct_; }

  private:
    /// What a seed is for; each kind of thing has seeds of its own.
    enum class Kind : std::uint64_t { topic = 1, centre, paraphrase, single, suite };
    std::uint64_t seed_of(Kind kind, std::uint64_t a, std::uint64_t b = 0) const {
        return splitmix64(
            splitmix64(splitmix64(s_.seed ^ static_cast<std::uint64_t>(kind) << 56) ^ a) ^ b);
    }

    Code topic(std::uint64_t number) const {
        PortableRandom random(seed_of(Kind::topic, number));
        Code code(s_.bits);
        for (unsigned j = 0; j < s_.bits; ++j)
            if (random.next() >> 63)
                code.set_bit(j);
        return code;
    }
    /// The centre of a class, or a one-off: somewhere in one of the topics.
    Code in_topic(std::uint64_t seed) const {
        return around(topic(splitmix64(seed) % s_.topics), s_.topic_spread, seed);
    }

    std::uint32_t choose_class() {
        if (burst_left_ > 0) {
            --burst_left_;
            return burst_class_;
        }
        // A burst begins so often that the wanted share of the requests lies within one.
        if (s_.bursts > 0 &&
            random_.chance(s_.bursts / (1 - s_.bursts) / static_cast<double>(s_.burst_length))) {
            burst_left_ = s_.burst_length - 1;
            return burst_class_ = static_cast<std::uint32_t>(random_.below(s_.classes));
        }
        std::uint32_t chosen;
        if (!recent_.empty() && s_.locality > 0 && random_.chance(s_.locality)) {
            // How long ago: near moments as likely as far ones on a logarithmic scale.
            const double ago = portable_power(static_cast<double>(recent_.size()), random_.share());
            chosen = recent_[(next_recent_ + recent_.size() - static_cast<std::size_t>(ago)) %
                             recent_.size()];
        } else {
            std::uint32_t rank = ranks_.draw(random_);
            if (s_.half_day != 0 && requests_ / s_.half_day % 2 == 1)
                rank = (rank + s_.classes / 2) % s_.classes;
            chosen = class_at_[rank];
        }
        if (s_.locality > 0)
            remember(chosen);
        return chosen;
    }

    void remember(std::uint32_t chosen) {
        constexpr std::size_t memory = 4096;
        if (recent_.size() < memory) {
            recent_.push_back(chosen);
            return;
        }
        recent_[next_recent_] = chosen;
        next_recent_ = (next_recent_ + 1) % memory;
    }

    CodeRequest paraphrase_of(std::uint32_t chosen) {
        const double wanted = portable_power(++asked_[chosen], s_.paraphrase_growth);
        std::uint32_t& pool = pool_[chosen];
        distinct_ += pool == 0;
        const std::uint64_t which =
            static_cast<double>(pool) + 0.5 <= wanted ? pool++ : random_.below(pool);
        const std::uint64_t centre = seed_of(Kind::centre, chosen);
        const std::uint64_t seed = seed_of(Kind::paraphrase, chosen, which);
        const unsigned half = s_.paraphrase_spread / 2;
        const auto spread = s_.paraphrase_spread - half + PortableRandom(~centre).below(half + 1);
        const auto distance = 1 + static_cast<unsigned>(PortableRandom(~seed).below(spread));
        return request(around(in_topic(centre), distance, seed), seed, chosen, centre);
    }

    CodeRequest one_off() {
        const std::uint64_t seed = seed_of(Kind::single, one_offs_);
        ++distinct_;
        const std::uint64_t meaning = s_.classes + s_.loop_length + one_offs_++;
        return request(in_topic(seed), seed, static_cast<std::uint32_t>(meaning), seed);
    }

    CodeRequest of_suite(std::uint64_t at) {
        const std::uint64_t seed = seed_of(Kind::suite, at);
        distinct_ += requests_ <= s_.loop_length;
        return request(in_topic(seed), seed, static_cast<std::uint32_t>(s_.classes + at), seed);
    }

    /// Answers are log-normal in length, the same for all of a class.
    CodeRequest request(const Code& code, std::uint64_t text, std::uint32_t meaning,
                        std::uint64_t answer) const {
        constexpr double median_tokens = 200, sigma_in_doublings = 1.3;
        const double tokens =
            median_tokens * portable_power(2, sigma_in_doublings * PortableRandom(answer).normal());
        return {.code = code,
                .text = text,
                .meaning = meaning,
                .tokens = static_cast<std::uint32_t>(tokens) + 1};
    }

    const SyntheticSettings s_;
    PortableRandom random_;
    const ZipfRanks ranks_;
    std::vector<std::uint32_t> class_at_; ///< by rank
    std::vector<std::uint32_t> asked_;    ///< requests so far, by class
    std::vector<std::uint32_t> pool_;     ///< paraphrases so far, by class
    std::vector<std::uint32_t> recent_;   ///< classes, a ring
    std::size_t next_recent_ = 0;
    std::uint64_t burst_left_ = 0;
    std::uint32_t burst_class_ = 0;
    std::uint64_t requests_ = 0, one_offs_ = 0, distinct_ = 0;
};

} // namespace

Result<std::unique_ptr<SyntheticSource>>
SyntheticSource::create(const SyntheticSettings& settings) {
    if (auto ok = check(settings); !ok)
        return tl::unexpected(ok.error());
    return std::make_unique<Source>(settings);
}

Result<CodeTrace> synthetic_trace(std::string_view name, const SyntheticSettings& settings) {
    auto source = SyntheticSource::create(settings);
    if (!source)
        return tl::unexpected(source.error());
    CodeTrace trace{.name = std::string(name), .bits = settings.bits};
    trace.requests.reserve(settings.requests);
    while (trace.requests.size() < settings.requests)
        trace.requests.push_back((*source)->next());
    trace.classes = (*source)->classes();
    return trace;
}

} // namespace bsc
