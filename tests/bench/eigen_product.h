#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace bsc::bench {

/// Eigen's float products with a projection's matrix. Compiled apart from everything else, for this
/// machine's instruction set.
class EigenProduct {
  public:
    EigenProduct(unsigned dim, unsigned bits, std::uint64_t seed);
    ~EigenProduct();

    /// dim floats in, bits floats out, valid until the next call.
    const float* one(const float* embedding);
    /// Row major: rows x dim floats in, rows x bits floats out.
    const float* many(const float* embeddings, std::size_t rows);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc::bench
