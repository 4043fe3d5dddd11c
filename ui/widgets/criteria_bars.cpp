#include "ui/widgets/criteria_bars.h"

#include "engine/experiment/report_tables.h"
#include "ui/charts/table_csv.h"
#include "ui/models/format.h"
#include "ui/widgets/criteria_plot.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace bsc::ui {

CriteriaBars::CriteriaBars(const BenchmarkModel& model, const Theme& theme, QWidget* parent)
    : PaintedChart(theme, parent), model_(model) {
    setObjectName("criteriaBars");
    setAccessibleName(tr("Success criteria"));
    const auto show = [this] {
        const CriteriaVerdicts& verdicts = model_.verdicts();
        setAccessibleDescription(tr("%1 of %2 on target, %3")
                                     .arg(verdicts.on_target())
                                     .arg(verdicts.results.size())
                                     .arg(toText(name_of(verdicts.decision()))));
        update();
    };
    connect(&model, &BenchmarkModel::cellChanged, this, show);
    connect(&model, &BenchmarkModel::reportChanged, this, show);
}

QSize CriteriaBars::sizeHint() const { return {380, CriteriaPlot::heightFor(width())}; }

void CriteriaBars::paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
    const auto& other = model_.otherVerdicts();
    CriteriaPlot(model_.verdicts(), other ? &*other : nullptr, area, theme).paint(painter);
}

QString CriteriaBars::csv() const { return csvOf(criteria_table(model_.verdicts())); }

QString CriteriaBars::tipOf(const CriterionResult& one) const {
    const Figure& figure = one.figure;
    const QString title = toText(one.criterion->title);
    if (!figure.value)
        return tr("%1: %2").arg(title, QString::fromStdString(figure.basis));
    QString text = tr("%1 %2").arg(title, measuredText(*one.criterion, *figure.value));
    if (figure.lower && figure.upper)
        text += tr(" (90 % interval %1 to %2 %)")
                    .arg(formatFixed(*figure.lower, 1), formatFixed(*figure.upper, 1));
    text +=
        tr(", n = %1: %2").arg(formatCount(figure.samples), QString::fromStdString(figure.basis));
    if (one.criterion->id == CriterionId::hit_rate)
        text += "\n" + wrongHitsText(model_.verdicts().wrong_hits) + ", " +
                QString::fromStdString(model_.verdicts().wrong_hits.basis);
    if (const auto& other = model_.otherVerdicts())
        for (const CriterionResult& before : other->results)
            if (before.criterion == one.criterion && before.figure.value)
                text += "\n" + tr("run %1: %2")
                                   .arg(model_.other()->run.id)
                                   .arg(measuredText(*one.criterion, *before.figure.value));
    return text;
}

bool CriteriaBars::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const CriteriaPlot plot(model_.verdicts(), nullptr, rect(), theme_);
    if (const CriterionResult* result = plot.resultAt(help->pos())) {
        QToolTip::showText(help->globalPos(), tipOf(*result), this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

void CriteriaBars::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    setMinimumHeight(sizeHint().height());
}

} // namespace bsc::ui
