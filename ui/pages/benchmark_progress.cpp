#include "ui/pages/benchmark_progress.h"

#include "ui/pages/benchmark_texts.h"
#include "ui/widgets/label.h"
#include "ui/widgets/progress_line.h"

#include <QHBoxLayout>

namespace bsc::ui {

namespace {

constexpr int height_px = 34;

} // namespace

BenchmarkProgress::BenchmarkProgress(BenchmarkModel& model, const Theme& theme, QWidget* parent)
    : QWidget(parent), model_(model), stage_(new Label(theme, FontRole::secondary, Tone::tx2)),
      left_(new Label(theme, FontRole::number, Tone::tx2)), line_(new ProgressLine(theme)),
      cancel_(new QPushButton(tr("Cancel"))) {
    setObjectName("benchmarkBusy");
    setFixedHeight(height_px);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    stage_->setObjectName("benchmarkStage");
    stage_->setMinimumWidth(1); // steps have long names
    line_->setObjectName("benchmarkProgress");
    line_->setAccessibleName(tr("Progress of the benchmarks"));
    left_->setObjectName("benchmarkLeft");
    cancel_->setObjectName("cancelBenchmarks");
    cancel_->setAccessibleName(tr("Cancel the benchmarks"));
    cancel_->setProperty("scale", "small");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(12);
    row->addWidget(stage_, 2);
    row->addWidget(line_, 3);
    row->addWidget(left_);
    row->addWidget(cancel_);
    connect(cancel_, &QPushButton::clicked, &model_, &BenchmarkModel::cancel);
    connect(&model_, &BenchmarkModel::progressChanged, this, &BenchmarkProgress::showProgress);
    showProgress();
}

void BenchmarkProgress::showProgress() {
    const auto& progress = model_.progress();
    setVisible(progress.has_value());
    if (!progress)
        return;
    const QString more =
        progress->waiting > 0 ? tr(", %1 more after it").arg(progress->waiting) : QString();
    stage_->setText(
        progress->stopping
            ? tr("Stopping after this step")
            : tr("%1%2: %3").arg(progress->order.workload.name, more, stepText(progress->news)));
    line_->setShare(progress->news.share);
    left_->setText(progressText(progress->news));
    cancel_->setEnabled(!progress->stopping);
}

} // namespace bsc::ui
