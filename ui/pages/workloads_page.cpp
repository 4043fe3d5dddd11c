#include "ui/pages/workloads_page.h"

#include "ui/widgets/reset_splitter.h"

#include <QDataStream>
#include <QIODevice>
#include <QVBoxLayout>

namespace bsc::ui {

namespace {

const QList<int> pane_widths{436, 928}, narrow_pane_widths{336, 612};
constexpr int narrow_below = 1124; // the window's 1200 without the rail
constexpr quint32 state_version = 1;

} // namespace

WorkloadsPage::WorkloadsPage(QWidget* library, ReplayPanel* replays, QWidget* parent)
    : QWidget(parent), replays_(replays), panes_(new ResetSplitter(Qt::Horizontal, pane_widths)) {
    setObjectName("workloadsPage");
    panes_->addWidget(library);
    panes_->addWidget(replays_);
    panes_->setStretchFactor(1, 1);
    panes_->reset();
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(panes_);
    setFocusProxy(library);
}

void WorkloadsPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < narrow_below;
    if (narrow == narrow_)
        return;
    narrow_ = narrow;
    panes_->setSizes(narrow ? narrow_pane_widths : pane_widths);
}

void WorkloadsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    setFocus(); // the page's keys work at once
}

QByteArray WorkloadsPage::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << state_version << panes_->saveState() << replays_->rows().saveState()
        << replays_->columns().saveState();
    return state;
}

void WorkloadsPage::restoreState(const QByteArray& state) {
    QDataStream in(state);
    quint32 version = 0;
    QByteArray panes, rows, columns;
    in >> version >> panes >> rows >> columns;
    if (in.status() != QDataStream::Ok || version != state_version)
        return;
    panes_->restoreState(panes);
    replays_->rows().restoreState(rows);
    replays_->columns().restoreState(columns);
}

} // namespace bsc::ui
