#include "ui/models/cluster_colors.h"

#include <algorithm>
#include <array>

namespace bsc::ui {

namespace {

struct Shades {
    QRgb light, dark;
};

constexpr std::array<Shades, ClusterColors::count> clusterShades{{{0x23805F, 0x2C9D7A},
                                                                  {0x1F93DB, 0x62BDF9},
                                                                  {0xAC3D05, 0xEA5F14},
                                                                  {0xDA3D97, 0xD76CC4},
                                                                  {0x9C9022, 0xF2C94C},
                                                                  {0x8059C9, 0xAE86FA}}};
/// From pale to strong on either ground.
constexpr std::array<Shades, ClusterColors::count> amountShades{{{0xBBC7D4, 0x3C4857},
                                                                 {0x8FB4D6, 0x39617F},
                                                                 {0x5E9CD0, 0x3A7FAE},
                                                                 {0x357FC0, 0x49A0D8},
                                                                 {0x1A5E9E, 0x7CC4F3},
                                                                 {0x0C3A6B, 0xC9E8FF}}};

QColor pick(const Shades& shades, const Theme& theme) {
    return QColor(theme.isDark() ? shades.dark : shades.light);
}

} // namespace

void ClusterColors::follow(std::span<const std::uint32_t> keys) {
    std::erase_if(given_, [&](const Given& given) {
        return std::ranges::find(keys, given.key) == keys.end();
    });
    for (const std::uint32_t key : keys.first(std::min<std::size_t>(keys.size(), count))) {
        if (given_.size() == count)
            return;
        if (of(key) != grey)
            continue;
        int color = 0;
        while (std::ranges::find(given_, color, &Given::color) != given_.end())
            ++color;
        given_.push_back({key, color});
    }
}

int ClusterColors::of(std::uint32_t key) const {
    const auto found = std::ranges::find(given_, key, &Given::key);
    return found == given_.end() ? grey : found->color;
}

QColor clusterColor(int index, const Theme& theme) {
    if (index < 0 || index >= ClusterColors::count)
        return theme.color(Tone::tx3);
    return pick(clusterShades[static_cast<std::size_t>(index)], theme);
}

QColor amountColor(int step, const Theme& theme) {
    const int within = std::clamp(step, 0, ClusterColors::count - 1);
    return pick(amountShades[static_cast<std::size_t>(within)], theme);
}

} // namespace bsc::ui
