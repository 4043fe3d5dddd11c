#include "ui/widgets/job_strip.h"

#include "ui/models/format.h"
#include "ui/widgets/hairline.h"
#include "ui/widgets/label.h"
#include "ui/widgets/progress_line.h"

#include <QGridLayout>
#include <QPushButton>

namespace bsc::ui {

JobStrip::JobStrip(WorkloadShelf& shelf, const Theme& theme, QWidget* parent)
    : QWidget(parent), shelf_(shelf), text_(new Label(theme, FontRole::secondary, Tone::tx)),
      rows_(new Label(theme, FontRole::number, Tone::tx2)), progress_(new ProgressLine(theme)) {
    setObjectName("jobStrip");
    text_->setObjectName("jobText");
    text_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    rows_->setObjectName("jobRows");
    progress_->setObjectName("jobProgress");
    progress_->setAccessibleName(tr("Progress"));
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName("jobCancel");
    cancel->setAccessibleName(tr("Cancel"));
    cancel->setProperty("scale", "small");
    cancel->setFont(theme.font(FontRole::secondary));
    auto* line = new Hairline(Qt::Horizontal, theme);
    line->setFixedHeight(1);

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 8);
    grid->setVerticalSpacing(4);
    grid->setHorizontalSpacing(8);
    grid->setColumnMinimumWidth(0, 6);
    grid->setColumnMinimumWidth(4, 2);
    grid->setColumnStretch(1, 1);
    grid->addWidget(line, 0, 0, 1, 5);
    grid->addWidget(text_, 1, 1);
    grid->addWidget(rows_, 1, 2);
    grid->addWidget(progress_, 2, 1, 1, 2);
    grid->addWidget(cancel, 1, 3, 2, 1);
    connect(cancel, &QPushButton::clicked, &shelf_, &WorkloadShelf::cancelJob);
    connect(&shelf_, &WorkloadShelf::jobChanged, this, &JobStrip::follow);
    follow();
}

void JobStrip::follow() {
    const auto& job = shelf_.job();
    setVisible(job.has_value());
    if (!job)
        return;
    text_->setText(job->text);
    rows_->setText(job->rows == 0 ? QString() : tr("%1 rows").arg(formatCount(job->rows)));
    progress_->setShare(job->share);
}

} // namespace bsc::ui
