#pragma once

#include "engine/experiment/benchmark_report.h"
#include "ui/charts/chart.h"

#include <QString>

#include <memory>
#include <vector>

namespace bsc::ui {

/// A chart of the report that has no widget.
class PaintedPicture : public Chart {
  public:
    PaintedPicture(QString title, QString caption)
        : title_(std::move(title)), caption_(std::move(caption)) {}
    const QString& title() const { return title_; }
    const QString& caption() const { return caption_; } ///< what is measured, on how many

    QString csv() const override { return {}; } ///< the report's tables hold the figures

  private:
    QString title_, caption_;
};

/// Scan at scale, memory, added latency, time to evict. `report` outlives them.
std::vector<std::unique_ptr<PaintedPicture>> reportPictures(const BenchmarkReport& report);

} // namespace bsc::ui
