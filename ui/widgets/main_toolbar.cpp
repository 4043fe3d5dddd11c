#include "ui/widgets/main_toolbar.h"

#include "ui/widgets/copy_field.h"
#include "ui/widgets/hairline.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/threshold_control.h"
#include "ui/widgets/toggle_switch.h"
#include "ui/widgets/upstream_box.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>

namespace bsc::ui {

namespace {

constexpr int bar_height = 46, side = 9, upstream_width = 164, icon_size = 18, cosine_from = 1430;
constexpr QSize separator_size{29, 24};

Hairline* makeSeparator(const Theme& theme) {
    auto* line = new Hairline(Qt::Vertical, theme);
    line->setFixedSize(separator_size);
    return line;
}

QWidget* makeGap(int width) {
    auto* gap = new QWidget;
    gap->setFixedSize(width, bar_height); // a strut: the bar takes its height from within
    return gap;
}

QHBoxLayout* plainRow(QWidget* part, int spacing) {
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(spacing);
    return row;
}

} // namespace

MainToolbar::MainToolbar(EngineLink& link, ThresholdModel& threshold, Theme& theme, QWidget* parent)
    : QToolBar(parent), link_(link), theme_(theme) {
    setMovable(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setIconSize({icon_size, icon_size});

    addWidget(makeGap(side));
    addWidget(makeProxyPart());
    addWidget(makeSeparator(theme_));
    upstreamPart_ = addWidget(makeUpstreamPart());
    upstreamLine_ = addWidget(makeSeparator(theme_));
    threshold_ = new ThresholdControl(threshold, theme_);
    thresholdPart_ = addWidget(threshold_);
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    addWidget(space);
    overflowPart_ = addWidget(makeOverflow());

    themeButton_ = new QToolButton;
    themeButton_->setObjectName("themeButton");
    themeButton_->setIcon(tintedIcon(theme_, "theme"));
    addWidget(themeButton_);
    addWidget(makeGap(side));

    connect(&link_, &EngineLink::stateChanged, this, &MainToolbar::showState);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
    setNarrow(false);
    showState();
}

QWidget* MainToolbar::makeProxyPart() {
    auto* part = new QWidget;
    auto* row = plainRow(part, 5);
    proxySwitch_ = new ToggleSwitch(theme_);
    proxySwitch_->setObjectName("proxySwitch");
    connect(proxySwitch_, &QAbstractButton::clicked, &link_, &EngineLink::setOn);
    address_ = new CopyField(theme_);
    address_->setObjectName("proxyAddress");
    row->addWidget(proxySwitch_);
    row->addWidget(new Label(theme_, FontRole::panelTitle, Tone::tx, tr("Proxy")));
    row->addSpacing(4);
    row->addWidget(address_);
    return part;
}

QWidget* MainToolbar::makeUpstreamPart() {
    auto* part = new QWidget;
    auto* row = plainRow(part, 8);
    auto* upstream = new UpstreamBox(link_, theme_);
    upstream->setObjectName("upstreamBox");
    upstream->setFixedWidth(upstream_width);
    connect(upstream, &UpstreamBox::picked, this, &MainToolbar::upstreamPicked);
    connect(upstream, &UpstreamBox::customRequested, this, &MainToolbar::customUpstreamRequested);
    row->addWidget(new Label(theme_, FontRole::base, Tone::tx3, tr("Upstream")));
    row->addWidget(upstream);
    return part;
}

QToolButton* MainToolbar::makeOverflow() {
    auto* button = new QToolButton;
    button->setObjectName("overflowButton");
    button->setAccessibleName(tr("More"));
    button->setToolTip(tr("Upstream"));
    button->setIcon(tintedIcon(theme_, "more"));
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    menu->setObjectName("overflowMenu");
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillOverflow(menu); });
    button->setMenu(menu);
    return button;
}

void MainToolbar::fillOverflow(QMenu* menu) {
    using Kind = UpstreamChoice::Kind;
    menu->clear();
    menu->addSection(tr("Upstream"));
    for (const Kind kind : {Kind::demo, Kind::providers, Kind::custom}) {
        QAction* action = menu->addAction(UpstreamBox::nameOf(kind));
        action->setCheckable(true);
        action->setChecked(link_.upstream().kind == kind);
        connect(action, &QAction::triggered, this, [this, kind] {
            UpstreamChoice choice = link_.upstream();
            choice.kind = kind;
            if (kind == Kind::custom)
                emit customUpstreamRequested();
            else
                emit upstreamPicked(choice);
        });
    }
}

void MainToolbar::addControl(QWidget* control, std::function<void(bool narrow)> setNarrow) {
    insertWidget(thresholdPart_, control);
    insertWidget(thresholdPart_, makeSeparator(theme_));
    setNarrow(narrow_);
    narrowers_.push_back(std::move(setNarrow));
}

void MainToolbar::setNarrow(bool narrow) {
    narrow_ = narrow;
    upstreamPart_->setVisible(!narrow);
    upstreamLine_->setVisible(!narrow);
    overflowPart_->setVisible(narrow);
    for (const auto& setControlNarrow : narrowers_)
        setControlNarrow(narrow);
    showState();
}

void MainToolbar::showState() {
    const QSignalBlocker quiet(proxySwitch_);
    proxySwitch_->setChecked(link_.isOn());
    proxySwitch_->setEnabled(link_.state() != ProxyState::stopping);
    proxySwitch_->setAccessibleName(link_.isOn() ? tr("Proxy is on") : tr("Proxy is off"));
    proxySwitch_->setToolTip(link_.isOn() ? tr("Turn the proxy off") : tr("Turn the proxy on"));
    address_->setTexts(narrow_ ? link_.authority() : link_.baseUrl(), link_.baseUrl());
}

void MainToolbar::resizeEvent(QResizeEvent* event) {
    QToolBar::resizeEvent(event);
    threshold_->setCosineShown(width() >= cosine_from);
}

void MainToolbar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme_.color(Tone::line));
}

} // namespace bsc::ui
