#include "ui/pages/run_benchmarks_sheet.h"

#include "ui/models/format.h"
#include "ui/widgets/label.h"
#include "ui/widgets/segmented_control.h"

#include <cmath>

namespace bsc::ui {

namespace {

constexpr QSize sheet_size{460, 430};
constexpr int quick = 0;
constexpr double minutes_from = 90; ///< seconds

} // namespace

QString estimateText(const std::optional<double>& seconds) {
    if (!seconds)
        return QObject::tr("How long it takes is not known: this machine has run nothing like it");
    return *seconds < minutes_from
               ? QObject::tr("About %1 s by earlier runs").arg(std::ceil(*seconds))
               : QObject::tr("About %1 min by earlier runs").arg(std::round(*seconds / 60));
}

RunBenchmarksSheet::RunBenchmarksSheet(BenchmarkModel& model, const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("Run benchmarks"), sheet_size, parent), model_(model),
      workloads_(new QListWidget), repeats_(new SegmentedControl(theme, {tr("Quick"), tr("Full")})),
      explanation_(new Label(theme, FontRole::secondary, Tone::tx2)),
      estimate_(new Label(theme, FontRole::secondary, Tone::tx3)), run_(new QPushButton) {
    setObjectName("runBenchmarksSheet");
    addCloseButton();
    workloads_->setObjectName("benchmarkWorkloads");
    workloads_->setAccessibleName(tr("Workloads"));
    workloads_->setSpacing(2);
    repeats_->setObjectName("benchmarkRepeats");
    repeats_->setAccessibleName(tr("Repeats"));
    explanation_->setWordWrap(true);
    estimate_->setObjectName("benchmarkEstimate");
    estimate_->setWordWrap(true);
    body().setSpacing(8);
    body().addWidget(new Label(theme, FontRole::secondary, Tone::tx2,
                               tr("On each workload: ten policies at three capacities and three "
                                  "thresholds, then the default settings; then projection, "
                                  "memory, eviction and look-ups, which no workload changes.")));
    static_cast<QLabel*>(body().itemAt(0)->widget())->setWordWrap(true);
    body().addWidget(workloads_, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(repeats_);
    row->addWidget(explanation_, 1);
    body().addLayout(row);
    run_->setObjectName("benchmarksStart");
    run_->setProperty("look", "primary");
    run_->setDefault(true);
    foot().addWidget(estimate_, 1);
    foot().addWidget(run_);
    connect(&model_, &BenchmarkModel::listChanged, this, &RunBenchmarksSheet::showWorkloads);
    connect(workloads_, &QListWidget::itemChanged, this, &RunBenchmarksSheet::showEstimate);
    connect(repeats_, &SegmentedControl::currentChanged, this, &RunBenchmarksSheet::showEstimate);
    connect(run_, &QPushButton::clicked, this, [this] {
        model_.start(orders());
        accept();
    });
    showWorkloads();
}

void RunBenchmarksSheet::open() {
    model_.refresh();
    show();
    raise();
    activateWindow();
}

void RunBenchmarksSheet::showWorkloads() {
    const auto before = orders();
    const auto was = [&](std::uint64_t id) {
        return std::ranges::any_of(
            before, [id](const BenchmarkOrder& order) { return order.workload.id == id; });
    };
    const QSignalBlocker quiet(workloads_);
    workloads_->clear();
    for (std::size_t i = 0; i < model_.workloads().size(); ++i) {
        const BenchmarkWorkload& workload = model_.workloads()[i];
        auto* item = new QListWidgetItem(
            tr("%1, %2 requests").arg(workload.name, formatCount(workload.requests)), workloads_);
        item->setFlags(Qt::ItemIsUserCheckable | Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        const bool on = before.empty() ? i == 0 : was(workload.id);
        item->setCheckState(on ? Qt::Checked : Qt::Unchecked);
        item->setData(Qt::UserRole, QVariant::fromValue<qulonglong>(i));
    }
    showEstimate();
}

std::vector<BenchmarkOrder> RunBenchmarksSheet::orders() const {
    std::vector<BenchmarkOrder> orders;
    for (int row = 0; row < workloads_->count(); ++row) {
        const QListWidgetItem* item = workloads_->item(row);
        const std::size_t at = item->data(Qt::UserRole).toULongLong();
        if (item->checkState() == Qt::Checked && at < model_.workloads().size())
            orders.push_back({model_.workloads()[at], repeats_->current() == quick});
    }
    return orders;
}

void RunBenchmarksSheet::showEstimate() {
    explanation_->setText(repeats_->current() == quick
                              ? tr("Times from few repeats, look-ups in up to 100\u202f000 codes: "
                                   "for a first look")
                              : tr("Times from full repeats, look-ups in up to 1\u202f000\u202f000 "
                                   "codes"));
    const auto chosen = orders();
    std::optional<double> seconds = 0.0;
    for (const BenchmarkOrder& order : chosen) {
        const auto one = model_.estimatedSeconds(order);
        seconds = seconds && one ? std::optional(*seconds + *one) : std::nullopt;
    }
    estimate_->setText(chosen.empty() ? tr("Choose a workload") : estimateText(seconds));
    run_->setEnabled(!chosen.empty());
    run_->setText(chosen.size() < 2 ? tr("Run benchmarks")
                                    : tr("Run %1 benchmarks").arg(static_cast<int>(chosen.size())));
    run_->setAccessibleName(run_->text());
}

} // namespace bsc::ui
