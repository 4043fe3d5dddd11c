#include "ui/charts/report_pages.h"

#include <QFontMetricsF>

namespace bsc::ui {

namespace {

constexpr qreal head = 34, foot = 28, above_heading = 16, below_heading = 6, below_note = 4;

} // namespace

ReportPages::ReportPages(QPainter& painter, PageFrame frame, const Theme& look,
                         std::function<void()> turn, int total)
    : painter_(painter), theme_(look), frame_(std::move(frame)), turn_(std::move(turn)),
      total_(total) {
    startPage();
}

void ReportPages::startPage() {
    if (count_++ > 0)
        turn_();
    const qreal w = width(), h = frame_.size.height();
    const QRectF top(0, 0, w, head - 14), bottom(0, h - foot + 10, w, foot - 10);
    painter_.setPen(theme_.color(Tone::line));
    painter_.drawLine(QPointF(0, top.bottom() + 2), QPointF(w, top.bottom() + 2));
    painter_.drawLine(QPointF(0, bottom.top() - 4), QPointF(w, bottom.top() - 4));
    painter_.setFont(theme_.font(FontRole::axis));
    painter_.setPen(theme_.color(Tone::tx3));
    painter_.drawText(top, Qt::AlignLeft | Qt::AlignVCenter, frame_.title);
    painter_.drawText(top, Qt::AlignRight | Qt::AlignVCenter, frame_.date);
    painter_.drawText(bottom, Qt::AlignLeft | Qt::AlignVCenter, frame_.program);
    painter_.drawText(bottom, Qt::AlignRight | Qt::AlignVCenter,
                      QObject::tr("page %1 of %2").arg(count_).arg(total_));
    y_ = head;
}

qreal ReportPages::room() const { return frame_.size.height() - foot - y_; }

QRectF ReportPages::take(qreal height) {
    if (height > room() && y_ > head)
        startPage();
    const QRectF block(0, y_, width(), height);
    y_ += height;
    return block;
}

void ReportPages::heading(const QString& text, FontRole font, qreal below) {
    const QFont face = theme_.font(font);
    const qreal height = QFontMetricsF(face).height();
    if (above_heading + height + below_heading + below > room())
        startPage();
    if (y_ > head)
        y_ += above_heading;
    painter_.setFont(face);
    painter_.setPen(theme_.color(Tone::tx));
    painter_.drawText(take(height), Qt::AlignLeft | Qt::AlignVCenter, text);
    y_ += below_heading;
}

void ReportPages::note(const QString& text) {
    const QFont font = theme_.font(FontRole::axis);
    const QRectF wide(0, 0, width(), 10'000);
    const qreal height =
        QFontMetricsF(font).boundingRect(wide, Qt::AlignLeft | Qt::TextWordWrap, text).height();
    const QRectF block = take(height + below_note);
    painter_.setFont(font);
    painter_.setPen(theme_.color(Tone::tx2));
    painter_.drawText(block, Qt::AlignLeft | Qt::TextWordWrap, text);
}

} // namespace bsc::ui
