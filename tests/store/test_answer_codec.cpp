#include "engine/store/answer_codec.h"

#include <gtest/gtest.h>
#include <random>
#include <zstd.h>

namespace bsc {
namespace {

TEST(AnswerCodec, UnpacksWhatItPacked) {
    const AnswerCodec codec;
    for (const std::string& answer :
         {std::string(), std::string("x"), std::string(100'000, 'a'), std::string(3, '\0')}) {
        const auto frame = codec.pack(answer);
        ASSERT_TRUE(frame);
        EXPECT_EQ(*codec.unpack(*frame), answer);
    }
    EXPECT_LT(codec.pack(std::string(100'000, 'a'))->size(), 200u);
}

TEST(AnswerCodec, NoticesEveryDamagedByte) {
    const AnswerCodec codec;
    const std::string answer = "an answer worth keeping, with some text in it 0123456789";
    const std::string frame = *codec.pack(answer);
    for (std::size_t i = 0; i < frame.size(); ++i) {
        std::string damaged = frame;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x41);
        const auto unpacked = codec.unpack(damaged);
        EXPECT_EQ(unpacked.value_or(answer), answer) << "byte " << i;
        EXPECT_EQ(codec.unpack(frame.substr(0, i)).has_value(), i == 0) << "cut at " << i;
    }
}

TEST(AnswerCodec, AsksForNoMoreMemoryThanAnAnswerMayHave) {
    const AnswerCodec codec;
    const std::string bomb_text(AnswerCodec::longest_answer + 1, 'a');
    EXPECT_EQ(codec.pack(bomb_text).error().code, ErrorCode::invalid_argument);
    std::string bomb(ZSTD_compressBound(bomb_text.size()), '\0');
    bomb.resize(ZSTD_compress(bomb.data(), bomb.size(), bomb_text.data(), bomb_text.size(), 1));
    EXPECT_EQ(codec.unpack(bomb).error().code, ErrorCode::wrong_format);
}

} // namespace
} // namespace bsc
