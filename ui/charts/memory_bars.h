#pragma once

#include "engine/experiment/benchmark_report.h"
#include "ui/charts/curve_data.h"
#include "ui/charts/painted_chart.h"

#include <array>
#include <vector>

namespace bsc::ui {

/// What 100 000 entries weigh, part by part.
struct MemoryBarsData {
    static constexpr std::size_t part_count = 5;
    struct Bar {
        QString title, subtitle;
        std::array<double, part_count> megabytes{}; ///< codes, vectors, metadata, policy, answers
        double sum() const;
    };
    std::vector<Bar> bars;
    QString note;  ///< where the figures come from
    QString empty; ///< why there is no bar
};

/// A part's name and colour, in the order of the bars.
struct MemoryPart {
    const char* name; ///< to be translated
    Ink ink;
};
const std::array<MemoryPart, MemoryBarsData::part_count>& memoryParts();

/// The cache as it was measured, with the default policy and with LRU's own record in its place,
/// and beside them what plain float vectors without codes would take.
MemoryBarsData memoryBars(const BenchmarkReport& report);

/// Stacked bars from zero, with the success criterion's marks. GUI thread.
class MemoryBars : public PaintedChart {
    Q_OBJECT
  public:
    explicit MemoryBars(const Theme& theme, QWidget* parent = nullptr);

    void setData(MemoryBarsData data);
    const MemoryBarsData& data() const { return data_; }

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return QStringLiteral("memory"); }
    QSize sizeHint() const override { return {360, 220}; }

  private:
    MemoryBarsData data_;
};

/// The same painting for files that have no widget.
void paintMemoryBars(const MemoryBarsData& data, QPainter& painter, const QRectF& area,
                     const Theme& theme);

} // namespace bsc::ui
