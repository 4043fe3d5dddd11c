#include "engine/cache/quantized_vector.h"

#include "tests/cache/cache_fixture.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

TEST(QuantizedVector, KeepsEachValueWithinHalfAStep) {
    const auto vector = test::random_unit(384, 1);
    const auto kept = quantize(vector);
    const auto back = dequantize(kept);
    ASSERT_EQ(back.size(), vector.size());
    for (std::size_t i = 0; i < vector.size(); ++i)
        EXPECT_NEAR(back[i], vector[i], kept.scale * 0.5001f);
}

TEST(QuantizedVector, KeptCopyOfAKeptVectorIsTheSame) {
    const auto kept = quantize(test::random_unit(384, 2));
    EXPECT_EQ(quantize(dequantize(kept)).values, kept.values);
}

TEST(QuantizedVector, ZeroHasNoVector) {
    EXPECT_TRUE(quantize(std::vector<float>(8)).values.empty());
}

TEST(QuantizedVector, CosineIsThatOfTheFloats) {
    const auto a = test::random_unit(384, 3), b = test::random_unit(384, 4);
    std::vector<float> near(a);
    for (std::size_t i = 0; i < near.size(); ++i)
        near[i] = 0.9f * a[i] + 0.4f * b[i];
    near = test::unit(near);
    double dot = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        dot += static_cast<double>(a[i]) * near[i];
    EXPECT_NEAR(cosine(a, quantize(near), {}), dot, 0.005);
}

TEST(QuantizedVector, CosineIsTakenAroundTheMean) {
    const std::vector<float> mean{1, 0, 0}, a{1, 1, 0}, b{1, 0, 1};
    EXPECT_NEAR(cosine(a, quantize(b), {}), 0.5, 0.01);
    EXPECT_NEAR(cosine(a, quantize(b), mean), 0.0, 0.01);
    EXPECT_EQ(cosine(mean, quantize(b), mean), 0.0f) << "nothing is left of the query";
}

TEST(QuantizedVector, DigestIsOfTheFloatBytes) {
    // printf '\x00\x00\x80\x3f' | sha256sum
    EXPECT_EQ(to_hex(digest_of(std::vector<float>{1.0f})),
              "e00e5eb9444182f352323374ef4e08ebcb784725fdd4fd612d7730540b3e0c8c");
}

} // namespace
} // namespace bsc
