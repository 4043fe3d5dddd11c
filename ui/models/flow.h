#pragma once

#include "engine/proxy/events.h"

#include <QString>

#include <string>

namespace bsc::ui {

/// One finished request as the interface keeps it: the numbers of its FlowEvent, with texts at
/// their own length.
struct Flow {
    std::uint64_t id = 0;
    std::uint64_t entryId = 0;            ///< that answered or was stored; 0: none
    std::int64_t timeUs = 0;              ///< arrival, Unix epoch
    std::int64_t savedNanoUsd = no_price; ///< price of the original usage, less embedding
    std::uint32_t addedUs = 0, totalUs = 0;
    std::uint32_t inputTokens = 0, outputTokens = 0;
    std::int16_t distance = -1; ///< bits; -1: not looked up or nothing stored
    std::uint16_t radius = 0, bits = 0, status = 0;
    Verdict verdict = Verdict::miss;
    Tier tier = Tier::none;
    bool demo = false;
    QString model, client; ///< shared between flows
    std::string prompt, why;
};

inline bool answeredFromCache(Verdict verdict) {
    return verdict == Verdict::hit || verdict == Verdict::wrong_hit;
}

/// The same request has the same code: an exact hit lies at distance 0, looked up or not.
inline int nearestDistance(const FlowEvent& event) {
    const bool exact = event.tier == Tier::exact && answeredFromCache(event.verdict);
    return event.distance < 0 && exact ? 0 : event.distance;
}

} // namespace bsc::ui
