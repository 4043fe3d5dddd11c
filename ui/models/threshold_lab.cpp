#include "ui/models/threshold_lab.h"

#include "engine/code/similarity.h"
#include "engine/proxy/flow_log.h"
#include "engine/replay/label_file.h"
#include "engine/replay/library_rows.h"
#include "ui/models/format.h"
#include "ui/models/post_to.h"

#include <QDateTime>
#include <QPointer>
#include <QSet>

#include <algorithm>
#include <chrono>
#include <utility>

namespace bsc::ui {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds report_every{100}, labels_after{500}, stale_after{60'000};
constexpr unsigned gate_step = 4; ///< bits
constexpr unsigned jobs = 1;      ///< the proxy wants the other processors

Result<FlowRows> flowRows(Store* store, std::int64_t sinceUs) {
    if (!store)
        return FlowRows{};
    auto flows = store->flows(ThresholdLab::most_requests);
    if (!flows)
        return tl::unexpected(flows.error());
    std::erase_if(*flows, [&](const FlowRecord& flow) { return flow.time_us < sinceUs; });
    return rows_of(*flows);
}

Result<FlowRows> workloadRows(WorkloadLibrary& library, std::uint64_t id) {
    auto rows = library.rows(id);
    if (!rows)
        return tl::unexpected(rows.error());
    LibraryRows source(std::move(*rows));
    FlowRows read;
    while (read.rows.size() < ThresholdLab::most_requests) {
        auto row = source.next();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            break;
        read.rows.push_back(std::move(**row));
    }
    return read;
}

/// Takes the other models' rows out; returns all models there were.
QStringList keepModel(FlowRows& rows, const std::string& model) {
    QSet<QString> models;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        if (!rows.rows[i].model.empty())
            models.insert(toText(rows.rows[i].model));
        if (!model.empty() && rows.rows[i].model != model)
            continue;
        if (!rows.flow_ids.empty()) {
            rows.flow_ids[kept] = rows.flow_ids[i];
            rows.entry_ids[kept] = rows.entry_ids[i];
        }
        if (kept != i)
            rows.rows[kept] = std::move(rows.rows[i]);
        ++kept;
    }
    rows.rows.resize(kept);
    if (!rows.flow_ids.empty()) {
        rows.flow_ids.resize(kept);
        rows.entry_ids.resize(kept);
    }
    QStringList sorted(models.begin(), models.end());
    sorted.sort();
    return sorted;
}

EmbeddedWorkload::Price priceBy(std::shared_ptr<const PriceTable> prices, Day day) {
    return
        [prices = std::move(prices), day](const WorkloadRow& row) -> std::optional<std::int64_t> {
            if (!prices || row.model.empty() || row.input_tokens + row.output_tokens == 0)
                return std::nullopt;
            return prices->nano_usd(row.model,
                                    {.input = row.input_tokens, .output = row.output_tokens}, day);
        };
}

/// As the live cache is.
ThresholdStudyOptions optionsOf(const LabParts& parts) {
    const BinaryCache& cache = parts.service.cache();
    const CacheConfig& config = cache.config();
    ThresholdStudyOptions options;
    options.bits = config.bits;
    options.seed = config.seed;
    options.mean = cache.mean_vector();
    options.jobs = jobs;
    options.price = priceBy(parts.prices(), day_of(now_us()));
    options.cache.policy = config.policy;
    options.cache.settings = config.policy_settings;
    options.cache.capacity = config.max_entries;
    options.cache.batch = std::min(config.eviction_batch, config.max_entries);
    return options;
}

} // namespace

struct ThresholdLab::Outcome {
    Result<std::shared_ptr<const ThresholdStudy>> study = nullptr;
    std::vector<std::uint64_t> flowIds, entryIds; ///< of the study's rows; empty: of no flows
    QStringList models;
    std::vector<LabelRecord> labels;
};

ThresholdLab::ThresholdLab(LabParts parts, QObject* parent)
    : QObject(parent), parts_(std::move(parts)), startedUs_(now_us()),
      desk_(new LabelDesk(parts_.service, this)) {
    sources_ = {{LabSource::Kind::session, 0, tr("Session so far"), 0},
                {LabSource::Kind::keptFlows, 0, tr("All kept requests"), 0}};
    pool_.setMaxThreadCount(2); // a study does not keep figures waiting
    labelsSoon_.setSingleShot(true);
    labelsSoon_.setInterval(labels_after);
    connect(&labelsSoon_, &QTimer::timeout, this, &ThresholdLab::readLabels);
    connect(desk_, &LabelDesk::labelsChanged, this, &ThresholdLab::figureOut);
    desk_->setRadius(parts_.threshold.radius());
    connect(&parts_.threshold, &ThresholdModel::radiusChanged, desk_, &LabelDesk::setRadius);
}

ThresholdLab::~ThresholdLab() {
    dropJob();
    pool_.waitForDone();
}

