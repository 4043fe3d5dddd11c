#pragma once

#include "ui/models/theme.h"
#include "ui/widgets/cluster_raster.h"

#include <QImage>
#include <QPainter>

#include <optional>
#include <span>
#include <vector>

namespace bsc::ui {

struct MapLabel {
    QString name, size;
    MapPosition at;           ///< middle of the cluster
    std::optional<float> top; ///< its upper edge, above which the label stands; none: around `at`
    std::uint32_t key;
};

/// Names and sizes at the middles of clusters, above those that they would hide, larger clusters
/// first, none over another. On screen they are pictures that are kept: laying text out anew for
/// each frame costs more than the map.
class ClusterLabels {
  public:
    void paint(QPainter& painter, const QRectF& area, std::span<const MapLabel> labels,
               const MapView& view, const Theme& theme);
    /// After the labels have changed.
    void forget() { pictures_.clear(); }

  private:
    void makePictures(std::span<const MapLabel> labels, double ratio, const Theme& theme);

    std::vector<QImage> pictures_; ///< a label each
    double ratio_ = 1;
    bool dark_ = false;
};

} // namespace bsc::ui
