#include "ui/widgets/export_menu.h"

#include <QPainter>

namespace bsc::ui {

namespace {

constexpr int least_width = 240, name_left = 12, explanation_left = 66, keys_right = 12;
constexpr qreal radius = 3;

struct Row {
    ExportFormat format;
    const char *name, *explanation, *keys;
};

constexpr Row rows[] = {
    {ExportFormat::png, "PNG", QT_TRANSLATE_NOOP("bsc::ui::ExportMenu", "2 × scale"), "Ctrl+E"},
    {ExportFormat::svg, "SVG", QT_TRANSLATE_NOOP("bsc::ui::ExportMenu", "vector"), ""},
    {ExportFormat::pdf, "PDF", QT_TRANSLATE_NOOP("bsc::ui::ExportMenu", "vector, A4"), ""},
    {ExportFormat::csv, "CSV", QT_TRANSLATE_NOOP("bsc::ui::ExportMenu", "the plotted points"), ""},
    {ExportFormat::json, "JSON", QT_TRANSLATE_NOOP("bsc::ui::ExportMenu", "points and settings"),
     ""},
};

} // namespace

ExportMenu::ExportMenu(const Theme& theme, const QString& name, QWidget* parent)
    : QMenu(parent), theme_(theme) {
    setObjectName(name);
    setMinimumWidth(least_width);
    for (const Row& row : rows) {
        if (row.format == ExportFormat::csv)
            addSeparator();
        connect(addRow(QString::fromLatin1(row.name), tr(row.explanation),
                       QString::fromLatin1(row.keys)),
                &QAction::triggered, this,
                [this, format = row.format] { emit formatPicked(format); });
    }
    addSeparator();
    connect(addRow(tr("Copy"), tr("image"), "Ctrl+Shift+C"), &QAction::triggered, this,
            &ExportMenu::copyPicked);
}

QAction* ExportMenu::addRow(const QString& name, const QString& explanation, const QString& keys) {
    QAction* row = addAction(name);
    row->setObjectName(objectName() + '-' + name.toLower());
    row->setToolTip(explanation);
    row->setData(keys);
    return row;
}

/// Three columns, which a style sheet cannot lay out.
void ExportMenu::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    painter.setPen(theme_.color(Tone::line2));
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    for (const QAction* row : actions()) {
        const QRectF place = actionGeometry(const_cast<QAction*>(row));
        if (row->isSeparator()) {
            painter.setPen(theme_.color(Tone::line));
            painter.drawLine(QPointF(place.left() + 6, place.center().y()),
                             QPointF(place.right() - 6, place.center().y()));
            continue;
        }
        const bool active = row == activeAction();
        if (active) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme_.color(Tone::accent));
            painter.drawRoundedRect(place, radius, radius);
        }
        const auto text = [&](FontRole font, Tone tone, const QRectF& where, Qt::Alignment side,
                              const QString& words) {
            painter.setFont(theme_.font(font));
            painter.setPen(theme_.color(active ? Tone::onAccent : tone));
            painter.drawText(where, side | Qt::AlignVCenter, words);
        };
        text(FontRole::panelTitle, Tone::tx, place.adjusted(name_left, 0, 0, 0), Qt::AlignLeft,
             row->text());
        text(FontRole::secondary, Tone::tx3, place.adjusted(explanation_left, 0, 0, 0),
             Qt::AlignLeft, row->toolTip());
        text(FontRole::number, Tone::tx3, place.adjusted(0, 0, -keys_right, 0), Qt::AlignRight,
             row->data().toString());
    }
}

} // namespace bsc::ui
