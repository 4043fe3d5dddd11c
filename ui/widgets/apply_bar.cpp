#include "ui/widgets/apply_bar.h"

#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace bsc::ui {

namespace {

constexpr int bar_height = 34;

QPushButton* smallButton(const char* name, QWidget* parent) {
    auto* button = new QPushButton(parent);
    button->setObjectName(name);
    button->setProperty("scale", "small");
    return button;
}

} // namespace

ApplyBar::ApplyBar(ThresholdModel& threshold, const Theme& theme, QWidget* parent)
    : QWidget(parent), threshold_(threshold), theme_(theme),
      question_(new Label(theme, FontRole::panelTitle, Tone::tx, {}, this)),
      use_(smallButton("useThreshold", this)), keep_(smallButton("keepThreshold", this)) {
    setObjectName("applyBar");
    setFixedHeight(bar_height);
    use_->setProperty("look", "primary");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    row->addWidget(question_);
    row->addStretch();
    row->addWidget(use_);
    row->addWidget(keep_);
    connect(use_, &QPushButton::clicked, this, [this] {
        if (const auto tried = threshold_.preview())
            threshold_.apply(*tried);
    });
    connect(keep_, &QPushButton::clicked, this, [this] { threshold_.setPreview({}); });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void ApplyBar::refresh() {
    const auto tried = threshold_.preview();
    setVisible(tried.has_value());
    if (!tried)
        return;
    const QString wanted = threshold_.similarityText(*tried);
    question_->setText(tr("Use %1?").arg(wanted));
    use_->setText(tr("Use %1").arg(wanted));
    keep_->setText(tr("Keep %1").arg(threshold_.similarityText(threshold_.radius())));
}

void ApplyBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::accentSoft));
    painter.fillRect(QRect(0, 0, width(), 1), theme_.color(Tone::line));
}

void ApplyBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        threshold_.setPreview({});
    else
        QWidget::keyPressEvent(event);
}

} // namespace bsc::ui
