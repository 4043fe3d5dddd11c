#include "engine/replay/clusters/average_linkage.h"

#include "engine/code/hamming.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace bsc {
namespace {

/// Groups that are named by their first rows, and how far apart they are on average.
class Linkage {
  public:
    explicit Linkage(std::span<const Code> codes)
        : count_(codes.size()), group_of_(count_), sizes_(count_, 1), apart_(count_ * count_) {
        std::iota(group_of_.begin(), group_of_.end(), 0U);
        for (std::size_t a = 0; a < count_; ++a)
            for (std::size_t b = 0; b < count_; ++b)
                apart(a, b) = static_cast<double>(hamming_distance(codes[a], codes[b]));
    }

    /// False: no two are as near as that.
    bool join_nearest(double reach) {
        double least = std::numeric_limits<double>::infinity();
        std::size_t first = 0, second = 0;
        for (std::size_t a = 0; a < count_; ++a)
            for (std::size_t b = a + 1; sizes_[a] > 0 && b < count_; ++b)
                if (sizes_[b] > 0 && apart(a, b) < least) {
                    least = apart(a, b);
                    first = a;
                    second = b;
                }
        if (least > reach)
            return false;
        join(first, second);
        return true;
    }

    std::vector<std::uint32_t> groups() && { return std::move(group_of_); }

  private:
    double& apart(std::size_t a, std::size_t b) { return apart_[a * count_ + b]; }

    void join(std::size_t into, std::size_t other) {
        const double a = sizes_[into], b = sizes_[other];
        for (std::size_t row = 0; row < count_; ++row)
            apart(row, into) = apart(into, row) =
                (a * apart(into, row) + b * apart(other, row)) / (a + b);
        sizes_[into] += sizes_[other];
        sizes_[other] = 0;
        std::ranges::replace(group_of_, static_cast<std::uint32_t>(other),
                             static_cast<std::uint32_t>(into));
    }

    std::size_t count_;
    std::vector<std::uint32_t> group_of_, sizes_; ///< a size of 0: joined to another
    std::vector<double> apart_;
};

} // namespace

std::vector<std::uint32_t> average_linkage(std::span<const Code> codes, double reach,
                                           const std::function<bool()>& go_on) {
    Linkage linkage(codes);
    while (go_on() && linkage.join_nearest(reach)) {
    }
    return std::move(linkage).groups();
}

} // namespace bsc
