#include "ui/models/inspector_model.h"

#include "engine/code/similarity.h"
#include "engine/replay/listed_rows.h"
#include "ui/models/post_to.h"

#include <QPointer>

#include <unordered_set>

namespace bsc::ui {

namespace {

constexpr std::size_t scatter_texts = 800, most_trap_prompts = 2000;
constexpr unsigned widths[] = {64, 128, 256, 512, 1024};
/// Any other matrix does: it shows how much of the figures is luck.
constexpr std::uint64_t other_seed = 7;

std::vector<std::string> distinctPrompts(const ThresholdStudy& study) {
    std::vector<std::string> prompts;
    std::unordered_set<std::string> seen;
    for (const WorkloadRow& row : study.rows)
        if (prompts.size() < most_trap_prompts && seen.insert(row.prompt).second)
            prompts.push_back(row.prompt);
    return prompts;
}

VariantOptions variantsOf(const CacheConfig& config, float threshold, std::vector<float> mean) {
    VariantOptions options;
    options.variants = {{config.bits, config.seed}, {config.bits, other_seed}};
    for (const unsigned bits : widths)
        if (bits != config.bits)
            options.variants.push_back({bits, config.seed});
    options.threshold = threshold;
    options.policy = config.policy;
    options.capacity = config.max_entries;
    options.mean = std::move(mean);
    return options;
}

Result<Inspection> inspectStudy(CacheService& service, const ThresholdStudy& study, float threshold,
                                const std::atomic<bool>& cancelled) {
    const BinaryCache& cache = service.cache();
    const CacheConfig& config = cache.config();
    const std::vector<float> mean = cache.mean_vector();
    ListedRows rows(study.rows);
    const auto workload = EmbeddedWorkload::embed(study.name, rows, service.embedder(), 0,
                                                  [&](std::uint64_t) { return !cancelled.load(); });
    if (!workload)
        return tl::unexpected(workload.error());
    Inspection inspection;
    inspection.requests = workload->requests();
    auto traps = spring_traps(distinctPrompts(study), service.embedder(), cache.projection(), mean,
                              radius_of(threshold, config.bits));
    if (!traps)
        return tl::unexpected(traps.error());
    inspection.traps = std::move(*traps);
    auto scatter =
        cosine_scatter(*workload, config.bits, config.seed, mean, scatter_texts, config.seed);
    if (!scatter)
        return tl::unexpected(scatter.error());
    inspection.scatter = std::move(*scatter);
    auto variants = compare_codes(*workload, variantsOf(config, threshold, mean),
                                  [&] { return cancelled.load(); });
    if (!variants)
        return tl::unexpected(variants.error());
    inspection.variants = std::move(*variants);
    return inspection;
}

} // namespace

InspectorModel::InspectorModel(CacheService& service, QObject* parent)
    : QObject(parent), service_(service) {
    pool_.setMaxThreadCount(1);
}

InspectorModel::~InspectorModel() {
    cancel();
    pool_.waitForDone();
}

void InspectorModel::cancel() {
    if (!job_)
        return;
    *job_ = true;
    job_.reset();
    emit changed();
}

void InspectorModel::inspect(std::shared_ptr<const ThresholdStudy> study, float threshold) {
    cancel();
    if (!study)
        return;
    job_ = std::make_shared<std::atomic<bool>>(false);
    error_.clear();
    emit changed();
    pool_.start([self = QPointer(this), job = job_, &service = service_, study = std::move(study),
                 threshold] {
        auto found = inspectStudy(service, *study, threshold, *job);
        postTo(self, [self, job, found = std::move(found)]() mutable {
            if (self->job_ != job)
                return;
            self->job_.reset();
            if (found)
                self->inspection_ = std::make_shared<Inspection>(std::move(*found));
            else
                self->error_ = QString::fromStdString(found.error().text);
            emit self->changed();
        });
    });
}

} // namespace bsc::ui
