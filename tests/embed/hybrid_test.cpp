#include "engine/embed/hybrid/hybrid_embedder.h"
#include "engine/embed/hybrid/soft_alignment.h"
#include "engine/embed/hybrid/static_vector.h"

#include "engine/embed/features/hash.h"
#include "engine/embed/text/unicode.h"
#include "engine/embed/text/words.h"
#include "tests/embed/golden_file.h"
#include "tests/embed/model_folder.h"

#include <chrono>
#include <gmock/gmock.h>
#include <numeric>

namespace bsc {
namespace {

constexpr auto no_deadline = std::chrono::steady_clock::time_point::max();

/// Skips where the model is not there.
class Potion : public testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(test::potion_folder())) {
            GTEST_SKIP() << "skipped: no data";
        }
        table_ = TokenTable::load(test::potion_folder()).value();
    }

    std::vector<boost::json::object> golden(const char* name) const {
        return test::read_jsonl(test::potion_folder() / name);
    }

    std::shared_ptr<const TokenTable> table_;
};

TEST_F(Potion, TokensEqualTheGoldenFile) {
    const auto rows = golden("tokenizer_golden.jsonl");
    ASSERT_EQ(rows.size(), 418u);
    for (const auto& row : rows) {
        const std::string text = test::text(row.at("text"));
        const Words words = split_words(text, 100000);
        std::vector<std::uint32_t> tokens, expected;
        for (std::size_t i = 0; i < words.size() && tokens.size() < 512; ++i) {
            table_->tokenizer().append_tokens(words[i], tokens);
        }
        tokens.resize(std::min<std::size_t>(tokens.size(), 512));
        for (const auto& id : row.at("ids").as_array()) {
            expected.push_back(id.to_number<std::uint32_t>());
        }
        EXPECT_EQ(tokens, expected) << text;
    }
}

TEST_F(Potion, StaticVectorsEqualTheGoldenFileOnLatinText) {
    std::size_t compared = 0;
    for (const auto& row : golden("tokenizer_golden.jsonl")) {
        const std::string text = test::text(row.at("text"));
        const Words words = split_words(text, max_static_words);
        const auto views = words.joined_cjk_views();
        const bool hashed_rows = std::ranges::any_of(views, has_non_latin_letter);
        if (hashed_rows || row.at("ids").as_array().size() >= 512) {
            continue; // the file holds the bare model, without hashed rows, cut inside a word
        }
        const auto vector = StaticVectors(*table_).mean(views);
        EXPECT_LT(test::largest_difference(vector, test::floats(row.at("vec"))), 1e-5F) << text;
        ++compared;
    }
    EXPECT_GT(compared, 350u);
}

TEST_F(Potion, HybridVectorsEqualTheGoldenFile) {
    const HybridEmbedder embedder(table_);
    EXPECT_EQ(embedder.identity().dim, 384u);
    const auto rows = golden("hybrid_golden.jsonl");
    ASSERT_EQ(rows.size(), 50u);
    for (const auto& row : rows) {
        const std::string text = test::text(row.at("text"));
        const auto vector = embedder.embed(text, no_deadline).value();
        EXPECT_LT(test::largest_difference(vector, test::floats(row.at("hybrid"))), 1e-5F) << text;
    }
}

TEST_F(Potion, AlignmentEqualsTheGoldenFile) {
    const SoftAlignment scorer(table_, {});
    const auto rows = golden("align_golden.jsonl");
    ASSERT_EQ(rows.size(), 44u);
    for (const auto& row : rows) {
        const auto a = scorer.prepare(test::text(row.at("a")));
        const auto b = scorer.prepare(test::text(row.at("b")));
        const float expected = std::clamp(row.at("score").to_number<float>(), 0.0F, 1.0F);
        EXPECT_NEAR(scorer.score(*a, *b), expected, 1.1e-5) << test::text(row.at("a"));
        EXPECT_NEAR(scorer.score(*b, *a), expected, 1.1e-5);
    }
}

/// Everything below runs without the model, on one of five pieces.
class SmallModel : public testing::Test {
  protected:
    SmallModel() {
        test::write_small_model(folder_.path());
        table_ = TokenTable::load(folder_.path()).value();
    }

