#include "engine/embed/hybrid/hybrid_embedder.h"
#include "engine/embed/lexical/lexical_embedder.h"

#include <benchmark/benchmark.h>
#include <filesystem>
#include <string>

namespace bsc {
namespace {

constexpr auto no_deadline = std::chrono::steady_clock::time_point::max();

const std::string short_prompt = "How can I reset the password of my online banking account?";

/// About 300 words.
std::string long_prompt() {
    std::string text;
    for (int i = 0; i < 25; ++i) {
        text += short_prompt;
        text += ' ';
    }
    return text;
}

void embed_all(benchmark::State& state, const Embedder& embedder, const std::string& text) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(embedder.embed(text, no_deadline));
    }
}

/// Null, with the benchmark skipped, where the model is not there.
std::shared_ptr<const TokenTable> potion(benchmark::State& state) {
    const auto folder = std::filesystem::path(BSC_SHARED_DIR) / "models" / "potion-base-2M";
    auto table = TokenTable::load(folder);
    if (!table) {
        state.SkipWithError("no model folder");
        return nullptr;
    }
    return *table;
}

void embed_lexical_short(benchmark::State& state) {
    embed_all(state, LexicalEmbedder(), short_prompt);
}
BENCHMARK(embed_lexical_short);

void embed_lexical_long(benchmark::State& state) {
    embed_all(state, LexicalEmbedder(), long_prompt());
}
BENCHMARK(embed_lexical_long);

void embed_lexical_cyrillic(benchmark::State& state) {
    embed_all(state, LexicalEmbedder(), "Как сменить пароль в приложении банка?");
}
BENCHMARK(embed_lexical_cyrillic);

void embed_hybrid_short(benchmark::State& state) {
    if (auto table = potion(state)) {
        embed_all(state, HybridEmbedder(std::move(table)), short_prompt);
    }
}
BENCHMARK(embed_hybrid_short);

void embed_hybrid_long(benchmark::State& state) {
    if (auto table = potion(state)) {
        embed_all(state, HybridEmbedder(std::move(table)), long_prompt());
    }
}
BENCHMARK(embed_hybrid_long);

void align_short_pair(benchmark::State& state) {
    if (auto table = potion(state)) {
        const auto scorer = HybridEmbedder(std::move(table)).pair_scorer({});
        const auto a = scorer->prepare(short_prompt);
        const auto b = scorer->prepare("I forgot my banking password, how do I get a new one?");
        for (auto _ : state) {
            benchmark::DoNotOptimize(scorer->score(*a, *b));
        }
    }
}
BENCHMARK(align_short_pair);

void align_prepare_short(benchmark::State& state) {
    if (auto table = potion(state)) {
        const auto scorer = HybridEmbedder(std::move(table)).pair_scorer({});
        for (auto _ : state) {
            benchmark::DoNotOptimize(scorer->prepare(short_prompt));
        }
    }
}
BENCHMARK(align_prepare_short);

void load_model(benchmark::State& state) {
    for (auto _ : state) {
        if (!potion(state)) {
            break;
        }
    }
}
BENCHMARK(load_model)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace bsc
