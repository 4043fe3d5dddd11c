#include "traffic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <string_view>

namespace bsc::ui::test {

namespace {

using namespace std::string_view_literals;

/// The same numbers everywhere: the standard library's distributions differ between vendors.
class Dice {
  public:
    double uniform() {
        state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
        return static_cast<double>(state_ >> 11) * 0x1p-53;
    }
    double normal() {
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }
    std::size_t below(std::size_t n) {
        return static_cast<std::size_t>(uniform() * static_cast<double>(n));
    }

  private:
    std::uint64_t state_ = 14;
};

constexpr std::array<std::string_view, 18> prompts{
    "Draft a polite reply telling the customer their parcel is stuck in customs for a week",
    "What are your opening hours on public holidays?",
    "Can I still change the delivery address after my order has shipped?",
    "Is it possible to pay half by card and half with a gift voucher?",
    "Compare the Team and Business plans for a company of 40 people",
    "How do I reset two-factor authentication if I lost my phone?",
    "Translate this out-of-office note into Dutch and keep it informal",
    "how long does a refund take to reach my card",
    "How do I cancel my subscription but keep the account?",
    "Why does my webhook receive the same event twice after a deploy of the receiver?",
    "Which countries do you ship to, and what does express cost?",
    "My discount code says expired but the newsletter says until Sunday",
    "How do I get a refund for an order that arrived damaged last week?",
    "Where do I find the invoice for March?",
    "Can two people share one account?",
    "The app closes when I open the camera, what can I do?",
    "Do you offer a discount for schools?",
    "What happens to my data when I delete the account?",
};
constexpr std::array<std::string_view, 4> models{"gpt-4o", "gpt-4o-mini", "claude-sonnet",
                                                 "claude-haiku"};
constexpr std::array<std::string_view, 4> clients{"web-1", "web-2", "app", "agent"};
constexpr std::uint16_t bits = 256, strict_radius = 33, loose_radius = 38;
constexpr std::int64_t second = 1'000'000, length = 3000 * second;

FlowEvent request(Dice& dice, std::uint64_t id, std::int64_t time, std::uint16_t radius) {
    FlowEvent flow;
    flow.id = id;
    flow.time_us = time;
    flow.bits = bits;
    flow.radius = radius;
    flow.status = 200;
    flow.prompt = prompts[dice.below(prompts.size())];
    const double which = dice.uniform();
    flow.model = models[which < 0.7 ? 0 : which < 0.8 ? 1 : which < 0.92 ? 2 : 3];
    flow.client = clients[dice.below(clients.size())];
    flow.input_tokens = static_cast<std::uint32_t>(150 + dice.below(250));
    flow.output_tokens = static_cast<std::uint32_t>(90 + dice.below(300));
    flow.added_us = static_cast<std::uint32_t>(600 * std::exp(0.35 * dice.normal()));
    flow.saved_nano_usd = flow.input_tokens * 2'500ll + flow.output_tokens * 10'000ll;

    const double kind = dice.uniform();
    if (kind < 0.035) {
        flow.verdict = Verdict::bypass;
        flow.why = "tools in request"sv;
    } else if (kind < 0.045) {
        flow.verdict = Verdict::coalesced;
        flow.why = std::string_view("joined #" + std::to_string(id - 3) + " in flight");
    } else {
        const double near = kind < 0.10   ? 0
                            : kind < 0.44 ? 21 + 9 * dice.normal()
                                          : 70 + 15 * dice.normal();
        flow.distance = static_cast<std::int16_t>(std::clamp(near, kind < 0.10 ? 0.0 : 3.0, 140.0));
        flow.verdict = flow.distance <= radius                         ? Verdict::hit
                       : flow.distance <= radius + int{near_miss_bits} ? Verdict::near_miss
                                                                       : Verdict::miss;
        flow.tier = flow.verdict == Verdict::hit ? Tier::semantic : Tier::none;
        flow.why =
            std::string_view("nearest entry is " + std::to_string(flow.distance) + " bits away");
    }
    const bool fast = flow.verdict == Verdict::hit;
    flow.total_us = static_cast<std::uint32_t>(fast ? 2'900 * std::exp(0.45 * dice.normal())
                                                    : 1'310'000 * std::exp(0.5 * dice.normal()));
    return flow;
}

std::int64_t timeOf(const Event& event) {
    if (const auto* flow = std::get_if<FlowEvent>(&event))
        return flow->time_us + flow->total_us;
    if (const auto* eviction = std::get_if<EvictionEvent>(&event))
        return eviction->time_us;
    return std::get<ThresholdEvent>(event).time_us;
}

} // namespace

std::vector<Event> sampleTraffic(std::int64_t endUs) {
    Dice dice;
    const std::int64_t begin = endUs - length, change = endUs - 1060 * second;
    std::vector<Event> events;
    std::vector<LabelEvent> labels;
    std::uint64_t id = 100, lastHit = 0, evicted = 0;
    for (std::int64_t at = begin; at < endUs;) {
        const double busy = 5.4 + 1.2 * std::sin(static_cast<double>(at - begin) / 9e7);
        at += static_cast<std::int64_t>(-std::log(1 - dice.uniform()) / busy * 1e6);
        const FlowEvent flow = request(dice, ++id, at, at < change ? strict_radius : loose_radius);
        if (flow.time_us + flow.total_us >= endUs)
            continue;
        events.push_back(flow);
        if (flow.verdict == Verdict::hit)
            lastHit = flow.id;
        if (flow.verdict == Verdict::hit && dice.uniform() < 0.08)
            labels.push_back({flow.id, 1, dice.uniform() > 0.03});
    }
    events.push_back(ThresholdEvent{change, strict_radius, loose_radius, bits});
    for (std::int64_t at = begin + 20 * second; at < endUs; at += 31 * second) {
        const auto batch = static_cast<std::uint32_t>(60 + dice.below(60));
        for (std::uint32_t i = 0; i < batch; ++i)
            events.push_back(
                EvictionEvent{at, ++evicted, 0.25, batch, 1'800, "mmr"sv, "old and crowded"sv});
    }
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return timeOf(a) < timeOf(b); });
    events.insert(events.end(), labels.begin(), labels.end());
    // The newest hit was wrong: what the last rows look like then.
    events.push_back(LabelEvent{lastHit, 1, false});
    return events;
}

} // namespace bsc::ui::test
