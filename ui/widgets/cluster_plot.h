#pragma once

#include "ui/models/cluster_model.h"
#include "ui/models/theme.h"
#include "ui/widgets/cluster_labels.h"

#include <QPainter>
#include <QPolygonF>

#include <optional>
#include <vector>

namespace bsc::ui {

enum class MapColoring { cluster, age, hits };

/// What a map shows, taken from the model once it has changed; painting it again needs no more.
class ClusterScene {
  public:
    struct Ring {
        MapPosition at;
        std::int64_t timeUs;
    };

    ClusterScene() = default;
    ClusterScene(const ClusterModel& model, MapColoring coloring);

    /// Only the rings and what left: cheap.
    void followEvictions(const ClusterModel& model);

    bool isEmpty() const { return dots_.empty(); }
    const MapDensity& density() const { return density_; }
    const std::vector<MapDot>& dots() const { return dots_; }
    const std::vector<MapLabel>& labels() const { return labels_; }
    const std::vector<Ring>& rings() const { return rings_; }
    MapColoring coloring() const { return coloring_; }
    /// Colours of the dots.
    std::vector<QRgb> palette(const Theme& theme) const;

  private:
    void takeDots(const ClusterModel& model);

    MapColoring coloring_ = MapColoring::cluster;
    MapDensity density_;
    std::vector<MapDot> dots_;
    std::vector<MapLabel> labels_;
    std::vector<Ring> rings_;
};

/// Paints a scene: density, dots, rings of what left, names at the middles of clusters. Widget,
/// exports and the benchmark share it.
class ClusterPlot {
  public:
    struct Look {
        bool density = true, rings = true;
        std::int64_t nowUs = 0;
        QPolygonF outline{}; ///< of the selection, in map units; dashed
        bool dimmed = false; ///< while a new map is made
        bool legend = true;
        bool fading = true; ///< rings pale with time; else they end at once
    };

    /// The view in which the whole scene fits into `area`.
    static MapView fitted(const ClusterScene& scene, const QRectF& area);

    /// The raster is kept between calls with the same view, size and theme.
    void paint(QPainter& painter, const QRectF& area, const ClusterScene& scene,
               const MapView& view, const Look& look, const Theme& theme);
    /// After the scene has changed.
    void forget() {
        raster_ = {};
        labels_.forget();
    }

  private:
    static constexpr std::int64_t no_rings = -1;
    struct Kept {
        MapView view;
        bool density = false, dark = false;
        std::int64_t ringsAt = no_rings; ///< in steps of their fading
        friend bool operator==(const Kept&, const Kept&) = default;
    };
    void rasterize(QSize pixels, double ratio, const QPointF& corner, const ClusterScene& scene,
                   const MapView& view, const Look& look, const Theme& theme);

    QImage raster_;
    ClusterLabels labels_;
    Kept kept_;
};

} // namespace bsc::ui
