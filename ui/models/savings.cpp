#include "ui/models/savings.h"

namespace bsc::ui {

namespace {

std::size_t partOf(Verdict verdict, Tier tier) {
    const SavedBy by = verdict == Verdict::coalesced ? SavedBy::coalesced
                       : tier == Tier::exact         ? SavedBy::exact
                                                     : SavedBy::semantic;
    return static_cast<std::size_t>(by);
}

} // namespace

void Savings::addMoney(Verdict verdict, Tier tier, std::int64_t nanoUsd) {
    savedNanoUsd += nanoUsd;
    parts[partOf(verdict, tier)].nanoUsd += nanoUsd;
}

void Savings::add(const FlowEvent& flow) {
    const bool wrong = flow.verdict == Verdict::wrong_hit;
    const bool saves = answeredFromCache(flow.verdict) || flow.verdict == Verdict::coalesced;
    const bool hasPrice = flow.saved_nano_usd != no_price;
    if (!saves) {
        if (hasPrice)
            spentNanoUsd += flow.saved_nano_usd;
        return;
    }
    ++(hasPrice ? priced : unpriced);
    ++parts[partOf(flow.verdict, flow.tier)].answers;
    if (hasPrice)
        addMoney(flow.verdict, flow.tier, wrong ? -flow.saved_nano_usd : flow.saved_nano_usd);
    if (wrong)
        return;
    inputTokens += flow.input_tokens;
    outputTokens += flow.output_tokens;
}

void Savings::markWrong(const Flow& hit) {
    inputTokens -= hit.inputTokens;
    outputTokens -= hit.outputTokens;
    if (hit.savedNanoUsd != no_price)
        addMoney(hit.verdict, hit.tier, -2 * hit.savedNanoUsd);
}

void Savings::markRight(const Flow& hit) {
    inputTokens += hit.inputTokens;
    outputTokens += hit.outputTokens;
    if (hit.savedNanoUsd != no_price)
        addMoney(hit.verdict, hit.tier, 2 * hit.savedNanoUsd);
}

} // namespace bsc::ui
