#include "ui/pages/replay_form.h"

#include "engine/code/similarity.h"
#include "ui/models/format.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel_header.h"
#include "ui/widgets/segmented_control.h"

#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr ReplaySpeed speeds[] = {ReplaySpeed::times1, ReplaySpeed::times10, ReplaySpeed::times100,
                                  ReplaySpeed::max, ReplaySpeed::engine};
constexpr std::uint64_t warm_ups[] = {0, 500, 1'000, 5'000, 10'000, 50'000};
constexpr std::size_t most_thresholds = 8;
constexpr int field_height = 30;

QString thresholdText(float threshold) {
    // 0.85, but 0.8515 where two digits would name another radius; rounded down, it keeps it.
    const QString coarse = QString::number(static_cast<double>(threshold), 'f', 2);
    constexpr unsigned bits = 256;
    constexpr double digits = 1e4;
    return radius_of(coarse.toFloat(), bits) == radius_of(threshold, bits)
               ? coarse
               : QString::number(std::floor(static_cast<double>(threshold) * digits) / digits, 'f',
                                 4);
}

} // namespace

ReplayForm::ReplayForm(const QStringList& encoders, const Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme) {
    setObjectName("replayForm");
    makeControls(encoders);
    auto* header = new PanelHeader(theme_, tr("Replay"));
    header->addText(workloads_);
    header->addText(gate_); // above the fields, whose two rows it would make three
    for (QPushButton* each : {replay_, pause_, cancel_})
        header->addControl(each);
    auto* column = new QVBoxLayout(this);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    column->setContentsMargins(0, 2, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(makeFields());

    connect(workloads_, &QComboBox::activated, this,
            [this](int index) { emit workloadPicked(list_[static_cast<std::size_t>(index)].id); });
    connect(speed_, &SegmentedControl::currentChanged, this, &ReplayForm::tellChange);
    connect(thresholds_, &QLineEdit::textChanged, this, &ReplayForm::tellChange);
    connect(bits_, &ChoiceButton::chosenChanged, this, &ReplayForm::tellChange);
    connect(encoders_, &ChoiceButton::chosenChanged, this, &ReplayForm::tellChange);
    connect(warmUp_, &QComboBox::activated, this, &ReplayForm::tellChange);
    connect(gate_, &QCheckBox::toggled, this, &ReplayForm::tellChange);
    connect(replay_, &QPushButton::clicked, this, &ReplayForm::replayRequested);
    connect(pause_, &QPushButton::clicked, this,
            [this] { emit pauseRequested(state_ == ReplaySession::State::running); });
    connect(cancel_, &QPushButton::clicked, this, &ReplayForm::cancelRequested);
    tellChange();
    showState(state_);
}

QPushButton* ReplayForm::button(const char* name, const QString& text, const QString& icon) {
    auto* made = new QPushButton(text);
    made->setObjectName(name);
    made->setAccessibleName(text);
    made->setProperty("scale", "small");
    made->setIcon(tintedIcon(theme_, icon));
    made->setIconSize({14, 14});
    return made;
}

void ReplayForm::makeControls(const QStringList& encoders) {
    workloads_ = new ChoiceBox("replayWorkload", tr("Workload to replay"), 300);
    workloads_->setMinimumWidth(120);
    replay_ = button("startReplay", tr("Replay"), "play");
    replay_->setProperty("look", "primary");
    replay_->setIcon(tintedIcon(theme_, "play", Tone::onAccent));
    replay_->setToolTip(tr("Runs what is not done yet with these settings: F5"));
    pause_ = button("pauseReplay", tr("Pause"), "pause");
    cancel_ = button("cancelReplays", tr("Cancel all"), "stop");
    cancel_->setIcon(tintedIcon("stop", [this] { return theme_.recordRed(); }));

    speed_ = new SegmentedControl(theme_, {"1 ×", "10 ×", "100 ×", tr("Live"), tr("Max")});
    speed_->setObjectName("replaySpeed");
    speed_->setAccessibleName(tr("Speed"));
    speed_->setToolTip(tr("1, 10 and 100 times as fast as it was recorded, through a proxy; live: "
                          "through a proxy as fast as it answers; max: in the engine alone"));
    speed_->setCurrent(static_cast<int>(std::size(speeds)) - 1);
    thresholds_ = new QLineEdit("0.85");
    thresholds_->setObjectName("replayThresholds");
    thresholds_->setAccessibleName(tr("Thresholds"));
    thresholds_->setToolTip(tr("One or several, parted by spaces: each is replayed"));
    thresholds_->setFixedWidth(66);
    radii_ = new Label(theme_, FontRole::number, Tone::tx2);
    radii_->setObjectName("replayRadii");
    bits_ = new ChoiceButton({"64", "128", "256", "512", "1024"});
    bits_->setObjectName("replayBits");
    bits_->setAccessibleName(tr("Bits of a code"));
    bits_->setChosen({"256"});
    encoders_ = new ChoiceButton(encoders);
    encoders_->setObjectName("replayEncoders");
    encoders_->setAccessibleName(tr("Encoder"));
    gate_ = new QCheckBox(tr("Content gate"));
    gate_->setObjectName("replayGate");
    gate_->setAccessibleName(tr("Content gate"));
    gate_->setToolTip(tr("Refuses pairs whose numbers, quotes, identifiers or negation differ, as "
                         "the proxy does; live replays always have it"));
    gate_->setChecked(true);
    warmUp_ = new QComboBox;
    warmUp_->setObjectName("replayWarmUp");
    warmUp_->setAccessibleName(tr("Warm-up, requests that are not counted"));
    for (const std::uint64_t requests : warm_ups)
        warmUp_->addItem(requests == 0 ? tr("none") : formatCount(requests),
                         static_cast<qulonglong>(requests));
}

QWidget* ReplayForm::makeFields() {
    auto* fields = new QWidget;
    auto* flow = new FlowLayout({12, 2}, fields);
    flow->setContentsMargins(12, 2, 12, 6);
    const auto add = [&](const QString& name, std::initializer_list<QWidget*> controls) {
        auto* field = new QWidget;
        field->setMinimumHeight(field_height);
        auto* row = new QHBoxLayout(field);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(6);
        row->addWidget(new Label(theme_, FontRole::secondary, Tone::tx3, name));
        for (QWidget* control : controls)
            row->addWidget(control);
        flow->addWidget(field);
    };
    add(tr("Speed"), {speed_});
    add(tr("Threshold"), {thresholds_, radii_});
    add(tr("Bits"), {bits_});
    add(tr("Encoder"), {encoders_});
    add(tr("Warm-up"), {warmUp_});
    return fields;
}

void ReplayForm::setWorkloads(std::vector<WorkloadInfo> workloads) {
    const WorkloadInfo* before = workload();
    const std::uint64_t id = before ? before->id : 0;
    list_ = std::move(workloads);
    workloads_->clear();
    for (const WorkloadInfo& each : list_)
        workloads_->addItem(QString::fromStdString(each.name));
    setWorkload(id);
}

void ReplayForm::setWorkload(std::uint64_t id) {
    const auto found = std::ranges::find(list_, id, &WorkloadInfo::id);
    workloads_->setCurrentIndex(found == list_.end() ? -1
                                                     : static_cast<int>(found - list_.begin()));
    tellChange();
}

const WorkloadInfo* ReplayForm::workload() const {
    const int at = workloads_->currentIndex();
    return at < 0 ? nullptr : &list_[static_cast<std::size_t>(at)];
}

void ReplayForm::setRadius(unsigned radius, unsigned bits) {
    bits_->setChosen({QString::number(bits)});
    thresholds_->setText(thresholdText(similarity_of(radius, bits)));
}

void ReplayForm::show(const ReplayPlan& plan) {
    QStringList thresholds, bits, encoders;
    for (const float threshold : plan.thresholds)
        thresholds.append(thresholdText(threshold));
    for (const unsigned width : plan.bits)
        bits.append(QString::number(width));
    for (const std::string& encoder : plan.encoders)
        encoders.append(QString::fromStdString(encoder));
    const QSignalBlocker quiet(this);
    thresholds_->setText(thresholds.join(' '));
    bits_->setChosen(bits);
    encoders_->setChosen(encoders);
    const auto speed = std::ranges::find(speeds, plan.speed);
    speed_->setCurrent(static_cast<int>(speed - std::begin(speeds)));
    gate_->setChecked(plan.contentGate);
    const auto warm = static_cast<qulonglong>(plan.warmUp);
    if (warmUp_->findData(warm) < 0)
        warmUp_->addItem(formatCount(plan.warmUp), warm);
    warmUp_->setCurrentIndex(warmUp_->findData(warm));
    showRadii();
}

std::optional<std::vector<float>> ReplayForm::thresholds() const {
    static const QRegularExpression between("[\\s,;]+");
    std::vector<float> all;
    for (const QString& text : thresholds_->text().split(between, Qt::SkipEmptyParts)) {
        bool number = false;
        const float value = text.toFloat(&number);
        if (!number || value <= 0 || value > 1)
            return std::nullopt;
        all.push_back(value);
    }
    return all.empty() || all.size() > most_thresholds ? std::nullopt : std::optional(all);
}

std::optional<ReplayPlan> ReplayForm::plan() const {
    const WorkloadInfo* picked = workload();
    auto wanted = thresholds();
    const auto warm = static_cast<std::uint64_t>(warmUp_->currentData().toULongLong());
    const ReplaySpeed speed = this->speed();
    if (!picked || !wanted || warm >= picked->requests)
        return std::nullopt;
    if (timesOf(speed) > 0 && picked->timed < picked->requests)
        return std::nullopt;
    ReplayPlan plan;
    plan.workload = picked->id;
    plan.name = picked->name;
    plan.requests = picked->requests;
    plan.thresholds = std::move(*wanted);
    for (const QString& width : bits_->chosen())
        plan.bits.push_back(width.toUInt());
    for (const QString& encoder : encoders_->chosen())
        plan.encoders.push_back(encoder.toStdString());
    plan.warmUp = warm;
    plan.speed = speed;
    plan.contentGate = speed != ReplaySpeed::engine || gate_->isChecked();
    return plan;
}

ReplaySpeed ReplayForm::speed() const {
    return speeds[static_cast<std::size_t>(speed_->current())];
}

/// The radius in bits beside each threshold, or what is wrong with the form.
void ReplayForm::showRadii() {
    const auto wanted = thresholds();
    const WorkloadInfo* picked = workload();
    const ReplaySpeed speed = this->speed();
    const auto refuse = [this](const QString& why) {
        radii_->setOutcome(false);
        radii_->setFont(theme_.font(FontRole::secondary)); // ink sets the style anew
        radii_->setText(why);
    };
    if (!wanted) {
        refuse(tr("up to %1, over 0, like 0.85 0.87").arg(most_thresholds));
    } else if (picked && picked->requests == 0) {
        refuse(tr("this workload is still empty"));
    } else if (picked && timesOf(speed) > 0 && picked->timed < picked->requests) {
        refuse(tr("this workload has no times: only Live and Max"));
    } else if (picked && warmUp_->currentData().toULongLong() >= picked->requests) {
        refuse(tr("the warm-up is as long as the workload"));
    } else {
        radii_->setTone(Tone::tx2);
        radii_->setFont(theme_.font(FontRole::number));
        QStringList texts;
        const unsigned bits = bits_->chosen().constFirst().toUInt();
        for (const float threshold : *wanted)
            texts.append(QString::number(radius_of(threshold, bits)));
        radii_->setText(bits_->chosen().size() == 1 ? tr("≤ %1 bits").arg(texts.join(", "))
                                                    : QString());
    }
    radii_->updateGeometry();
}

void ReplayForm::tellChange() {
    showRadii();
    showState(state_);
    emit changed();
}

void ReplayForm::showState(ReplaySession::State state) {
    using State = ReplaySession::State;
    state_ = state;
    const bool idle = state == State::idle;
    replay_->setVisible(idle);
    replay_->setEnabled(plan().has_value());
    pause_->setVisible(!idle);
    pause_->setEnabled(state == State::running || state == State::paused);
    pause_->setText(state == State::paused ? tr("Go on") : tr("Pause"));
    pause_->setIcon(tintedIcon(theme_, state == State::paused ? "play" : "pause"));
    cancel_->setVisible(!idle);
    const std::initializer_list<QWidget*> fields{workloads_, speed_,    thresholds_,
                                                 bits_,      encoders_, warmUp_};
    for (QWidget* field : fields)
        field->setEnabled(idle);
    gate_->setEnabled(idle && speed() == ReplaySpeed::engine);
}

} // namespace bsc::ui
