#include "ui/widgets/record_control.h"

#include "ui/models/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>

namespace bsc::ui {

namespace {

constexpr int name_width = 150, narrow_name_width = 140, clock_width = 62, dot = 10, dot_room = 15;

QString clockText(double seconds) {
    const auto whole = static_cast<qint64>(seconds);
    const auto two = [](qint64 n) { return QString("%1").arg(n, 2, 10, QLatin1Char('0')); };
    return QString("%1:%2:%3").arg(two(whole / 3600), two(whole / 60 % 60), two(whole % 60));
}

QIcon recordDot(const Theme& theme) {
    QPixmap picture(dot_room * 2, dot * 2);
    picture.setDevicePixelRatio(2);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.recordRed());
    painter.drawEllipse(QRectF(0.5, 0.5, dot - 1, dot - 1));
    return picture;
}

} // namespace

RecordControl::RecordControl(RecordingModel& recording, const Theme& theme, QWidget* parent)
    : QWidget(parent), recording_(recording), button_(new QPushButton(this)),
      name_(new QLineEdit(this)), clock_(new Label(theme, FontRole::number, Tone::tx2, {}, this)) {
    setObjectName("recordControl");
    button_->setObjectName("record");
    button_->setIconSize({dot_room, dot});
    button_->setIcon(recordDot(theme));
    name_->setObjectName("recordName");
    name_->setAccessibleName(tr("Name of the recorded workload"));
    name_->setFixedWidth(name_width);
    clock_->setObjectName("recordClock");
    clock_->setAccessibleName(tr("Time recorded"));
    clock_->setFixedWidth(clock_width);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(button_);
    row->addWidget(name_);
    row->addWidget(clock_);
    connect(button_, &QPushButton::clicked, this, &RecordControl::toggle);
    connect(name_, &QLineEdit::editingFinished, this, [this] {
        if (recording_.isRecording())
            recording_.rename(name_->text());
    });
    connect(&recording_, &RecordingModel::changed, this, &RecordControl::refresh);
    connect(&theme, &Theme::changed, this, [this, &theme] { button_->setIcon(recordDot(theme)); });
    refresh();
}

void RecordControl::setNarrow(bool narrow) {
    narrow_ = narrow;
    name_->setFixedWidth(narrow ? narrow_name_width : name_width);
    refresh();
}

void RecordControl::setSuggestion(const QString& name) {
    if (!recording_.isRecording() && !name_->isModified())
        showName(name);
}

/// From its beginning, when the box is too narrow.
void RecordControl::showName(const QString& name) {
    if (name == name_->text())
        return;
    name_->setText(name);
    name_->setCursorPosition(0);
}

void RecordControl::toggle() { recording_.toggle(name_->text()); }

void RecordControl::refresh() {
    const bool recording = recording_.isRecording();
    const RecordingStatus& status = recording_.status();
    button_->setText(recording ? tr("Recording") : tr("Record"));
    button_->setAccessibleName(recording ? tr("Stop recording") : tr("Record live traffic"));
    button_->setEnabled(recording_.canRecord());
    button_->setToolTip(
        !recording_.canRecord() ? recording_.whyNot()
        : recording ? tr("%1 requests recorded; click to stop").arg(formatCount(status.recorded))
                    : tr("Record prompts, times and usage into a workload; never keys"));
    clock_->setVisible(recording && !narrow_);
    clock_->setText(clockText(recording_.seconds()));
    if (recording && !name_->hasFocus())
        showName(QString::fromStdString(status.name));
}

} // namespace bsc::ui
