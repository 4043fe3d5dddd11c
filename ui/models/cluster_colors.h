#pragma once

#include "ui/models/theme.h"

#include <cstdint>
#include <span>
#include <vector>

namespace bsc::ui {

/// Which colour each cluster has: the six largest get one and keep it as long as they live, the
/// rest are grey; names tell them apart. GUI thread.
class ClusterColors {
  public:
    static constexpr int count = 6, grey = -1;

    /// Keys of the clusters there are, largest first.
    void follow(std::span<const std::uint32_t> keys);
    /// 0..5, or grey.
    int of(std::uint32_t key) const;

  private:
    struct Given {
        std::uint32_t key;
        int color;
    };
    std::vector<Given> given_;
};

/// 0..5, or grey for any other.
QColor clusterColor(int index, const Theme& theme);
/// Six steps from little (0) to much (5), for ages and hits: one hue.
QColor amountColor(int step, const Theme& theme);

} // namespace bsc::ui
