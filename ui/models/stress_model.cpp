#include "ui/models/stress_model.h"

#include "engine/replay/library_rows.h"
#include "engine/replay/sample_workload.h"

namespace bsc::ui {

namespace {

constexpr std::chrono::milliseconds stress_tick{100};
constexpr std::size_t most_prompts = 200'000;

Result<std::vector<WorkloadRow>> promptsOf(const WorkloadLibrary* library, std::uint64_t id) {
    if (!library || id == 0)
        return sample_workload();
    auto rows = library->rows(id);
    if (!rows)
        return tl::unexpected(rows.error());
    LibraryRows reader(std::move(*rows));
    std::vector<WorkloadRow> prompts;
    while (prompts.size() < most_prompts) {
        auto row = reader.next();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            break;
        prompts.push_back(std::move(**row));
    }
    return prompts;
}

} // namespace

StressModel::StressModel(ReplayInput input, QObject* parent)
    : QObject(parent), input_(std::move(input)) {
    timer_.setInterval(stress_tick);
    connect(&timer_, &QTimer::timeout, this, &StressModel::changed);
}

StressModel::~StressModel() { cancel(); }

double StressModel::share() const {
    return progress_ ? std::min(1.0, progress_->seconds / order_.seconds) : 0;
}

void StressModel::start(const Order& order) {
    if (isRunning())
        return;
    order_ = order;
    progress_ = std::make_shared<Progress>();
    report_.reset();
    error_.clear();
    timer_.start();
    emit changed();
    const auto work = [input = input_, order, progress = progress_] {
        StressSettings settings;
        settings.clients = order.clients;
        settings.seconds = order.seconds;
        if (order.live) {
            settings.url = order.url.toStdString();
            settings.token = order.token.toStdString();
        }
        settings.cache.cache.threshold = order.threshold;
        const auto prompts = promptsOf(input.library.get(), order.workload);
        if (!prompts)
            return std::make_shared<Result<StressReport>>(tl::unexpected(prompts.error()));
        return std::make_shared<Result<StressReport>>(
            stress(*prompts, input.encoders.front(), settings, [&](double seconds) {
                progress->seconds = seconds;
                return !progress->cancelled;
            }));
    };
    background_.run(work, [this](const std::shared_ptr<Result<StressReport>>& outcome) {
        progress_.reset();
        timer_.stop();
        if (*outcome)
            report_ = std::move(**outcome);
        else
            error_ = QString::fromStdString(outcome->error().text);
        emit changed();
    });
}

void StressModel::cancel() {
    if (progress_)
        progress_->cancelled = true;
}

} // namespace bsc::ui
