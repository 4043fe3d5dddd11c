#include "tests/bench/eigen_product.h"

#include "engine/code/numpy_random.h"

#include <Eigen/Core>

namespace bsc::bench {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct EigenProduct::Impl {
    Matrix matrix, sums;
    Eigen::RowVectorXf sum;
};

EigenProduct::EigenProduct(unsigned dim, unsigned bits, std::uint64_t seed)
    : impl_(std::make_unique<Impl>()) {
    impl_->matrix.resize(dim, bits);
    NumpyRandom(seed).standard_normal({impl_->matrix.data(), std::size_t{dim} * bits});
}

EigenProduct::~EigenProduct() = default;

const float* EigenProduct::one(const float* embedding) {
    const Eigen::Map<const Eigen::RowVectorXf> row(embedding, impl_->matrix.rows());
    impl_->sum.noalias() = row * impl_->matrix;
    return impl_->sum.data();
}

const float* EigenProduct::many(const float* embeddings, std::size_t rows) {
    const Eigen::Map<const Matrix> all(embeddings, static_cast<Eigen::Index>(rows),
                                       impl_->matrix.rows());
    impl_->sums.noalias() = all * impl_->matrix;
    return impl_->sums.data();
}

} // namespace bsc::bench
