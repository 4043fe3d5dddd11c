#include "ui/widgets/chart_panel.h"

#include "engine/experiment/experiment.h"
#include "ui/models/format.h"
#include "ui/widgets/icons.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <optional>

namespace bsc::ui {

namespace {

constexpr QSize least_picture{520, 240}; ///< a small panel still makes a legible picture

struct FileKind {
    ExportFormat format;
    const char* filter;
};

constexpr std::array<FileKind, 5> kinds{{
    {ExportFormat::png, "PNG picture (*.png)"},
    {ExportFormat::svg, "SVG picture (*.svg)"},
    {ExportFormat::pdf, "PDF (*.pdf)"},
    {ExportFormat::csv, "Points as CSV (*.csv)"},
    {ExportFormat::json, "Points and settings as JSON (*.json)"},
}};

std::optional<ExportFormat> formatOf(const QString& suffix) {
    for (const FileKind& kind : kinds)
        if (extensionOf(kind.format) == suffix.toLower())
            return kind.format;
    return std::nullopt;
}

} // namespace

ChartPanel::ChartPanel(const Theme& theme, const QString& title, const QString& explanation,
                       QWidget* widget, const Chart& chart, QWidget* parent)
    : QWidget(parent), theme_(theme), title_(title), widget_(widget), chart_(chart),
      header_(new PanelHeader(theme, title, explanation, this)),
      menu_(new ExportMenu(theme, chart.slug() + "-menu", this)),
      export_(addButton("-export", "export", tr("Export %1").arg(title))),
      expand_(addButton("-expand", "expand", tr("Expand %1, or back").arg(title))) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header_);
    column->addWidget(widget, 1);

    menu_->setTitle(title);
    export_->setPopupMode(QToolButton::InstantPopup);
    export_->setMenu(menu_);
    connect(menu_, &ExportMenu::formatPicked, this, &ChartPanel::askExport);
    connect(menu_, &ExportMenu::copyPicked, this, &ChartPanel::copyImage);
    expand_->setCheckable(true);
    connect(expand_, &QToolButton::toggled, this, &ChartPanel::expandToggled);
}

QToolButton* ChartPanel::addButton(const char* name, const char* icon, const QString& text) {
    auto* button = new QToolButton(header_);
    button->setObjectName(chart_.slug() + name);
    button->setIcon(tintedIcon(theme_, icon));
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(text);
    button->setToolTip(text);
    header_->addControl(button);
    return button;
}

void ChartPanel::addBelow(QWidget* widget) { layout()->addWidget(widget); }

void ChartPanel::addControl(QWidget* control) {
    header_->addControl(control);
    header_->addControl(export_); // these two stay the last
    header_->addControl(expand_);
}

void ChartPanel::setExpanded(bool expanded) { expand_->setChecked(expanded); }

void ChartPanel::setExpandable(bool expandable) { expand_->setVisible(expandable); }

void ChartPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && expand_->isChecked())
        setExpanded(false);
    else
        QWidget::keyPressEvent(event);
}

void ChartPanel::contextMenuEvent(QContextMenuEvent* event) { menu_->popup(event->globalPos()); }

QSize ChartPanel::pictureSize() const { return widget_->size().expandedTo(least_picture); }

void ChartPanel::copyImage() {
    QGuiApplication::clipboard()->setImage(
        chartImage(chart_, pictureSize(), Theme::light(), note()));
}

ExportNote ChartPanel::note() const {
    ExportNote note = note_ ? note_() : ExportNote();
    if (note.title.isEmpty())
        note.title = title_;
    const bool named = std::ranges::any_of(
        note.facts, [](const auto& fact) { return fact.first == QLatin1String("machine"); });
    if (!named)
        note.facts.append({"machine", toText(text_of(this_machine()))});
    note.facts.append({"exported", factTime(QDateTime::currentDateTime())});
    note.facts.append({"program", QString("Binary Semantic Cache Workbench ") + BSC_VERSION});
    return note;
}

void ChartPanel::askExport(ExportFormat format) {
    auto* dialog = new QFileDialog(this, tr("Export %1").arg(title_));
    dialog->setObjectName("exportDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters;
    for (const FileKind& kind : kinds) {
        filters << QLatin1String(kind.filter);
        if (kind.format == format)
            dialog->setDefaultSuffix(extensionOf(format));
    }
    dialog->setNameFilters(filters);
    dialog->selectNameFilter(filters[static_cast<int>(format)]);
    dialog->selectFile(exportFileName(note(), chart_.slug(), QDateTime::currentDateTime()) + '.' +
                       extensionOf(format));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        for (const FileKind& kind : kinds)
            if (filter == QLatin1String(kind.filter))
                dialog->setDefaultSuffix(extensionOf(kind.format));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &ChartPanel::exportTo);
    dialog->open();
}

void ChartPanel::exportTo(const QString& path) {
    const auto format = formatOf(QFileInfo(path).suffix());
    if (!format)
        emit failed(
            tr("%1 was not written: a chart becomes a .png, .svg, .pdf, .csv or .json file.")
                .arg(path));
    else if (const auto done =
                 exportChart(chart_, *format, pictureSize(), Theme::light(), path, note());
             !done)
        emit failed(QString::fromStdString(done.error().text));
}

} // namespace bsc::ui
