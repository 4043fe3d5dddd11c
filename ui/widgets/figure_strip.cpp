#include "ui/widgets/figure_strip.h"

#include "ui/widgets/figure_tile.h"
#include "ui/widgets/icons.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

namespace bsc::ui {

namespace {

constexpr int all_from = 1120; ///< px: a window of 1200 less the rail
constexpr int more_width = 28;
constexpr std::array<FigureKind, 2> wide_only{FigureKind::tokensSaved, FigureKind::evictions};
constexpr std::array<const char*, figure_count> names{
    "hitRateTile",     "requestsTile", "addedLatencyTile", "moneySavedTile",
    "tokensSavedTile", "entriesTile",  "evictionsTile",    "wrongHitsTile"};

} // namespace

FigureStrip::FigureStrip(const Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), more_(new QToolButton(this)) {
    setObjectName("figureStrip");
    setAccessibleName(tr("Figures"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 1);
    row->setSpacing(0);
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        tiles_[i] = new FigureTile(theme, this);
        tiles_[i]->setObjectName(names[i]);
        row->addWidget(tiles_[i], 1);
    }
    more_->setObjectName("moreFigures");
    more_->setIcon(tintedIcon(theme, "more"));
    more_->setAccessibleName(tr("More figures"));
    more_->setToolTip(tr("More figures"));
    more_->setFixedWidth(more_width);
    more_->setFocusPolicy(Qt::TabFocus);
    row->addWidget(more_);
    connect(more_, &QToolButton::clicked, this, &FigureStrip::showMore);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setFigures({});
}

const FigureTile* FigureStrip::tile(FigureKind kind) const {
    return tiles_[static_cast<std::size_t>(kind)];
}

void FigureStrip::setFigures(const LiveFigures& figures) {
    for (std::size_t i = 0; i < tiles_.size(); ++i)
        tiles_[i]->setFigure(describeFigure(static_cast<FigureKind>(i), figures));
}

void FigureStrip::showMore() {
    QMenu menu(this);
    for (const FigureKind kind : wide_only)
        menu.addAction(tile(kind)->figure().sentence());
    menu.exec(more_->mapToGlobal(more_->rect().bottomLeft()));
}

void FigureStrip::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool wide = width() >= all_from;
    for (const FigureKind kind : wide_only)
        tiles_[static_cast<std::size_t>(kind)]->setVisible(wide);
    more_->setVisible(!wide);
}

void FigureStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    const QColor line = theme_.color(Tone::line);
    painter.fillRect(QRect(0, height() - 1, width(), 1), line);
    for (const FigureTile* tile : tiles_)
        if (tile->isVisible() && tile->geometry().right() < width() - 1)
            painter.fillRect(QRect(tile->geometry().right(), 0, 1, height()), line);
}

} // namespace bsc::ui
