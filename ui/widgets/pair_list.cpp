#include "ui/widgets/pair_list.h"

#include "ui/widgets/distance_bar.h"

#include <QFontMetrics>
#include <QPainter>

namespace bsc::ui {

namespace {

constexpr int row_height = 42, side = 16, bar_width = 52, number_width = 34, text_left = 112;

} // namespace

PairList::PairList(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
    setObjectName("nextPairs");
    setAccessibleName(tr("Next pairs"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PairList::setPairs(std::vector<DeskPair> pairs, unsigned radius, unsigned bits) {
    pairs_ = std::move(pairs);
    radius_ = radius;
    bits_ = bits;
    setAccessibleDescription(tr("%1 pairs").arg(pairs_.size()));
    update();
}

void PairList::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    const QFont prompt = theme_.font(FontRole::table), match = theme_.font(FontRole::secondary);
    const int width_of_text = width() - text_left - side;
    int y = 0;
    for (const DeskPair& pair : pairs_) {
        if (y + row_height > height())
            break;
        const QRectF track(side, y, bar_width, row_height - 1);
        paintDistanceBar(painter, track, pair.distance, radius_, bits_, theme_);
        painter.setFont(theme_.font(FontRole::number));
        painter.setPen(theme_.color(Tone::tx));
        painter.drawText(QRect(side + bar_width, y, number_width, row_height - 1),
                         Qt::AlignRight | Qt::AlignVCenter, QString::number(pair.distance));
        const auto line = [&](int top, const QFont& font, Tone tone, const QString& text) {
            painter.setFont(font);
            painter.setPen(theme_.color(tone));
            painter.drawText(
                QRect(text_left, top, width_of_text, 18), Qt::AlignVCenter,
                QFontMetrics(font).elidedText(text.simplified(), Qt::ElideRight, width_of_text));
        };
        line(y + 3, prompt, Tone::tx, pair.prompt);
        line(y + 20, match, Tone::tx3, pair.match);
        painter.fillRect(QRect(0, y + row_height - 1, width(), 1), theme_.color(Tone::grid));
        y += row_height;
    }
}

} // namespace bsc::ui
