#include "engine/replay/synthetic.h"

#include <array>
#include <string>

namespace bsc {
namespace {

constexpr std::array presets{
    SyntheticPreset{"zipf-0.6", "flat popularity", {.zipf = 0.6}},
    SyntheticPreset{"zipf-0.8", "popularity as in search logs", {.zipf = 0.8}},
    SyntheticPreset{"zipf-1.0", "steep popularity", {.zipf = 1.0}},
    SyntheticPreset{"zipf-1.2", "very steep popularity", {.zipf = 1.2}},
    SyntheticPreset{
        "one-offs-30", "30 % of the requests never come again", {.zipf = 0.9, .one_offs = 0.3}},
    SyntheticPreset{
        "one-offs-50", "half of the requests never come again", {.zipf = 0.9, .one_offs = 0.5}},
    SyntheticPreset{
        "one-offs-70", "70 % of the requests never come again", {.zipf = 1.0, .one_offs = 0.7}},
    SyntheticPreset{"drift-slow",
                    "every 200th request one class takes another's rank",
                    {.zipf = 0.9, .drift = 0.005}},
    SyntheticPreset{"drift-fast",
                    "every 5th request one class takes another's rank",
                    {.zipf = 0.9, .drift = 0.2}},
    SyntheticPreset{"drift-one-offs",
                    "drift, and 40 % of the requests never come again",
                    {.zipf = 0.9, .one_offs = 0.4, .drift = 0.05}},
    SyntheticPreset{"bursts",
                    "a third of the requests come in bursts of 40 for one class",
                    {.zipf = 0.9, .bursts = 0.35}},
    SyntheticPreset{
        "locality", "half of the requests repeat a recent class", {.zipf = 0.85, .locality = 0.5}},
    SyntheticPreset{"scan-blocks",
                    "4,000 one-offs in a row after every 8,000 requests",
                    {.zipf = 0.9, .scan_length = 4'000, .scan_every = 12'000}},
    SyntheticPreset{"loop",
                    "a suite of 2,500 prompts is replayed every 15,000 requests",
                    {.zipf = 0.9, .loop_length = 2'500, .loop_every = 15'000}},
    SyntheticPreset{"diurnal",
                    "other classes by day than by night, and 40 % one-offs",
                    {.zipf = 0.9, .one_offs = 0.4, .half_day = 15'000}},
    SyntheticPreset{"wide-classes",
                    "paraphrases lie far apart: a class needs many entries",
                    {.paraphrase_spread = 45, .zipf = 0.9}},
    SyntheticPreset{"narrow-classes",
                    "one entry covers most of a class",
                    {.paraphrase_spread = 15, .zipf = 0.9}},
};

} // namespace

std::span<const SyntheticPreset> synthetic_presets() { return presets; }

Result<SyntheticPreset> find_synthetic_preset(std::string_view name) {
    std::string known;
    for (const SyntheticPreset& preset : presets) {
        if (preset.name == name)
            return preset;
        known += (known.empty() ? "" : ", ") + std::string(preset.name);
    }
    return fail(ErrorCode::invalid_argument, "There is no synthetic workload \"" +
                                                 std::string(name) + "\"; known are: " + known +
                                                 ".");
}

} // namespace bsc
