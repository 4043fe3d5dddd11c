#pragma once

#include "engine/base/result.h"
#include "engine/replay/code_trace.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace bsc {

/// What a synthetic trace is made of. Classes of meaning lie in topics. A class has paraphrases,
/// each at its own distance from the class's centre, and the more it is asked for the more there
/// are (Heaps' law). A request takes a class by popularity rank (Zipf's law) and one of its
/// paraphrases; the other settings disturb that.
struct SyntheticSettings {
    std::uint64_t requests = 120'000;
    std::uint64_t seed = 1;
    unsigned bits = 256;

    std::uint32_t classes = 10'000;
    std::uint32_t topics = 100;
    unsigned topic_spread = 60; ///< bits between a class's centre and its topic's
    /// Bits between a paraphrase and its class's centre at most, in the widest classes; the
    /// narrowest have half of it.
    unsigned paraphrase_spread = 33;
    double paraphrase_growth = 0.6; ///< n requests for a class bring about n^growth paraphrases

    double zipf = 1.0;               ///< exponent of popularity over rank
    double one_offs = 0;             ///< share of requests that never come again, in the topics
    double drift = 0;                ///< chance per request that one class takes another's rank
    double locality = 0;             ///< share of requests for a class asked for lately
    double bursts = 0;               ///< share of requests within bursts for one class
    std::uint64_t burst_length = 40; ///< requests
    std::uint64_t scan_length = 0;   ///< one-offs in a row ...
    std::uint64_t scan_every = 0;    ///< ... each time so many requests have passed; 0: never
    std::uint64_t loop_length = 0;   ///< prompts of a suite, replayed in the same order ...
    std::uint64_t loop_every = 0;    ///< ... each time so many requests have passed; 0: never
    std::uint64_t half_day = 0;      ///< requests until the ranks are turned round; 0: never
};

/// Makes the requests of a synthetic trace one after the other, without end. The same settings give
/// the same requests on every machine: integers, and sums, products and square roots of doubles.
class SyntheticSource {
  public:
    /// Errors: invalid_argument, naming the setting and its range.
    static Result<std::unique_ptr<SyntheticSource>> create(const SyntheticSettings& settings);
    virtual ~SyntheticSource() = default;

    virtual CodeRequest next() = 0;
    /// Distinct classes so far, each one-off counted.
    virtual std::uint64_t classes() const = 0;
};

/// `settings.requests` of them. Errors as SyntheticSource::create.
Result<CodeTrace> synthetic_trace(std::string_view name, const SyntheticSettings& settings);

struct SyntheticPreset {
    std::string_view name;        ///< "one-offs-50"
    std::string_view description; ///< for people, a phrase
    SyntheticSettings settings;
};
std::span<const SyntheticPreset> synthetic_presets();
/// Errors: invalid_argument, listing the names there are.
Result<SyntheticPreset> find_synthetic_preset(std::string_view name);

} // namespace bsc
