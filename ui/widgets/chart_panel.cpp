#include "ui/widgets/chart_panel.h"

#include "ui/charts/exporters.h"
#include "ui/widgets/icons.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QVBoxLayout>

#include <array>

namespace bsc::ui {

namespace {

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

ExportFormat formatOf(const QString& suffix) {
    for (const FileKind& kind : kinds)
        if (extensionOf(kind.format) == suffix.toLower())
            return kind.format;
    return ExportFormat::png;
}

} // namespace

ChartPanel::ChartPanel(const Theme& theme, const QString& title, const QString& explanation,
                       QWidget* widget, const Chart& chart, QWidget* parent)
    : QWidget(parent), theme_(theme), title_(title), widget_(widget), chart_(chart),
      header_(new PanelHeader(theme, title, explanation, this)), expand_(new QToolButton(header_)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header_);
    column->addWidget(widget, 1);

    expand_->setObjectName(chart.slug() + "-expand");
    expand_->setIcon(tintedIcon(theme, "expand"));
    expand_->setCheckable(true);
    expand_->setFocusPolicy(Qt::TabFocus);
    expand_->setAccessibleName(tr("Expand %1").arg(title));
    expand_->setToolTip(tr("Expand, or back"));
    header_->addControl(expand_);
    connect(expand_, &QToolButton::toggled, this, &ChartPanel::expandToggled);

    const auto addShortcut = [&](const QString& text, const QKeySequence& keys, auto slot) {
        auto* action = new QAction(text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
    };
    addShortcut(tr("Export chart…"), QKeySequence("Ctrl+E"), &ChartPanel::askExport);
    addShortcut(tr("Copy picture"), QKeySequence("Ctrl+Shift+C"), &ChartPanel::copyImage);
}

void ChartPanel::addBelow(QWidget* widget) { layout()->addWidget(widget); }

void ChartPanel::addControl(QWidget* control) {
    header_->addControl(control);
    header_->addControl(expand_); // stays the last
}

void ChartPanel::setExpanded(bool expanded) { expand_->setChecked(expanded); }

void ChartPanel::contextMenuEvent(QContextMenuEvent* event) {
    QMenu::exec(actions(), event->globalPos(), nullptr, this);
}

void ChartPanel::copyImage() {
    QGuiApplication::clipboard()->setImage(chartImage(chart_, widget_->size(), Theme::light()));
}

ExportNote ChartPanel::note() const {
    ExportNote note = note_ ? note_() : ExportNote();
    if (note.title.isEmpty())
        note.title = title_;
    note.facts.append({"exported", QDateTime::currentDateTimeUtc().toString(Qt::ISODate)});
    note.facts.append({"program", QString("Binary Semantic Cache Workbench ") + BSC_VERSION});
    return note;
}

void ChartPanel::askExport() {
    QStringList filters;
    for (const FileKind& kind : kinds)
        filters << QLatin1String(kind.filter);
    auto* dialog = new QFileDialog(this, tr("Export %1").arg(title_));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(extensionOf(kinds.front().format));
    dialog->selectFile("live-" + chart_.slug() +
                       QDateTime::currentDateTime().toString("-yyyyMMdd-HHmm"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        for (const FileKind& kind : kinds)
            if (filter == QLatin1String(kind.filter))
                dialog->setDefaultSuffix(extensionOf(kind.format));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        const ExportFormat format = formatOf(QFileInfo(path).suffix());
        const auto done =
            exportChart(chart_, format, widget_->size(), Theme::light(), path, note());
        if (!done)
            emit failed(QString::fromStdString(done.error().text));
    });
    dialog->open();
}

} // namespace bsc::ui
