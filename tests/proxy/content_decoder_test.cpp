#include "engine/proxy/http/content_decoder.h"
#include "tests/proxy/compressed.h"

#include <gtest/gtest.h>

#include <random>

namespace bsc {
namespace {

using test::compressed;

std::string random_text(std::size_t size) {
    std::mt19937 random(7);
    std::string text(size, ' ');
    for (char& c : text)
        c = static_cast<char>('a' + random() % 26);
    return text;
}

std::string decoded(std::string_view coding, std::string_view bytes, std::size_t piece) {
    const auto decoder = ContentDecoder::of(coding);
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        const auto more = decoder->decode(bytes.substr(at, piece));
        if (!more)
            return "error: " + more.error().text;
        text += *more;
    }
    return decoder->is_whole() ? text : text + "...";
}

TEST(ContentDecoder, DecodesWhateverTheCuts) {
    const std::string text = random_text(100'000) + std::string(50'000, 'x');
    for (std::size_t piece : {1, 13, 4096, 1'000'000}) {
        EXPECT_EQ(decoded("gzip", compressed(text, 31), piece), text) << piece;
        EXPECT_EQ(decoded("Deflate", compressed(text, 15), piece), text) << piece;
    }
    EXPECT_EQ(decoded("x-gzip", compressed("a", 31) + compressed("b", 31), 3), "ab")
        << "members in a row";
    EXPECT_EQ(ContentDecoder::of("br"), nullptr);
    EXPECT_EQ(ContentDecoder::of("gzip, gzip"), nullptr);
}

TEST(ContentDecoder, NoticesDamageAndAnEarlyEnd) {
    std::string bytes = compressed("some text that is long enough to be cut", 31);
    EXPECT_TRUE(decoded("gzip", bytes.substr(0, bytes.size() - 9), 100).ends_with("..."));
    bytes[bytes.size() - 6] ^= 1; // the checksum
    EXPECT_TRUE(decoded("gzip", bytes, 100).starts_with("error"));
    EXPECT_TRUE(decoded("gzip", "no gzip at all", 100).starts_with("error"));
}

TEST(ContentDecoder, StopsABomb) {
    const std::string bomb = compressed(std::string(20u << 20, '0'), 31);
    ASSERT_LT(bomb.size(), 50'000u);
    for (std::size_t piece : {100, 1'000'000})
        EXPECT_TRUE(decoded("gzip", bomb, piece).starts_with("error")) << piece;
    EXPECT_EQ(decoded("gzip", compressed(std::string(1u << 20, '0'), 31), 1000).size(), 1u << 20)
        << "small enough to be harmless";
}

} // namespace
} // namespace bsc
