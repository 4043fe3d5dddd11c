#include "ui/pages/stress_sheet.h"

#include "ui/models/format.h"
#include "ui/widgets/label.h"
#include "ui/widgets/plain_table.h"
#include "ui/widgets/progress_line.h"

#include <QFormLayout>

namespace bsc::ui {

namespace {

constexpr double quantiles[] = {0.5, 0.9, 0.99, 1};
enum Target { own, running };

QString duration(std::chrono::nanoseconds time) {
    return formatDuration(std::chrono::duration<double, std::micro>(time).count()).text();
}

QStringList rowOf(const QString& name, const DurationHistogram& times) {
    QStringList cells{name, formatCount(times.count())};
    for (const double quantile : quantiles)
        cells << (times.count() == 0 ? QString("–") : duration(times.quantile(quantile)));
    return cells;
}

} // namespace

StressSheet::StressSheet(StressModel& model, const Theme& theme, std::function<Live()> live,
                         QWidget* parent)
    : Sheet(theme, tr("Stress test"), {640, 480}, parent), model_(model), theme_(theme),
      live_(std::move(live)), prompts_(new Label(theme, FontRole::base, Tone::tx)),
      summary_(new Label(theme, FontRole::base, Tone::tx)),
      errors_(new Label(theme, FontRole::secondary, Tone::tx2)), clients_(new QSpinBox),
      seconds_(new QSpinBox), target_(new QComboBox), progress_(new ProgressLine(theme)),
      start_(new QPushButton(tr("Start"))), cancel_(new QPushButton(tr("Stop"))) {
    setObjectName("stressSheet");
    addCloseButton();
    makeTable();
    summary_->setObjectName("stressSummary");
    summary_->setWordWrap(true);
    errors_->setObjectName("stressErrors");
    errors_->setWordWrap(true);
    progress_->setAccessibleName(tr("Progress of the stress test"));
    start_->setObjectName("startStress");
    start_->setProperty("look", "primary");
    cancel_->setObjectName("cancelStress");
    body().setSpacing(10);
    body().addWidget(makeForm());
    body().addWidget(progress_);
    body().addWidget(summary_);
    body().addWidget(table_, 1);
    body().addWidget(errors_);
    foot().addWidget(new Label(theme, FontRole::secondary, Tone::tx3,
                               tr("Request to the last byte of its answer, as a client sees it")));
    foot().addStretch(1);
    foot().addWidget(cancel_);
    foot().addWidget(start_);
    connect(start_, &QPushButton::clicked, this, &StressSheet::start);
    connect(cancel_, &QPushButton::clicked, &model_, &StressModel::cancel);
    connect(&model_, &StressModel::changed, this, &StressSheet::showState);
    showState();
}

QWidget* StressSheet::makeForm() {
    constexpr int most_clients = 4096, most_seconds = 3600;
    clients_->setObjectName("stressClients");
    clients_->setAccessibleName(tr("Clients"));
    clients_->setRange(1, most_clients);
    clients_->setValue(static_cast<int>(model_.order().clients));
    seconds_->setObjectName("stressSeconds");
    seconds_->setAccessibleName(tr("Seconds"));
    seconds_->setRange(1, most_seconds);
    seconds_->setValue(static_cast<int>(model_.order().seconds));
    seconds_->setSuffix(tr(" s"));
    target_->setObjectName("stressTarget");
    target_->setAccessibleName(tr("Proxy"));
    target_->addItem(tr("a proxy of its own, empty, with the demo upstream"));
    target_->addItem(tr("the running proxy and its upstream"));
    auto* form = new QWidget;
    auto* fields = new QFormLayout(form);
    fields->setContentsMargins(0, 0, 0, 0);
    fields->setHorizontalSpacing(16);
    fields->addRow(tr("Prompts"), prompts_);
    fields->addRow(tr("Proxy"), target_);
    fields->addRow(tr("Clients"), clients_);
    fields->addRow(tr("For"), seconds_);
    return form;
}

void StressSheet::makeTable() {
    using enum PlainTable::Kind;
    table_ = new PlainTable(
        "stressTimes", tr("Latency under load"),
        {{tr("Latency"), words}, {tr("Answers")}, {"p50"}, {"p90"}, {"p99"}, {tr("Longest")}},
        theme_);
    table_->setStretched({1, 2, 3, 4, 5});
}

void StressSheet::open(std::uint64_t workload, const QString& name, float threshold) {
    workload_ = workload;
    threshold_ = threshold;
    prompts_->setText(workload == 0 ? tr("the sample") : name);
    const bool runs = !live_().url.isEmpty();
    target_->setItemText(running, runs ? tr("the running proxy and its upstream")
                                       : tr("the running proxy (it is off)"));
    show();
    raise();
    activateWindow();
}

void StressSheet::start() {
    const Live live = live_();
    const bool at_running = target_->currentIndex() == running;
    if (at_running && live.url.isEmpty()) {
        errors_->setText(tr("The proxy is off: turn it on, or test one of its own."));
        return;
    }
    model_.start({.workload = workload_,
                  .clients = static_cast<unsigned>(clients_->value()),
                  .seconds = static_cast<double>(seconds_->value()),
                  .live = at_running,
                  .url = live.url,
                  .token = live.token,
                  .threshold = threshold_});
}

void StressSheet::showState() {
    const bool runs = model_.isRunning();
    progress_->setVisible(runs);
    progress_->setShare(model_.share());
    start_->setEnabled(!runs);
    cancel_->setVisible(runs);
    const std::initializer_list<QWidget*> fields{clients_, seconds_, target_};
    for (QWidget* field : fields)
        field->setEnabled(!runs);
    table_->setVisible(model_.report().has_value());
    errors_->clear();
    if (runs)
        summary_->setText(
            tr("%1 clients ask as fast as answers come").arg(formatCount(model_.order().clients)));
    else if (model_.report())
        showReport(*model_.report());
    else
        summary_->setText(
            model_.error().isEmpty()
                ? tr("Each client sends one request after the other, over and over, for as long "
                     "as you say. Against the running proxy, misses go to its upstream and cost "
                     "what they cost.")
                : model_.error());
}

void StressSheet::showReport(const StressReport& report) {
    const double per_second =
        report.seconds > 0 ? static_cast<double>(report.requests) / report.seconds : 0;
    summary_->setText(tr("%1 answers in %2 s, %3 a second; %4 of them hits (right or wrong was not "
                         "judged); error rate %5 of %6 requests")
                          .arg(formatCount(report.requests), formatFixed(report.seconds, 1),
                               formatCount(static_cast<std::uint64_t>(per_second)),
                               formatCount(report.hits), formatPercent(report.error_rate()),
                               formatCount(report.requests + report.errors)));
    table_->setRows({rowOf(tr("Hit"), report.hit_time), rowOf(tr("Miss"), report.miss_time),
                     rowOf(tr("Added by the proxy"), report.added_time)});
    QStringList errors;
    for (const auto& [text, times] : report.error_texts)
        errors.append(tr("%1 times: %2").arg(formatCount(times), QString::fromStdString(text)));
    errors_->setText(errors.join('\n'));
}

} // namespace bsc::ui
