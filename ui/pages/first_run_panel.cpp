#include "ui/pages/first_run_panel.h"

#include "ui/models/format.h"
#include "ui/pages/request_story_view.h"
#include "ui/pages/step_badge.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/hairline.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/toggle_switch.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyle>
#include <QVBoxLayout>

namespace bsc::ui {

namespace {

constexpr int side = 36, top = 28, steps_width = 506, story_width = 372, badge_gap = 14;

QPushButton* makeButton(const QString& name, const QString& text, const char* look = nullptr) {
    auto* button = new QPushButton(text);
    button->setObjectName(name);
    if (look)
        button->setProperty("look", look);
    return button;
}

QHBoxLayout* makeRow() {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    return row;
}

/// Which of a step's buttons is the one to press now.
void setPrimary(QPushButton* button, bool primary) {
    if (button->property("look").toString() == "primary" && primary)
        return;
    button->setProperty("look", primary ? QVariant("primary") : QVariant());
    button->style()->unpolish(button);
    button->style()->polish(button);
}

} // namespace

FirstRunPanel::FirstRunPanel(EngineLink& link, const ThresholdModel& threshold, const Theme& theme,
                             QWidget* parent)
    : QWidget(parent), link_(link), theme_(theme) {
    setObjectName("firstRunPanel");
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    story_ = new RequestStoryView(threshold, theme);
    story_->setObjectName("requestStory");
    story_->setFixedWidth(story_width);

    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    columns->addWidget(makeSteps(), 1);
    columns->addWidget(story_);
    connect(&link_, &EngineLink::stateChanged, this, &FirstRunPanel::showState);
    showState();
}

QWidget* FirstRunPanel::makeSteps() {
    auto* steps = new QWidget;
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, top, 0, 16);
    column->setSpacing(0);
    column->addWidget(new Label(theme_, FontRole::firstRun, Tone::tx, tr("No traffic yet")));
    column->addSpacing(4);
    column->addWidget(new Label(
        theme_, FontRole::base, Tone::tx2,
        tr("Three steps, about a minute. The figures and charts appear with the first request.")));
    column->addSpacing(22);
    column->addWidget(makeProxyStep());
    column->addSpacing(15);
    column->addWidget(new Hairline(Qt::Horizontal, theme_));
    column->addSpacing(15);
    column->addWidget(makeSdkStep());
    column->addSpacing(15);
    column->addWidget(new Hairline(Qt::Horizontal, theme_));
    column->addSpacing(15);
    column->addWidget(makeRequestStep());
    column->addStretch(1);
    column->addWidget(new Hairline(Qt::Horizontal, theme_));
    column->addSpacing(14);
    column->addWidget(makeFoot());

    auto* frame = new QHBoxLayout(steps);
    frame->setContentsMargins(side, 0, side, 0);
    auto* inner = new QWidget;
    inner->setLayout(column);
    inner->setMaximumWidth(steps_width + 200);
    frame->addWidget(inner, 1);
    frame->addStretch(0);
    return steps;
}

QWidget* FirstRunPanel::makeStep(StepBadge* badge, Label* title, Label* text, QLayout* controls) {
    auto* step = new QWidget;
    auto* row = new QHBoxLayout(step);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(badge_gap);
    row->addWidget(badge, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 2, 0, 0);
    column->setSpacing(0);
    column->addWidget(title);
    column->addSpacing(3);
    column->addWidget(text);
    column->addSpacing(9);
    column->addLayout(controls);
    row->addLayout(column, 1);
    return step;
}

QWidget* FirstRunPanel::makeProxyStep() {
    proxyTitle_ = new Label(theme_, FontRole::panelTitle, Tone::tx);
    proxyText_ = new Label(theme_, FontRole::table, Tone::tx2);
    switch_ = new ToggleSwitch(theme_);
    switch_->setObjectName("firstRunSwitch");
    connect(switch_, &QAbstractButton::clicked, &link_, &EngineLink::setOn);
    address_ = new CopyField(theme_);
    address_->setObjectName("firstRunAddress");
    turnOn_ = makeButton("firstRunTurnOn", tr("Turn on"), "primary");
    connect(turnOn_, &QPushButton::clicked, &link_, &EngineLink::start);
    auto* port = makeButton("firstRunChangePort", tr("Change port"), "ghost");
    connect(port, &QPushButton::clicked, this, &FirstRunPanel::changePortRequested);

    auto* row = makeRow();
    row->addSpacing(-ToggleSwitch::margin()); // its body in line with the text
    row->addWidget(switch_);
    row->addWidget(address_);
    row->addWidget(turnOn_);
    row->addWidget(port);
    row->addStretch(1);
    badges_[0] = new StepBadge(1, theme_);
    return makeStep(badges_[0], proxyTitle_, proxyText_, row);
}

