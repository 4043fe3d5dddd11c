#pragma once

#include "engine/experiment/success_criteria.h"
#include "ui/models/theme.h"

#include <QPainter>
#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

namespace bsc::ui {

/// Where the bars of success criteria are in a rectangle, and their painting there: the same on
/// screen and into files. A value, made for one size and one look; the verdicts outlive it.
class CriteriaPlot {
  public:
    /// `other`: of the run that is compared with; null: none.
    CriteriaPlot(const CriteriaVerdicts& verdicts, const CriteriaVerdicts* other,
                 const QRectF& outer, const Theme& theme);

    void paint(QPainter& painter) const;
    const CriterionResult* resultAt(QPointF at) const; ///< null: none is there

    static int heightFor(int width); ///< that shows all of them

  private:
    qreal heightOf(bool limit) const;
    QRectF rowOf(std::size_t at) const;
    qreal lineOf(std::size_t at) const; ///< middle of title, bar and value
    QRectF barOf(std::size_t at) const;
    qreal valueRight() const;

    void paintHeads(QPainter& painter) const;
    void paintRow(QPainter& painter, std::size_t at) const;
    void paintSample(QPainter& painter, const CriterionResult& one, qreal y) const;
    void paintBar(QPainter& painter, std::size_t at) const;
    void paintReason(QPainter& painter, const CriterionResult& one, const QRectF& bar) const;
    void paintTicks(QPainter& painter, const CriterionResult& one, const QRectF& bar) const;
    void paintVerdict(QPainter& painter, const CriterionResult& one, const QRectF& bar) const;
    void paintSeparator(QPainter& painter) const;

    const CriteriaVerdicts& verdicts_;
    const CriteriaVerdicts* other_;
    const QRectF outer_;
    const Theme& theme_;
    const bool narrow_; ///< verdicts stand below the values
    std::vector<qreal> tops_;
    QRectF bar_; ///< left edge, width and height of all bars
};

/// "+12.4 %", "1 240 MB": text_of() with thousands apart.
QString measuredText(const Criterion& criterion, double value);
/// "wrong hits 2.6 %, n = 9 918".
QString wrongHitsText(const Figure& wrong);

} // namespace bsc::ui
