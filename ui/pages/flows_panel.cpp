#include "ui/pages/flows_panel.h"

#include "ui/models/format.h"
#include "ui/widgets/flow_table.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel_header.h"

#include <QVBoxLayout>

namespace bsc::ui {

namespace {

constexpr int header_height = 38;

QPushButton* checkButton(const char* name, const Theme& theme, const char* icon,
                         const QString& text, QWidget* parent) {
    auto* button = new QPushButton(tintedIcon(theme, icon), text, parent);
    button->setFont(theme.font(FontRole::secondary));
    button->setObjectName(name);
    button->setProperty("scale", "small");
    button->setCheckable(true);
    return button;
}

} // namespace

FlowsPanel::FlowsPanel(FlowModel& model, const Theme& theme, QWidget* parent)
    : QWidget(parent), model_(model), table_(new FlowTable(model, theme, this)) {
    auto* header = new PanelHeader(theme, tr("Flows"), {}, this);
    header->setFixedHeight(header_height);
    count_ = new Label(theme, FontRole::secondary, Tone::tx3, {}, header);
    count_->setObjectName("flowCount");
    header->addText(count_);
    follow_ = checkButton("follow", theme, "follow", tr("Follow"), header);
    follow_->setToolTip(tr("Keep the newest flow in view (End)"));
    follow_->setChecked(true);
    pause_ = checkButton("pauseView", theme, "pause", tr("Pause view"), header);
    pause_->setToolTip(tr("Hold the view still; the proxy goes on (Space)"));
    header->addControl(follow_);
    header->addControl(pause_);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(table_, 1);

    connect(follow_, &QPushButton::clicked, this, [this](bool on) {
        if (on)
            table_->setPaused(false);
        table_->setFollows(on);
    });
    connect(pause_, &QPushButton::clicked, table_, &FlowTable::setPaused);
    connect(table_, &FlowTable::followsChanged, follow_, &QPushButton::setChecked);
    connect(table_, &FlowTable::pausedChanged, pause_, &QPushButton::setChecked);
    setRate(0);
}

void FlowsPanel::setRate(double requestsPerSecond) {
    count_->setText(tr("%1 flows · %2 /s")
                        .arg(formatCount(model_.received()), formatFixed(requestsPerSecond, 1)));
}

} // namespace bsc::ui