QWidget* FirstRunPanel::makeSdkStep() {
    baseUrl_ = new CopyField(theme_);
    baseUrl_->setObjectName("firstRunBaseUrl");
    baseUrl_->setIconShown(false);
    copy_ = makeButton("firstRunCopy", tr("Copy"));
    connect(copy_, &QPushButton::clicked, baseUrl_, &QAbstractButton::click);
    connect(baseUrl_, &QAbstractButton::clicked, this, [this] {
        copied_ = true;
        showState();
    });
    auto* snippets = makeButton("firstRunSnippets", tr("All snippets"));
    connect(snippets, &QPushButton::clicked, this, &FirstRunPanel::snippetsRequested);

    auto* row = makeRow();
    row->addWidget(baseUrl_);
    row->addWidget(copy_);
    row->addWidget(snippets);
    row->addStretch(1);
    badges_[1] = new StepBadge(2, theme_);
    return makeStep(badges_[1],
                    new Label(theme_, FontRole::panelTitle, Tone::tx, tr("Point your SDK at it")),
                    new Label(theme_, FontRole::table, Tone::tx2,
                              tr("One line. Your API key and model names stay as they are.")),
                    row);
}

QWidget* FirstRunPanel::makeRequestStep() {
    requestText_ = new Label(theme_, FontRole::table, Tone::tx2);
    test_ = makeButton("firstRunTest", tr("Send a test request"));
    test_->setToolTip(tr("Sends one question, then the same in other words"));
    connect(test_, &QPushButton::clicked, this, &FirstRunPanel::testRequested);
    auto* row = makeRow();
    row->addWidget(test_);
    row->addStretch(1);
    badges_[2] = new StepBadge(3, theme_);
    return makeStep(badges_[2],
                    new Label(theme_, FontRole::panelTitle, Tone::tx, tr("Send a request")),
                    requestText_, row);
}

QWidget* FirstRunPanel::makeFoot() {
    auto* foot = new QWidget;
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    replay_ = makeButton("firstRunReplay", {});
    replay_->setIcon(tintedIcon(theme_, "play", Tone::tx));
    replay_->setIconSize({12, 12});
    connect(replay_, &QPushButton::clicked, this, &FirstRunPanel::replayRequested);
    row->addWidget(new Label(theme_, FontRole::base, Tone::tx2, tr("No app at hand?")));
    row->addSpacing(6);
    row->addWidget(replay_);
    auto* import = makeButton("firstRunImport", tr("Import a log…"));
    connect(import, &QPushButton::clicked, this, &FirstRunPanel::importRequested);
    row->addWidget(import);
    row->addStretch(1);
    return foot;
}

void FirstRunPanel::setReplay(bool running, std::size_t done, std::size_t total) {
    const QString count = formatCount(total);
    replay_->setText(running ? tr("Sending %1 of %2").arg(done).arg(count)
                             : tr("Replay the sample, %1 questions").arg(count));
    replay_->setEnabled(!running);
}

void FirstRunPanel::setTestRunning(bool running) {
    testRunning_ = running;
    showState();
}

void FirstRunPanel::showState() {
    using State = StepBadge::State;
    const bool on = link_.state() == ProxyState::listening;
    badges_[0]->setState(on ? State::done : State::now);
    badges_[1]->setState(!on ? State::toDo : copied_ ? State::done : State::now);
    badges_[2]->setState(on && copied_ ? State::now : State::toDo);

    proxyTitle_->setText(on ? tr("The proxy is on") : tr("Turn on the proxy"));
    proxyText_->setText(on ? tr("It listens on this machine only.")
                           : tr("It listens on this machine only, at the address below."));
    const QSignalBlocker quiet(switch_);
    switch_->setChecked(link_.isOn());
    switch_->setEnabled(link_.state() != ProxyState::stopping);
    switch_->setAccessibleName(on ? tr("Proxy is on") : tr("Proxy is off"));
    turnOn_->setVisible(!on);
    turnOn_->setEnabled(!link_.isOn() && link_.state() != ProxyState::stopping);
    address_->setTexts(link_.baseUrl(), link_.baseUrl());
    const QString line = QString("base_url=\"%1/v1\"").arg(link_.baseUrl());
    baseUrl_->setTexts(line, line);
    copy_->setIcon(tintedIcon(theme_, "copy", on && !copied_ ? Tone::onAccent : Tone::tx2));
    setPrimary(copy_, on && !copied_);
    requestText_->setText(testRunning_ ? tr("Waiting for the upstream…")
                          : on         ? tr("Listening for the first one…")
                               : tr("Ask the same thing twice in other words to see a hit."));
    test_->setEnabled(on && !testRunning_);
}

} // namespace bsc::ui
