#include "ui/pages/requests_sheet.h"

#include "ui/models/format.h"
#include "ui/widgets/count_spin.h"
#include "ui/widgets/label.h"
#include "ui/widgets/request_table.h"

#include <QAction>

namespace bsc::ui {

RequestsSheet::RequestsSheet(std::shared_ptr<WorkloadLibrary> library, const WorkloadInfo& workload,
                             const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("Requests of %1").arg(QString::fromStdString(workload.name)), {1000, 560},
            parent),
      rows_(std::move(library), workload.id, workload.requests),
      table_(new RequestTable(rows_, theme)), row_(new CountSpin) {
    setObjectName("requestsSheet");
    setAttribute(Qt::WA_DeleteOnClose);
    addCloseButton();
    body().addWidget(table_, 1);
    auto* state = new Label(theme, FontRole::secondary, Tone::tx3,
                            tr("%1 requests").arg(formatCount(workload.requests)));
    state->setObjectName("requestsState");
    foot().addWidget(state);
    foot().addStretch(1);
    auto* caption = new Label(theme, FontRole::secondary, Tone::tx3, tr("Go to row"));
    row_->setObjectName("requestsRow");
    row_->setAccessibleName(tr("Go to row"));
    row_->setMinimumWidth(96);
    row_->setRange(1, std::max(1, rows_.rowCount()));
    row_->setKeyboardTracking(false);
    foot().addWidget(caption);
    foot().addWidget(row_);
    connect(row_, &QSpinBox::valueChanged, this, &RequestsSheet::goTo);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, row_,
            [this](const QModelIndex& current) {
                const QSignalBlocker quiet(row_);
                row_->setValue(current.row() + 1);
            });
    connect(&rows_, &WorkloadRowsModel::failed, state, &QLabel::setText);
    auto* jump = new QAction(tr("Go to row"), this);
    jump->setShortcut(QKeySequence("Ctrl+G"));
    connect(jump, &QAction::triggered, row_, [this] {
        row_->setFocus();
        row_->selectAll();
    });
    addAction(jump);
    table_->selectRow(0);
    table_->setFocus();
}

void RequestsSheet::goTo(int number) {
    const QModelIndex row = rows_.index(number - 1, 0);
    table_->setCurrentIndex(row);
    table_->scrollTo(row, QAbstractItemView::PositionAtCenter);
}

} // namespace bsc::ui
