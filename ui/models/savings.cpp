#include "ui/models/savings.h"

namespace bsc::ui {

void Savings::add(const FlowEvent& flow) {
    const bool wrong = flow.verdict == Verdict::wrong_hit;
    const bool saves = answeredFromCache(flow.verdict) || flow.verdict == Verdict::coalesced;
    if (!saves) {
        if (flow.saved_nano_usd > 0)
            spentNanoUsd += flow.saved_nano_usd;
        return;
    }
    ++(flow.saved_nano_usd < 0 ? unpriced : priced);
    if (flow.saved_nano_usd > 0)
        savedNanoUsd += wrong ? -flow.saved_nano_usd : flow.saved_nano_usd;
    if (wrong)
        return;
    inputTokens += flow.input_tokens;
    outputTokens += flow.output_tokens;
}

void Savings::markWrong(const Flow& hit) {
    inputTokens -= hit.inputTokens;
    outputTokens -= hit.outputTokens;
    if (hit.savedNanoUsd > 0)
        savedNanoUsd -= 2 * hit.savedNanoUsd;
}

void Savings::markRight(const Flow& hit) {
    inputTokens += hit.inputTokens;
    outputTokens += hit.outputTokens;
    if (hit.savedNanoUsd > 0)
        savedNanoUsd += 2 * hit.savedNanoUsd;
}

} // namespace bsc::ui
