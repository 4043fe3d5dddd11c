#include "engine/code/code_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

namespace bsc {
namespace {

using testing::HasSubstr;

TEST(CodeText, WordZeroFirstSixteenDigits) {
    Code code(70);
    code.set_bit(0);
    code.set_bit(63);
    code.set_bit(65);
    EXPECT_EQ(to_text(code), "8000000000000001 0000000000000002");
}

TEST(CodeText, RoundTrip) {
    std::mt19937_64 random(3);
    for (const unsigned bits : {1u, 63u, 64u, 65u, 255u, 256u, 1023u, 1024u}) {
        Code code(bits);
        for (unsigned j = 0; j < bits; ++j)
            if (random() & 1)
                code.set_bit(j);
        EXPECT_EQ(parse_code(to_text(code), bits).value(), code);
    }
}

TEST(CodeText, EitherCaseAndAnyBlanks) {
    const auto code = parse_code("  00000000000000Ab\t00000000000000cD\r\n", 128).value();
    EXPECT_EQ(code.words()[0], 0xabu);
    EXPECT_EQ(code.words()[1], 0xcdu);
}

TEST(CodeText, ErrorsSayWhatIsWrong) {
    const auto text_of = [](std::string_view text, unsigned bits) {
        return parse_code(text, bits).error().text;
    };
    EXPECT_THAT(text_of("0000000000000001", 0), HasSubstr("1 to 1024"));
    EXPECT_THAT(text_of("0000000000000001", 1025), HasSubstr("1 to 1024"));
    EXPECT_THAT(text_of("0000000000000001", 65), HasSubstr("needs 2 words; only 1"));
    EXPECT_THAT(text_of("", 64), HasSubstr("only 0"));
    EXPECT_THAT(text_of("0000000000000001 0000000000000001", 64), HasSubstr("more were given"));
    EXPECT_THAT(text_of("000000000000001", 64), HasSubstr("16 hexadecimal digits"));
    EXPECT_THAT(text_of("00000000000000001", 64), HasSubstr("16 hexadecimal digits"));
    EXPECT_THAT(text_of("0x00000000000001", 64), HasSubstr("16 hexadecimal digits"));
    EXPECT_THAT(text_of("-000000000000001", 64), HasSubstr("16 hexadecimal digits"));
    EXPECT_THAT(text_of("0000000000000002", 1), HasSubstr("beyond"));
}

} // namespace
} // namespace bsc
