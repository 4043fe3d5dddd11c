#include "ui/pages/workload_details.h"

#include "ui/models/format.h"
#include "ui/models/workload_table.h"
#include "ui/widgets/command_button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/traffic_strip.h"

#include <QHBoxLayout>
#include <QPainter>

namespace bsc::ui {

namespace {

constexpr int side = 14;

} // namespace

WorkloadDetails::WorkloadDetails(LibraryCommands& commands, const Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), name_(new Label(theme, FontRole::panelTitle, Tone::tx)),
      when_(new Label(theme, FontRole::secondary, Tone::tx3)), traffic_(new TrafficStrip(theme)),
      figures_(new QWidget) {
    setObjectName("workloadDetails");
    name_->setObjectName("detailsName");
    when_->setObjectName("detailsWhen");
    when_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(name_);
    head->addWidget(when_, 1);

    auto* figures = new QHBoxLayout(figures_);
    figures->setContentsMargins(0, 0, 0, 0);
    figures->setSpacing(4);
    models_ = addFigure("detailsModels", tr("models"));
    sources_ = addFigure("detailsSources", tr("clients"));
    prompts_ = addFigure("detailsPrompts", tr("unique prompts"));
    labels_ = addFigure("detailsLabels", tr("labels"));
    figures->addStretch(1);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(side, 11, side, 10);
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(traffic_);
    column->addWidget(figures_);
    column->addWidget(makeButtons(commands));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

WorkloadDetails::Figure WorkloadDetails::addFigure(const char* name, const QString& title) {
    auto* row = static_cast<QHBoxLayout*>(figures_->layout());
    auto* word = new Label(theme_, FontRole::secondary, Tone::tx3, title);
    word->setObjectName(QLatin1String(name) + QLatin1String("Title"));
    auto* value = new Label(theme_, FontRole::secondary, Tone::tx);
    value->setObjectName(name);
    value->setAccessibleName(title);
    row->addWidget(word);
    row->addWidget(value);
    row->addSpacing(10);
    return {word, value};
}

QWidget* WorkloadDetails::makeButtons(LibraryCommands& commands) {
    auto* strip = new QWidget;
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(commandButton(*commands.browse, theme_, "list", tr("Browse flows")));
    row->addWidget(commandButton(*commands.duplicate, theme_, "copy", tr("Duplicate")));
    row->addWidget(commandButton(*commands.exportFile, theme_, "export", tr("Export JSONL")));
    row->addStretch(1);
    row->addWidget(commandButton(*commands.remove, theme_, "trash", tr("Delete")));
    return strip;
}

void WorkloadDetails::setWorkload(const ShelfRow& row) {
    const WorkloadInfo& info = row.info;
    name_->setText(QString::fromStdString(info.name));
    when_->setText(info.kind == WorkloadKind::recorded
                       ? formatPeriod(info.created_us, info.span_seconds)
                       : QString::fromStdString(info.note).section('\n', 0, 0));
    when_->setToolTip(QString::fromStdString(info.note));
    sources_.title->setText(info.kind == WorkloadKind::recorded ? tr("clients") : tr("sources"));
    sources_.value->setAccessibleName(sources_.title->text());
    labels_.value->setText(formatCount(info.labelled));
}

void WorkloadDetails::setFigures(const WorkloadFigures& figures) {
    models_.value->setText(formatCount(figures.models));
    sources_.value->setText(formatCount(figures.sources));
    prompts_.value->setText(formatCount(figures.prompts));
    traffic_->setTraffic(figures.traffic);
}

void WorkloadDetails::clearFigures() {
    for (const Figure& figure : {models_, sources_, prompts_})
        figure.value->setText("…");
    traffic_->setTraffic({});
}

void WorkloadDetails::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::alt));
    painter.fillRect(QRect(0, 0, width(), 1), theme_.color(Tone::line));
}

} // namespace bsc::ui
