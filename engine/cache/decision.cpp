#include "engine/cache/decision.h"

#include <array>
#include <cstdio>

namespace bsc {
namespace {

std::string two_digits(float value) {
    std::array<char, 16> text;
    std::snprintf(text.data(), text.size(), "%.2f", static_cast<double>(value));
    return text.data();
}

std::string within(const Decision& d) {
    return "distance " + std::to_string(*d.distance) + " ≤ radius " + std::to_string(d.radius);
}

std::string outside(const Decision& d) {
    if (d.verdict != Verdict::near_miss)
        return "nearest entry is " + std::to_string(*d.distance) + " bits away";
    const unsigned over = *d.distance - d.radius;
    return "distance " + std::to_string(*d.distance) + ", " + std::to_string(over) +
           (over == 1 ? " bit" : " bits") + " outside radius " + std::to_string(d.radius);
}

std::string with_detail(std::string text, const std::string& detail) {
    return detail.empty() ? text : std::move(text) + ": " + detail;
}

} // namespace

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::hit:
        return "hit";
    case Verdict::near_miss:
        return "near";
    case Verdict::miss:
        return "miss";
    case Verdict::bypass:
        return "bypass";
    case Verdict::coalesced:
        return "coalesced";
    case Verdict::wrong_hit:
        return "wrong";
    }
    return {};
}

std::string_view name_of(Tier tier) {
    switch (tier) {
    case Tier::none:
        return "none";
    case Tier::exact:
        return "exact";
    case Tier::semantic:
        return "semantic";
    }
    return {};
}

std::string Decision::why() const {
    switch (reason) {
    case Reason::same_request:
        return "same request";
    case Reason::within_radius:
        return within(*this);
    case Reason::outside_radius:
        return outside(*this);
    case Reason::empty_partition:
        return "nothing stored yet that this request may share";
    case Reason::no_embedding:
        return with_detail("no embedding, and no equal request is stored", detail);
    case Reason::semantic_off:
        return with_detail("only an equal request may answer this one, and none is stored", detail);
    case Reason::content_differs:
        return with_detail(within(*this) + ", but content differs", detail);
    case Reason::second_score_low:
        return "second score " + two_digits(*second_score) + " < " + two_digits(*second_minimum) +
               ", distance " + std::to_string(*distance);
    case Reason::second_score_high:
        return "second score " + two_digits(*second_score) + " ≥ " + two_digits(*second_minimum) +
               ", distance " + std::to_string(*distance);
    case Reason::too_old:
        return within(*this) + ", but older than the client accepts";
    }
    return {};
}

} // namespace bsc
