#pragma once

#include <QColor>
#include <QList>
#include <QString>

#include <string_view>

namespace bsc::ui {

class Theme;

enum class Marker { none, disc, ring, square, triangle, diamond, cross };

/// How an eviction policy is drawn everywhere: colour never stands alone.
struct PolicyLook {
    QColor color;
    QList<qreal> dash; ///< pixels; empty: solid
    Marker marker = Marker::disc;
    qreal width = 1.5; ///< pixels
};

/// Of a policy_names() entry; one that is not known is drawn as LRU.
PolicyLook policyLook(std::string_view policy, const Theme& theme);
/// "LRU", "W-TinyLFU", "SAGE": as people write it.
QString policyTitle(std::string_view policy);

} // namespace bsc::ui
