#include "engine/code/code_text.h"
#include "engine/code/numpy_random.h"
#include "engine/code/projection.h"

#include <boost/json.hpp>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <hwy/targets.h>
#include <sstream>

namespace bsc {
namespace {

namespace json = boost::json;

/// Little-endian float32 values written as hexadecimal bytes.
std::vector<float> floats_from_hex(std::string_view hex) {
    std::vector<float> values(hex.size() / 8);
    std::vector<unsigned char> bytes(hex.size() / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] =
            static_cast<unsigned char>(std::stoi(std::string(hex.substr(2 * i, 2)), nullptr, 16));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
}

json::value read_golden() {
    std::ifstream file(BSC_GOLDEN_DIR "/projection.json");
    std::stringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
}

std::string words_of(const json::value& vector) {
    std::string text;
    for (const auto& word : vector.at("code_words_hex").as_array()) {
        if (!text.empty())
            text += ' ';
        text += std::string_view(word.as_string());
    }
    return text;
}

struct Case {
    json::value data;
    unsigned dim = static_cast<unsigned>(data.at("embedding_dim").as_int64());
    unsigned bits = static_cast<unsigned>(data.at("code_bits").as_int64());
    std::uint64_t seed = data.at("seed").to_number<std::uint64_t>();

    std::string_view text(const char* key) const { return data.at(key).as_string(); }
};

std::vector<Case> golden_cases() {
    std::vector<Case> cases;
    const json::value golden = read_golden();
    for (const auto& data : golden.at("cases").as_array())
        cases.push_back(Case{.data = data});
    return cases;
}

TEST(Golden, MatrixIsNumPys) {
    const auto cases = golden_cases();
    ASSERT_GE(cases.size(), 8u);
    for (const Case& c : cases) {
        std::vector<float> matrix(c.dim * c.bits);
        NumpyRandom(c.seed).standard_normal(matrix);
        EXPECT_EQ(floats_from_hex(c.text("matrix_first_8_f32_hex")),
                  std::vector<float>(matrix.begin(), matrix.begin() + 8));
        EXPECT_EQ(floats_from_hex(c.text("matrix_last_8_f32_hex")),
                  std::vector<float>(matrix.end() - 8, matrix.end()));
        const auto projection = Projection::create(c.dim, c.bits, c.seed).value();
        EXPECT_EQ(to_hex(projection->matrix_sha256()), c.text("matrix_sha256_row_major_f32_le"));
    }
}

TEST(Golden, CodesOnEveryInstructionSet) {
    std::int64_t targets = hwy::SupportedTargets();
    for (; targets != 0; targets &= targets - 1) {
        const std::int64_t target = targets & -targets;
        SCOPED_TRACE(hwy::TargetName(target));
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(target);
        for (const Case& c : golden_cases()) {
            const auto projection = Projection::create(c.dim, c.bits, c.seed).value();
            std::vector<float> batch;
            std::vector<std::string> expected;
            for (const auto& vector : c.data.at("vectors").as_array()) {
                const auto embedding = floats_from_hex(vector.at("embedding_f32_hex").as_string());
                batch.insert(batch.end(), embedding.begin(), embedding.end());
                expected.push_back(words_of(vector));
                EXPECT_EQ(to_text(projection->encode(embedding).value()), expected.back());
            }
            const auto codes = projection->encode_batch(batch).value();
            ASSERT_EQ(codes.size(), expected.size());
            for (std::size_t i = 0; i < codes.size(); ++i)
                EXPECT_EQ(to_text(codes[i]), expected[i]);
        }
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
}

} // namespace
} // namespace bsc
