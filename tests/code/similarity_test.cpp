#include "engine/code/code.h"
#include "engine/code/similarity.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace bsc {
namespace {

TEST(Similarity, RadiiOfTheContract) {
    EXPECT_EQ(radius_of(0.80F, 256), 51u);
    EXPECT_EQ(radius_of(0.85F, 256), 38u);
    EXPECT_EQ(radius_of(0.90F, 256), 25u);
    EXPECT_EQ(radius_of(0.95F, 256), 12u);
}

TEST(Similarity, RadiusIsTheLargestDistanceThatQualifies) {
    for (unsigned bits = 1; bits <= max_code_bits; ++bits)
        for (int percent = 0; percent <= 100; ++percent) {
            const float threshold = static_cast<float>(percent) / 100;
            unsigned largest = 0;
            for (unsigned d = 0; d <= bits; ++d)
                if (1.0F - static_cast<float>(d) / static_cast<float>(bits) >= threshold)
                    largest = d;
            ASSERT_EQ(radius_of(threshold, bits), largest) << bits << " bits, " << percent << "%";
        }
}

TEST(Similarity, EveryDistanceIsItsOwnRadius) {
    for (unsigned bits : {1u, 64u, 200u, 256u, 512u, 1024u})
        for (unsigned d = 0; d <= bits; ++d)
            EXPECT_EQ(radius_of(similarity_of(d, bits), bits), d);
}

TEST(Similarity, ThresholdOutOfRangeIsClamped) {
    EXPECT_EQ(radius_of(1.5F, 256), 0u);
    EXPECT_EQ(radius_of(-1.0F, 256), 256u);
    EXPECT_EQ(radius_of(std::numeric_limits<float>::quiet_NaN(), 256), 0u);
    EXPECT_EQ(radius_of(-std::numeric_limits<float>::infinity(), 256), 256u);
}

TEST(Similarity, CosineUnits) {
    EXPECT_FLOAT_EQ(similarity_of(38, 256), 0.8515625F);
    EXPECT_DOUBLE_EQ(cosine_of(0, 256), 1);
    EXPECT_NEAR(cosine_of(128, 256), 0, 1e-15);
    EXPECT_DOUBLE_EQ(cosine_of(256, 256), -1);
    EXPECT_NEAR(cosine_of(38, 256), 0.8932243, 1e-7);
    for (unsigned d = 0; d <= 256; ++d)
        EXPECT_NEAR(similarity_of_cosine(cosine_of(d, 256)), 1 - d / 256.0, 1e-7);
    EXPECT_DOUBLE_EQ(similarity_of_cosine(1.0000001), 1);
    EXPECT_DOUBLE_EQ(similarity_of_cosine(-1.0000001), 0);
}

} // namespace
} // namespace bsc
