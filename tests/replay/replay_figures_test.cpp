#include "engine/embed/hybrid/hybrid_embedder.h"
#include "engine/embed/lexical/lexical_embedder.h"
#include "engine/replay/replay.h"

#include <filesystem>
#include <gmock/gmock.h>

namespace bsc {
namespace {

namespace fs = std::filesystem;

struct Figure {
    double hit_rate = 0, wrong_share = 0;
};

/// The figures the encoders were chosen by (codes alone, 256 bits, balanced threshold; of the mixed
/// chat the first 6000 requests): the engine must reach them on the same workloads.
class Figures : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::exists(fs::path(BSC_SHARED_DIR) / "workloads")) {
            GTEST_SKIP() << "skipped: no data";
        }
    }

    /// Mean over four projections: one alone scatters by half a point of hit rate and a point of
    /// wrong share.
    static Figure run(const char* workload, std::uint64_t requests, const Embedder& embedder,
                      SecondScore::Kind second = SecondScore::Kind::off) {
        Figure mean;
        for (const std::uint64_t seed : {1, 2, 3, 4}) {
            auto reader = WorkloadReader::open(fs::path(BSC_SHARED_DIR) / "workloads" /
                                               (std::string(workload) + ".jsonl.gz"))
                              .value();
            ReplayOptions options;
            options.cache.centre_after = 0;
            options.cache.seed = seed;
            options.max_requests = requests;
            options.second = second;
            const ReplayReport report = replay(reader, embedder, options).value();
            mean.hit_rate += report.hit_rate() / 4;
            mean.wrong_share += report.wrong_share().share / 4;
        }
        return mean;
    }

    static HybridEmbedder hybrid() {
        return HybridEmbedder(
            TokenTable::load(fs::path(BSC_SHARED_DIR) / "models" / "potion-base-2M").value());
    }
};

void expect_figure(const Figure& figure, double hit_rate, double wrong_share) {
    EXPECT_NEAR(figure.hit_rate, hit_rate, 0.004);
    EXPECT_NEAR(figure.wrong_share, wrong_share, 0.004);
}

TEST_F(Figures, LexicalOnMixedChat) {
    expect_figure(run("replay_azure_conv_qqp", 6000, LexicalEmbedder()), 0.383, 0.019);
}

TEST_F(Figures, LexicalOnQuestions) {
    expect_figure(run("qqp_clean", 0, LexicalEmbedder()), 0.133, 0.051);
}

TEST_F(Figures, HybridOnMixedChat) {
    expect_figure(run("replay_azure_conv_qqp", 6000, hybrid()), 0.394, 0.020);
}

TEST_F(Figures, HybridOnQuestions) { expect_figure(run("qqp_clean", 0, hybrid()), 0.170, 0.052); }

TEST_F(Figures, AlignmentFindsMoreAndErrsLess) {
    const HybridEmbedder embedder = hybrid();
    const Figure codes = run("qqp_clean", 0, embedder);
    const Figure aligned = run("qqp_clean", 0, embedder, SecondScore::Kind::custom);
    EXPECT_GT(aligned.hit_rate, codes.hit_rate + 0.01);
    EXPECT_LT(aligned.wrong_share, codes.wrong_share - 0.005);
}

TEST_F(Figures, TheInt8ScoreErrsLessThanTheCodes) {
    const HybridEmbedder embedder = hybrid();
    const Figure codes = run("qqp_clean", 0, embedder);
    const Figure scored = run("qqp_clean", 0, embedder, SecondScore::Kind::int8_cosine);
    EXPECT_GT(scored.hit_rate, codes.hit_rate - 0.02);
    EXPECT_LT(scored.wrong_share, codes.wrong_share - 0.005);
}

} // namespace
} // namespace bsc
