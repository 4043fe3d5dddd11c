#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/export_note.h"

#include <QPainter>
#include <QSize>
#include <QStringList>

namespace bsc::ui {

/// A chart as it stands in a picture by itself: its title above, and below in small print where it
/// comes from. GUI thread; chart and theme outlive it.
class ExportSheet {
  public:
    /// The chart gets `chart` pixels; the sheet is as wide and as much higher as its texts need.
    ExportSheet(const Chart& of, const ExportNote& note, QSize chart, const Theme& theme);

    QSize size() const;
    void paint(QPainter& painter) const; ///< at the painter's origin
    /// What the texts around a chart of this width take.
    static int headAndFoot(const ExportNote& note, int width, const Theme& theme);

  private:
    const Chart& of_;
    const Theme& theme_;
    const QSize chart_;
    const QString title_;
    const QStringList lines_; ///< the facts
};

/// The note's title, or the chart's slug.
QString titleOf(const Chart& chart, const ExportNote& note);

} // namespace bsc::ui
