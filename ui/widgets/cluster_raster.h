#pragma once

#include "engine/replay/clusters/layout.h"

#include <QImage>
#include <QPointF>
#include <QRgb>
#include <QSizeF>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace bsc::ui {

/// Where a place of the map stands on screen.
struct MapView {
    double scale = 1; ///< pixels a unit of the map
    QPointF origin;   ///< pixel of the map's 0

    QPointF toScreen(MapPosition at) const {
        return {origin.x() + at.x * scale, origin.y() + at.y * scale};
    }
    MapPosition toMap(QPointF at) const {
        return {static_cast<float>((at.x() - origin.x()) / scale),
                static_cast<float>((at.y() - origin.y()) / scale)};
    }
    friend bool operator==(const MapView&, const MapView&) = default;
};

/// How closely the points of a map stand, in seven flat steps: kept on a grid over the map, so that
/// its borders stay where they are while the view moves.
class MapDensity {
  public:
    static constexpr int steps = 7;

    MapDensity() = default;
    explicit MapDensity(std::span<const MapPosition> points);

    bool isEmpty() const { return levels_.empty(); }
    /// Fills `image` (Format_RGB32, whole) with colours[step], 0 being the ground.
    void paint(QImage& image, const MapView& view, const std::array<QRgb, steps + 1>& colors) const;

  private:
    static constexpr int grid = 400; ///< cells each way
    std::vector<float> levels_;      ///< 0..steps, row by row
    float left_ = 0, top_ = 0, cell_ = 1;
};

struct MapDot {
    MapPosition at;
    std::uint8_t color; ///< of the palette
};

/// Draws discs of `radius` pixels over `image` (Format_RGB32), smooth at quarter pixels. QPainter's
/// own points of this size cost ten times as much.
void paintDots(QImage& image, const MapView& view, std::span<const MapDot> dots,
               std::span<const QRgb> palette, double radius);

struct MapRing {
    MapPosition at;
    int opacity; ///< 0..256
};

/// As discs, circles of `radius` pixels with a line of `width`.
void paintRings(QImage& image, const MapView& view, std::span<const MapRing> rings, QRgb color,
                double radius, double width);

} // namespace bsc::ui
