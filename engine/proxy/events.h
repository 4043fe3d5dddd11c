#pragma once

#include "engine/cache/decision.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

namespace bsc {

/// UTF-8 text of at most N bytes, by value, so that an event never allocates. Longer text is cut at
/// a character.
template <std::size_t N>
class FixedText {
  public:
    FixedText() = default;
    FixedText(std::string_view text) {
        std::size_t n = text.size() < N ? text.size() : N;
        if (n < text.size())
            while (n > 0 && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80)
                --n;
        std::memcpy(bytes_.data(), text.data(), n);
        size_ = static_cast<std::uint16_t>(n);
    }
    std::string_view view() const { return {bytes_.data(), size_}; }

  private:
    std::array<char, N> bytes_{};
    std::uint16_t size_ = 0;
};

enum class Dialect : std::uint8_t { openai, anthropic, ollama, other };

std::string_view name_of(Dialect dialect);

inline constexpr std::int64_t no_price = std::numeric_limits<std::int64_t>::min();

/// One request, finished. Full texts are in the store under `id`.
struct FlowEvent {
    std::uint64_t id = 0;
    std::int64_t time_us = 0;   ///< arrival, Unix epoch
    std::uint64_t entry_id = 0; ///< 0: none
    /// What the original usage costs, less the embedding when this answered for it; may be negative
    /// then. no_price: unknown model or usage.
    std::int64_t saved_nano_usd = no_price;
    std::uint32_t added_us = 0; ///< time the proxy itself took
    std::uint32_t total_us = 0; ///< arrival to last byte
    std::uint32_t embed_us = 0;
    std::uint32_t lookup_ns = 0; ///< projection and search
    std::uint32_t input_tokens = 0, output_tokens = 0;
    std::int16_t distance = -1; ///< bits to the nearest code; -1: not looked up or nothing stored
    std::uint16_t radius = 0;
    std::uint16_t bits = 0;
    std::uint16_t status = 0; ///< HTTP
    Verdict verdict = Verdict::miss;
    Tier tier = Tier::none;
    Dialect dialect = Dialect::other;
    bool stream = false;
    bool demo = false; ///< answered by the demo upstream
    FixedText<24> client;
    FixedText<48> model;
    FixedText<112> why;
    FixedText<200> prompt;
};

struct LabelEvent {
    std::uint64_t flow_id = 0;
    std::uint64_t entry_id = 0;
    bool right = true;
    bool taken_back = false; ///< the word on this flow no longer holds
};

/// One entry thrown out to make room.
struct EvictionEvent {
    std::int64_t time_us = 0;
    std::uint64_t entry_id = 0;
    double score = 0;          ///< the policy's own; the reason says what it means
    std::uint32_t batch = 1;   ///< entries that left together, with an event each
    std::uint32_t took_us = 0; ///< choosing and removing the whole batch
    FixedText<16> policy;
    FixedText<120> reason;
};

struct ThresholdEvent {
    std::int64_t time_us = 0;
    std::uint16_t old_radius = 0, new_radius = 0, bits = 0;
};

/// Something the user should see, such as an upstream that does not answer or a full disk.
struct NoticeEvent {
    enum class Kind : std::uint8_t {
        upstream_down,
        upstream_up,
        store_trouble,
        store_recovered,
        embedder_down,
        boilerplate
    };
    std::int64_t time_us = 0;
    Kind kind = Kind::upstream_down;
    FixedText<200> text;
};

using Event = std::variant<FlowEvent, LabelEvent, EvictionEvent, ThresholdEvent, NoticeEvent>;
static_assert(std::is_trivially_copyable_v<Event>);

/// Bounded queue from the engine's threads to one reader. A full queue drops the newest event and
/// counts it; pushing never blocks or allocates.
class EventQueue {
  public:
    /// Room for `capacity` events (rounded up to a power of two).
    explicit EventQueue(std::size_t capacity = 16'384);
    ~EventQueue();

    /// Any thread. False when the event was dropped.
    bool push(const Event& event);
    /// One reader thread. Moves up to out.size() events, oldest first; returns how many.
    std::size_t drain(std::span<Event> out);
    std::uint64_t dropped() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc
