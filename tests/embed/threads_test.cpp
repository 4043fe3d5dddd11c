#include "engine/embed/hybrid/hybrid_embedder.h"
#include "engine/embed/lexical/lexical_embedder.h"
#include "tests/embed/model_folder.h"

#include <chrono>
#include <gmock/gmock.h>
#include <thread>

namespace bsc {
namespace {

constexpr auto no_deadline = std::chrono::steady_clock::time_point::max();

/// Four threads embed and score the same texts at once and all get what one alone gets.
void expect_equal_from_all_threads(const Embedder& embedder) {
    std::vector<std::string> texts{"", "card pin", "naïve café пароль 密码", "x,y;z"};
    texts.push_back(std::string(5000, 'a').append(" b"));
    const auto alone = embedder.embed_batch(texts, no_deadline).value();
    const auto scorer = embedder.pair_scorer({});
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int round = 0; round < 20; ++round) {
                EXPECT_EQ(embedder.embed_batch(texts, no_deadline).value(), alone);
                if (scorer) {
                    const auto text = scorer->prepare(texts[1]);
                    EXPECT_NEAR(scorer->score(*text, *text), 1, 1e-5);
                }
            }
        });
    }
}

TEST(Threads, ShareALexicalEmbedder) { expect_equal_from_all_threads(LexicalEmbedder()); }

TEST(Threads, ShareAHybridEmbedder) {
    const test::TemporaryFolder folder;
    test::write_small_model(folder.path());
    expect_equal_from_all_threads(HybridEmbedder(TokenTable::load(folder.path()).value()));
}

} // namespace
} // namespace bsc