    test::TemporaryFolder folder_;
    std::shared_ptr<const TokenTable> table_;
};

TEST_F(SmallModel, DimIsTheModelsPlus320) {
    const HybridEmbedder embedder(table_);
    EXPECT_EQ(embedder.identity().dim, 323u);
    EXPECT_EQ(embedder.identity().settings, to_hex(table_->digest()));
    const auto vector = embedder.embed("the card pin", no_deadline).value();
    ASSERT_EQ(vector.size(), 323u);
    // Rows (0,1,0), (0,0,2), (0,1,0) add up to (0,2,2).
    EXPECT_NEAR(vector[0], 0, 1e-6);
    EXPECT_NEAR(vector[1], std::sqrt(0.8F / 2), 1e-6);
    EXPECT_NEAR(vector[2], std::sqrt(0.8F / 2), 1e-6);
    EXPECT_NEAR(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0), 1, 1e-5);
}

TEST_F(SmallModel, TextWithoutWordsIsZero) {
    const HybridEmbedder embedder(table_);
    EXPECT_THAT(embedder.embed("", no_deadline).value(), testing::Each(0.0F));
    EXPECT_THAT(embedder.embed("\xff\n", no_deadline).value(), testing::Each(0.0F));
}

TEST_F(SmallModel, OtherScriptsGetHashedRows) {
    const HybridEmbedder embedder(table_);
    const auto vector = embedder.embed("пароль", no_deadline).value();
    EXPECT_THAT(std::vector(vector.begin(), vector.begin() + 3),
                testing::Contains(testing::Not(0.0F)));
    StaticVectors vectors(*table_);
    const auto row = vectors.hashed_row("пароль", 3);
    EXPECT_NEAR(std::inner_product(row.begin(), row.end(), row.begin(), 0.0), 1, 1e-5);
}

TEST_F(SmallModel, AMegabyteStaysBounded) {
    const HybridEmbedder embedder(table_);
    const auto scorer = embedder.pair_scorer({});
    std::string words, ideographs;
    while (words.size() < (1u << 20)) {
        words += "card qzx, ";
        ideographs += "密码 x ";
    }
    for (const std::string& text : {words, ideographs, std::string(1u << 20, 'x')}) {
        const auto start = std::chrono::steady_clock::now();
        EXPECT_EQ(embedder.embed(text, no_deadline).value().size(), 323u);
        EXPECT_GT(scorer->score(*scorer->prepare(text), *scorer->prepare(text)), 0.6F);
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
    }
}

TEST_F(SmallModel, AlignmentFollowsTheDefinition) {
    const SoftAlignment scorer(table_, {});
    const auto card = scorer.prepare("card"), the = scorer.prepare("the, the!"),
               pin = scorer.prepare("pin"), unknown = scorer.prepare("zzz"),
               both = scorer.prepare("card zzz");
    EXPECT_NEAR(scorer.score(*card, *the), 1, 1e-5); // the same row
    EXPECT_NEAR(scorer.score(*card, *pin), 0, 1e-5); // orthogonal
    // Unknown words match themselves, but have no vector to take a cosine of.
    EXPECT_NEAR(scorer.score(*unknown, *unknown), 0.7, 1e-5);
    // (1 + (1 + 0) / 2) / 2 aligned, cosine 1.
    EXPECT_NEAR(scorer.score(*card, *both), 0.7 * 0.75 + 0.3, 1e-5);
    EXPECT_EQ(scorer.score(*scorer.prepare(""), *scorer.prepare("")), 0);
}

TEST_F(SmallModel, AlignmentIsBlindToBoilerplate) {
    const SoftAlignment plain(table_, {}), blind(table_, WordSet({"card"}));
    const auto score = [](const SoftAlignment& scorer, const char* a, const char* b) {
        return scorer.score(*scorer.prepare(a), *scorer.prepare(b));
    };
    EXPECT_GT(score(plain, "card pin", "card zzz"), 0.3F);
    EXPECT_NEAR(score(blind, "card pin", "card zzz"), 0, 1e-5);
    // Nothing but boilerplate: it is all there is to compare.
    EXPECT_NEAR(score(blind, "card?", "card!"), 1, 1e-5);
}

} // namespace
} // namespace bsc