void ThresholdLab::dropJob() {
    for (auto* job : {&job_, &gateJob_}) {
        if (*job)
            (*job)->cancelled = true;
        job->reset();
    }
}

void ThresholdLab::setState(State state) {
    state_ = state;
    emit stateChanged();
}

void ThresholdLab::refreshSources() {
    if (!parts_.library)
        return;
    pool_.start([self = QPointer(this), library = parts_.library] {
        postTo(self, [self, listed = library->list()] {
            if (!listed)
                return;
            const LabSource current = self->sources_[static_cast<std::size_t>(self->source_)];
            self->sources_.resize(2);
            self->source_ = current.kind == LabSource::Kind::keptFlows ? 1 : 0;
            for (const WorkloadInfo& info : *listed) {
                if (current.kind == LabSource::Kind::workload && info.id == current.workload)
                    self->source_ = static_cast<int>(self->sources_.size());
                self->sources_.push_back(
                    {LabSource::Kind::workload, info.id, toText(info.name), info.requests});
            }
            emit self->sourcesChanged();
        });
    });
}

void ThresholdLab::setSource(int index) {
    if (index < 0 || index >= static_cast<int>(sources_.size()) || index == source_)
        return;
    source_ = index;
    modelFilter_.clear();
    compute();
}

void ThresholdLab::setModelFilter(const QString& model) {
    if (modelFilter_ == model)
        return;
    modelFilter_ = model;
    compute();
}

void ThresholdLab::compute() {
    dropJob();
    job_ = std::make_shared<Job>();
    progress_ = 0;
    stage_.clear();
    error_.clear();
    const LabSource source = sources_[static_cast<std::size_t>(source_)];
    const std::int64_t since = source.kind == LabSource::Kind::session ? startedUs_ : 0;
    setState(State::computing);

    pool_.start([self = QPointer(this), job = job_, parts = parts_, source, since,
                 model = modelFilter_.toStdString()] {
        auto reported = steady_clock::now();
        const auto progress = [&](double share, const char* stage) {
            if (steady_clock::now() - reported < report_every)
                return;
            reported = steady_clock::now();
            postTo(self, [self, job, share, text = QString(stage)] {
                if (self->job_ != job)
                    return;
                self->progress_ = share;
                self->stage_ = text;
                emit self->stateChanged();
            });
        };
        Outcome outcome =
            study(parts, source, since, model, progress, [&] { return job->cancelled.load(); });
        postTo(self, [self, job, outcome = std::move(outcome)]() mutable {
            if (self->job_ == job)
                self->take(std::move(outcome));
        });
    });
}

ThresholdLab::Outcome ThresholdLab::study(const LabParts& parts, const LabSource& source,
                                          std::int64_t sinceUs, const std::string& model,
                                          const StudyProgress& progress,
                                          const std::function<bool()>& cancelled) {
    Outcome outcome;
    Store* store = parts.service.store();
    auto rows = source.kind == LabSource::Kind::workload
                    ? workloadRows(*parts.library, source.workload)
                    : flowRows(store, sinceUs);
    auto labels = store ? store->labels() : Result<std::vector<LabelRecord>>();
    if (!rows || !labels) {
        outcome.study = tl::unexpected(rows ? labels.error() : rows.error());
        return outcome;
    }
    const BinaryCache& cache = parts.service.cache();
    if (auto measured = measure_distances(*labels, parts.service.embedder(), cache.projection(),
                                          cache.mean_vector());
        !measured) {
        outcome.study = tl::unexpected(measured.error());
        return outcome;
    }
    outcome.labels = std::move(*labels);
    outcome.models = keepModel(*rows, model);
    outcome.flowIds = std::move(rows->flow_ids);
    outcome.entryIds = std::move(rows->entry_ids);
    if (!rows->rows.empty())
        outcome.study =
            study_threshold(source.name.toStdString(), std::move(rows->rows),
                            parts.service.embedder(), optionsOf(parts), progress, cancelled)
                .map([](ThresholdStudy&& study) {
                    return std::shared_ptr<const ThresholdStudy>(
                        std::make_shared<ThresholdStudy>(std::move(study)));
                });
    return outcome;
}

QString ThresholdLab::describe(const ThresholdStudy& study) const {
    const QString name = QString::fromStdString(study.name);
    const auto time = [](std::int64_t us) {
        return QDateTime::fromMSecsSinceEpoch(us / 1000, Qt::UTC).toString(Qt::ISODate);
    };
    if (name == sources_[static_cast<std::size_t>(LabSource::Kind::session)].name)
        return tr("live traffic, %1 to %2").arg(time(startedUs_), time(now_us()));
    if (name == sources_[static_cast<std::size_t>(LabSource::Kind::keptFlows)].name)
        return tr("live traffic kept until %1").arg(time(now_us()));
    return name;
}

