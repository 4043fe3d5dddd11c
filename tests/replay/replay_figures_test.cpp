#include "engine/embed/hybrid/hybrid_embedder.h"
#include "engine/embed/lexical/lexical_embedder.h"
#include "engine/replay/replay.h"
#include "tests/replay/workload_file.h"

#include <boost/json.hpp>
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

    static fs::path workload(const char* name) {
        return fs::path(BSC_SHARED_DIR) / "workloads" / (std::string(name) + ".jsonl.gz");
    }

    /// Mean over four projections: one alone scatters by half a point of hit rate and a point of
    /// wrong share.
    static Figure run(const fs::path& file, const Embedder& embedder, ReplayOptions options = {}) {
        Figure mean;
        for (const std::uint64_t seed : {1, 2, 3, 4}) {
            auto reader = WorkloadReader::open(file).value();
            options.cache.seed = seed;
            const ReplayReport report = replay(reader, embedder, options).value();
            mean.hit_rate += report.hit_rate() / 4;
            mean.wrong_share += report.wrong_share().share / 4;
        }
        return mean;
    }

    /// Codes, perhaps with a second score, and no mean subtracted.
    static ReplayOptions plain(SecondScore::Kind second = SecondScore::Kind::off) {
        ReplayOptions options;
        options.cache.centre_after = 0;
        options.second = second;
        return options;
    }

    static ReplayOptions first_6000() {
        ReplayOptions options = plain();
        options.max_requests = 6000;
        return options;
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
    const auto file = workload("replay_azure_conv_qqp");
    expect_figure(run(file, LexicalEmbedder(), first_6000()), 0.383, 0.019);
}

TEST_F(Figures, LexicalOnQuestions) {
    expect_figure(run(workload("qqp_clean"), LexicalEmbedder(), plain()), 0.133, 0.051);
}

TEST_F(Figures, HybridOnMixedChat) {
    const auto file = workload("replay_azure_conv_qqp");
    expect_figure(run(file, hybrid(), first_6000()), 0.394, 0.020);
}

TEST_F(Figures, HybridOnQuestions) {
    expect_figure(run(workload("qqp_clean"), hybrid(), plain()), 0.170, 0.052);
}

TEST_F(Figures, AlignmentFindsMoreAndErrsLess) {
    const HybridEmbedder embedder = hybrid();
    const auto file = workload("qqp_clean");
    const Figure codes = run(file, embedder, plain());
    const Figure aligned = run(file, embedder, plain(SecondScore::Kind::custom));
    EXPECT_GT(aligned.hit_rate, codes.hit_rate + 0.01);
    EXPECT_LT(aligned.wrong_share, codes.wrong_share - 0.005);
}

TEST_F(Figures, TheInt8ScoreErrsLessThanTheCodes) {
    const HybridEmbedder embedder = hybrid();
    const auto file = workload("qqp_clean");
    const Figure codes = run(file, embedder, plain());
    const Figure scored = run(file, embedder, plain(SecondScore::Kind::int8_cosine));
    EXPECT_GT(scored.hit_rate, codes.hit_rate - 0.02);
    EXPECT_LT(scored.wrong_share, codes.wrong_share - 0.005);
}

/// The questions again, a 30-word instruction in front of each.
std::string with_instruction(const fs::path& questions) {
    auto reader = WorkloadReader::open(questions).value();
    std::string lines;
    while (const auto row = reader.next().value()) {
        lines += boost::json::serialize(boost::json::value{
            {"prompt", "You are a helpful customer support assistant for an online bank. Answer "
                       "the following question politely, in no more than three sentences, and "
                       "never reveal internal information: " +
                           row->prompt},
            {"class", *row->meaning_class}});
        lines += '\n';
    }
    return lines;
}

TEST_F(Figures, BoilerplateIsTakenOff) {
    const test::WorkloadFile file(with_instruction(workload("qqp_clean")));
    const HybridEmbedder embedder = hybrid();
    ReplayOptions early;
    early.cache.centre_after = 32;
    EXPECT_GT(run(file.path(), embedder, plain()).wrong_share, 0.7);
    const Figure codes = run(file.path(), embedder, early);
    EXPECT_GT(codes.hit_rate, 0.13);
    EXPECT_LT(codes.wrong_share, 0.10);
    early.second = SecondScore::Kind::custom;
    const Figure aligned = run(file.path(), embedder, early);
    EXPECT_GT(aligned.hit_rate, 0.17);
    EXPECT_LT(aligned.wrong_share, 0.07);
}

} // namespace
} // namespace bsc
