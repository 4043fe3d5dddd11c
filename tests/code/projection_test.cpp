#include "engine/code/hamming.h"
#include "engine/code/numpy_random.h"
#include "engine/code/pack.h"
#include "engine/code/projection.h"

#include <Eigen/Core>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace bsc {
namespace {

std::vector<float> random_embeddings(std::size_t count, std::uint64_t seed) {
    std::vector<float> values(count);
    NumpyRandom(seed).standard_normal(values);
    return values;
}

TEST(Projection, SaysWhatItIs) {
    const auto projection = Projection::create(384, 256, 42).value();
    EXPECT_EQ(projection->dim(), 384u);
    EXPECT_EQ(projection->bits(), 256u);
    EXPECT_EQ(projection->seed(), 42u);
    EXPECT_GE(projection->memory_bytes(), 384u * 256 * 4);
    EXPECT_LE(projection->memory_bytes(), 384u * 256 * 4 + 1024);
}

TEST(Projection, WidthsAndDimensionsOutOfRange) {
    for (const auto& [dim, bits] : {std::pair{0u, 256u}, {65537u, 256u}, {384u, 0u}, {384u, 1025u}})
        EXPECT_EQ(Projection::create(dim, bits, 42).error().code, ErrorCode::invalid_argument);
}

TEST(Projection, WrongDimensionAndNonFiniteInput) {
    const auto projection = Projection::create(8, 64, 42).value();
    EXPECT_FALSE(projection->encode(std::vector<float>(7)));
    EXPECT_FALSE(projection->encode(std::vector<float>(9)));
    EXPECT_FALSE(projection->encode({}));
    EXPECT_FALSE(projection->encode_batch(std::vector<float>(15)));
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
          -std::numeric_limits<float>::infinity()}) {
        std::vector<float> values(16, 1.0F);
        values[15] = bad;
        EXPECT_EQ(projection->encode(std::span(values).last(8)).error().code,
                  ErrorCode::invalid_argument);
        EXPECT_FALSE(projection->encode_batch(values));
        EXPECT_TRUE(projection->encode(std::span(values).first(8)));
    }
    EXPECT_TRUE(projection->encode_batch({}).value().empty());
}

TEST(Projection, ZeroVectorSetsEveryBit) {
    const auto projection = Projection::create(8, 100, 42).value();
    const Code code = projection->encode(std::vector<float>(8)).value();
    EXPECT_EQ(hamming_distance(code, Code(100)), 100u);
}

TEST(Projection, BatchEqualsOneByOneAtAnyWidthAndCount) {
    for (const unsigned bits : {1u, 15u, 64u, 200u, 256u, 1024u}) {
        const unsigned dim = 33;
        const auto projection = Projection::create(dim, bits, 5).value();
        for (const std::size_t count : {1u, 3u, 4u, 17u, 50u}) {
            const auto embeddings = random_embeddings(count * dim, 6);
            const auto codes = projection->encode_batch(embeddings).value();
            ASSERT_EQ(codes.size(), count);
            for (std::size_t i = 0; i < count; ++i)
                ASSERT_EQ(codes[i],
                          projection->encode(std::span(embeddings).subspan(i * dim, dim)).value());
        }
    }
}

TEST(Projection, AgreesWithEigen) {
    for (const unsigned dim : {7u, 384u, 1536u}) {
        const unsigned bits = 256;
        std::vector<float> matrix(dim * bits);
        NumpyRandom(42).standard_normal(matrix);
        using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        const Eigen::Map<const Matrix> w(matrix.data(), dim, bits);
        const auto projection = Projection::create(dim, bits, 42).value();
        const auto embeddings = random_embeddings(100 * dim, 9);
        for (std::size_t i = 0; i < 100; ++i) {
            const auto embedding = std::span(embeddings).subspan(i * dim, dim);
            const Eigen::Map<const Eigen::VectorXf> e(embedding.data(), dim);
            const Eigen::VectorXf sums = w.transpose() * e;
            const Code code = projection->encode(embedding).value();
            for (unsigned j = 0; j < bits; ++j) {
                // Nearer to zero than float rounding over `dim` sums, order decides the sign.
                if (std::abs(sums[j]) > 1e-6F * static_cast<float>(dim)) {
                    ASSERT_EQ(code.bit(j), sums[j] >= 0);
                }
            }
        }
    }
}

TEST(Projection, DistanceFollowsTheAngle) {
    const unsigned dim = 64, bits = 1024, pairs = 50;
    const auto projection = Projection::create(dim, bits, 3).value();
    const auto values = random_embeddings(2 * pairs * dim, 4);
    for (const double angle : {0.2, 0.47, 1.0}) {
        double mean = 0;
        for (unsigned p = 0; p < pairs; ++p) {
            const Eigen::Map<const Eigen::VectorXf> a(&values[2 * p * dim], dim);
            const Eigen::Map<const Eigen::VectorXf> b(&values[(2 * p + 1) * dim], dim);
            const Eigen::VectorXf unit = a.normalized();
            const Eigen::VectorXf orthogonal = (b - b.dot(unit) * unit).normalized();
            const Eigen::VectorXf turned = static_cast<float>(std::cos(angle)) * unit +
                                           static_cast<float>(std::sin(angle)) * orthogonal;
            const auto encode = [&](const Eigen::VectorXf& v) {
                return projection->encode({v.data(), dim}).value();
            };
            mean += hamming_distance(encode(unit), encode(turned)) / double{bits} / pairs;
        }
        // One pair's share of differing bits has a deviation of 0.015 at most; the mean of 50,
        // 0.0022.
        EXPECT_NEAR(mean, angle / M_PI, 0.01);
    }
}

} // namespace
} // namespace bsc
