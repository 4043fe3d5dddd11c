#pragma once

#include <cstddef>
#include <vector>

namespace bsc {

/// P(right | similarity) = 1 / (1 + exp(-slope * (similarity - turn))), fitted to labels.
///
/// Maximum a posteriori by Newton's method, with a weak Gaussian prior that keeps the fit finite
/// where right and wrong do not overlap, as with few labels they never do; standard errors from the
/// inverse of the Hessian.
class LogisticModel {
  public:
    void add(double similarity, bool right);

    std::size_t labels() const { return labels_; }
    double turn() const { return turn_; }   ///< similarity at which right and wrong are even
    double slope() const { return slope_; } ///< per unit of similarity, over 0
    double turn_deviation() const { return turn_sd_; } ///< standard error of turn()

    /// The model at `similarity` if it turned at `turn`.
    double right_if_turning_at(double similarity, double turn) const;

  private:
    /// Labels at one similarity; distances are whole bits, so there are few of them.
    struct Cell {
        double similarity;
        double right, wrong; ///< counts
    };

    void fit();

    std::vector<Cell> cells_;
    std::size_t labels_ = 0;
    double turn_ = 1, slope_ = 1, turn_sd_ = 1;
};

} // namespace bsc
