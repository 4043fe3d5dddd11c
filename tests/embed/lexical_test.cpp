#include "engine/embed/lexical/lexical_embedder.h"

#include "engine/code/projection.h"
#include "tests/embed/golden_file.h"

#include <chrono>
#include <gmock/gmock.h>

namespace bsc {
namespace {

constexpr auto no_deadline = std::chrono::steady_clock::time_point::max();

std::vector<float> embed(const Embedder& embedder, std::string_view text) {
    return embedder.embed(text, no_deadline).value();
}

/// 32 bytes, bit j in byte j/8, bit j%8.
std::string code_hex(const Code& code) {
    std::string out;
    char digits[3];
    for (unsigned byte = 0; byte < code.bits() / 8; ++byte) {
        const auto value = (code.words()[byte / 8] >> (byte % 8 * 8)) & 0xFF;
        std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(value));
        out += digits;
    }
    return out;
}

TEST(LexicalEmbedder, EqualsTheGoldenFile) {
    const LexicalEmbedder embedder;
    const auto projection = Projection::create(384, 256, 42).value();
    const auto rows =
        test::read_jsonl(std::filesystem::path(BSC_GOLDEN_DIR) / "lexical_golden.jsonl");
    ASSERT_EQ(rows.size(), 40u);
    for (const auto& row : rows) {
        const std::string text = test::text(row.at("text"));
        const auto vector = embed(embedder, text);
        EXPECT_LT(test::largest_difference(vector, test::floats(row.at("vec"))), 1e-5F) << text;
        if (!row.at("code256").is_null()) {
            EXPECT_EQ(code_hex(projection->encode(vector).value()), test::text(row.at("code256")))
                << text;
        }
    }
}

TEST(LexicalEmbedder, ZeroForATextWithoutWords) {
    const LexicalEmbedder embedder;
    EXPECT_THAT(embed(embedder, ""), testing::AllOf(testing::SizeIs(384), testing::Each(0.0F)));
    EXPECT_THAT(embed(embedder, "\xff\xfe \x01"), testing::Each(0.0F));
}

TEST(LexicalEmbedder, InvalidUtf8DoesNotMatter) {
    const LexicalEmbedder embedder;
    EXPECT_EQ(embed(embedder, "reset\xf0\x9f my password"), embed(embedder, "reset my password"));
}

TEST(LexicalEmbedder, ReadsTheFirst512WordsAndSaysSo) {
    const LexicalEmbedder embedder;
    std::string words;
    for (int i = 0; i < 512; ++i) {
        words.append(std::to_string(i)).append(" ");
    }
    EXPECT_TRUE(embedder.reads_all_of(words));
    EXPECT_FALSE(embedder.reads_all_of(words + "more"));
    EXPECT_EQ(embed(embedder, words), embed(embedder, words + "more"));
}

TEST(LexicalEmbedder, AMegabyteStaysBounded) {
    const LexicalEmbedder embedder;
    const std::string separate = [] {
        std::string text;
        while (text.size() < (1u << 20)) {
            text += "lorem ipsum ";
        }
        return text;
    }();
    std::string ideographs;
    while (ideographs.size() < (1u << 20)) {
        ideographs += "密";
    }
    for (const std::string& text : {separate, std::string(1u << 20, 'x'), ideographs}) {
        const auto start = std::chrono::steady_clock::now();
        EXPECT_EQ(embed(embedder, text).size(), 384u);
        // Generous: the point is that no quadratic path exists.
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
    }
}

TEST(LexicalEmbedder, IdentityNamesTheWeights) {
    const LexicalEmbedder embedder;
    EXPECT_EQ(embedder.identity().text(), "lexical/1/384/" + to_hex(sha256(WordWeights::table())));
    EXPECT_EQ(embedder.pair_scorer({}), nullptr);
}

TEST(WordWeights, ReadsTheWholeTable) {
    const WordWeights weights;
    EXPECT_FLOAT_EQ(weights.of("!"), 0.371F);
    EXPECT_FLOAT_EQ(weights.of("#"), 0.343F);
    EXPECT_FLOAT_EQ(weights.of("no such word"), 1.0F);
    std::size_t lines = 0;
    for (const char c : WordWeights::table()) {
        lines += c == '\n';
    }
    EXPECT_EQ(lines, 15930u);
}

TEST(EmbedBatch, EqualsOneByOne) {
    const LexicalEmbedder embedder;
    const std::vector<std::string> texts{"one", "", "two words"};
    const auto rows = embedder.embed_batch(texts, no_deadline).value();
    ASSERT_EQ(rows.size(), 3 * 384u);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto row = std::span(rows).subspan(i * 384, 384);
        EXPECT_THAT(embed(embedder, texts[i]), testing::ElementsAreArray(row));
    }
}

} // namespace
} // namespace bsc
