#include "engine/replay/logistic_model.h"

#include <algorithm>
#include <cmath>

namespace bsc {
namespace {

// The model in centred, scaled similarity x: logit = a + b * x. One unit of x is 13 bits of 256.
constexpr double centre = 0.85, scale = 0.05;

// Prior: right and wrong even at the centre, give or take a lot; rising with the similarity.
constexpr double a_mean = 0, a_sd = 3, b_mean = 3, b_sd = 3;
constexpr double least_slope = 0.1; // the nearer, the righter: never falling

double logistic(double logit) { return 1 / (1 + std::exp(-logit)); }

} // namespace

void LogisticModel::add(double similarity, bool right) {
    auto cell = std::ranges::find(cells_, similarity, &Cell::similarity);
    if (cell == cells_.end())
        cell = cells_.insert(cells_.end(), {similarity, 0, 0});
    ++(right ? cell->right : cell->wrong);
    ++labels_;
    fit();
}

double LogisticModel::right_if_turning_at(double similarity, double turn) const {
    return logistic(slope_ * (similarity - turn));
}

void LogisticModel::fit() {
    double a = a_mean, b = b_mean;
    double aa = 0, ab = 0, bb = 0; // Hessian of the negative log posterior
    constexpr int most_steps = 25;
    for (int step = 0; step < most_steps; ++step) {
        double ga = (a - a_mean) / (a_sd * a_sd), gb = (b - b_mean) / (b_sd * b_sd);
        aa = 1 / (a_sd * a_sd), ab = 0, bb = 1 / (b_sd * b_sd);
        for (const Cell& cell : cells_) {
            const double x = (cell.similarity - centre) / scale, n = cell.right + cell.wrong;
            const double p = logistic(a + b * x), excess = n * p - cell.right;
            const double weight = n * p * (1 - p);
            ga += excess, gb += excess * x;
            aa += weight, ab += weight * x, bb += weight * x * x;
        }
        const double determinant = aa * bb - ab * ab;
        const double da = (bb * ga - ab * gb) / determinant;
        const double db = (aa * gb - ab * ga) / determinant;
        a -= da;
        b = std::max(least_slope, b - db);
        if (std::abs(da) + std::abs(db) < 1e-9)
            break;
    }
    // The turn is at x = -a / b; its deviation by the delta method.
    const double determinant = aa * bb - ab * ab;
    const double var_a = bb / determinant, var_b = aa / determinant, cov = -ab / determinant;
    const double by_a = -1 / b, by_b = a / (b * b);
    const double variance = by_a * by_a * var_a + 2 * by_a * by_b * cov + by_b * by_b * var_b;
    turn_ = centre - scale * a / b;
    slope_ = b / scale;
    turn_sd_ = scale * std::sqrt(std::max(0.0, variance));
}

} // namespace bsc