void ThresholdLab::computeIfStale() {
    const bool live = sources_[static_cast<std::size_t>(source_)].kind != LabSource::Kind::workload;
    const bool stale = !study_ || (live && age_.hasExpired(stale_after.count()));
    if (stale && state_ != State::computing)
        compute();
}

void ThresholdLab::cancel() {
    if (!job_)
        return;
    dropJob();
    setState(study_ ? State::ready : State::idle);
}

void ThresholdLab::take(Outcome outcome) {
    job_.reset();
    if (!outcome.study) {
        error_ = toText(outcome.study.error().text);
        setState(State::failed);
        return;
    }
    study_ = *outcome.study;
    studied_ = study_ ? describe(*study_) : QString();
    age_.start();
    models_ = outcome.models;
    desk_->setStudy(study_, std::move(outcome.flowIds), std::move(outcome.entryIds));
    desk_->setLabels(std::move(outcome.labels));
    setState(State::ready);
    gated_.clear();
    emit studyChanged();
    figureOut();
    replayWithGate();
}

/// What the live cache does beyond its radius; slower, so it follows the rest.
void ThresholdLab::replayWithGate() {
    if (!study_)
        return;
    gateJob_ = std::make_shared<Job>();
    pool_.start([self = QPointer(this), job = gateJob_, study = study_, &service = parts_.service] {
        DecisionSweepOptions options;
        options.replay.cache = service.cache().config();
        options.replay.content_gate = true;
        options.jobs = jobs;
        for (unsigned radius = 0; radius <= study->bits / 4; radius += gate_step)
            options.at.push_back(similarity_of(radius, study->bits));
        auto points = sweep_decisions(study->rows, service.embedder(), options, {},
                                      [&] { return job->cancelled.load(); });
        if (!points)
            return; // cancelled, or the encoder said why when the study was made
        postTo(self, [self, job, points = std::move(*points)]() mutable {
            if (self->gateJob_ != job)
                return;
            self->gated_ = std::move(points);
            emit self->gatedChanged();
        });
    });
}

void ThresholdLab::readLabels() {
    Store* store = parts_.service.store();
    if (!store || !study_)
        return;
    pool_.start([self = QPointer(this), store] {
        postTo(self, [self, labels = store->labels()]() mutable {
            if (!labels)
                return;
            self->desk_->setLabels(std::move(*labels));
            self->figureOut();
        });
    });
}

void ThresholdLab::importLabels(const QString& file) {
    pool_.start([self = QPointer(this), &service = parts_.service, file = file.toStdString()] {
        auto labels = read_label_file(file);
        if (labels) {
            const auto measured =
                measure_distances(*labels, service.embedder(), service.cache().projection(),
                                  service.cache().mean_vector());
            if (!measured)
                labels = tl::unexpected(measured.error());
        }
        if (Store* store = service.store(); store && labels)
            for (const LabelRecord& label : *labels)
                store->put_label(label);
        postTo(self, [self, labels = std::move(labels)] {
            if (!labels) {
                emit self->importFailed(toText(labels.error().text));
                return;
            }
            emit self->labelsImported(labels->size());
            self->readLabels();
        });
    });
}

void ThresholdLab::take(std::span<const Event> events) {
    if (std::ranges::any_of(
            events, [](const Event& event) { return std::holds_alternative<LabelEvent>(event); }) &&
        !labelsSoon_.isActive())
        labelsSoon_.start();
}

void ThresholdLab::setMaxWrongPercent(int percent) {
    if (maxWrongPercent_ == percent)
        return;
    maxWrongPercent_ = percent;
    figureOut();
}

/// Labels of the source: those of live traffic speak for all of it.
std::vector<LabelRecord> ThresholdLab::sourceLabels() const {
    const LabSource& source = sources_[static_cast<std::size_t>(source_)];
    const std::string workload =
        source.kind == LabSource::Kind::workload ? source.name.toStdString() : std::string();
    std::vector<LabelRecord> labels;
    std::ranges::copy_if(desk_->labels(), std::back_inserter(labels),
                         [&](const LabelRecord& label) { return label.workload == workload; });
    return labels;
}

void ThresholdLab::figureOut() {
    if (!study_)
        return;
    const std::uint64_t number = ++figuring_;
    pool_.start([self = QPointer(this), number, study = study_, labels = sourceLabels(),
                 maxWrong = maxWrongPercent_ / 100.0] {
        postTo(self, [self, number, figures = figuresOf(*study, labels, maxWrong)]() mutable {
            if (self->figuring_ != number)
                return; // newer ones are on their way
            self->figures_ = std::move(figures);
            const bool live = self->sources_[static_cast<std::size_t>(self->source_)].kind !=
                              LabSource::Kind::workload;
            if (live)
                self->parts_.threshold.setSuggested(self->figures_.promise.radius);
            emit self->figuresChanged();
        });
    });
}

} // namespace bsc::ui
