#include "ui/models/decision_ways_model.h"

#include "ui/models/post_to.h"

#include <QPointer>

namespace bsc::ui {

namespace {

constexpr double progress_step = 0.01;

} // namespace

DecisionWaysModel::DecisionWaysModel(CacheService& service, QObject* parent)
    : QObject(parent), service_(service) {
    pool_.setMaxThreadCount(1);
}

DecisionWaysModel::~DecisionWaysModel() {
    cancel();
    pool_.waitForDone();
}

void DecisionWaysModel::cancel() {
    if (!job_)
        return;
    job_->cancelled = true;
    job_.reset();
    emit changed();
}

void DecisionWaysModel::compare(std::shared_ptr<const ThresholdStudy> study) {
    cancel();
    if (!study)
        return;
    job_ = std::make_shared<Job>();
    progress_ = 0;
    error_.clear();
    emit changed();
    pool_.start([self = QPointer(this), job = job_, &service = service_, study = std::move(study)] {
        const auto post = [&](auto&& work) {
            postTo(self, [self, job, work = std::forward<decltype(work)>(work)]() mutable {
                if (self->job_ == job)
                    work(*self);
            });
        };
        double told = 0;
        const auto progress = [&](double share) {
            if (share < told + progress_step)
                return;
            told = share;
            post([share](DecisionWaysModel& model) {
                model.progress_ = share;
                emit model.progressed();
            });
        };
        const DecisionWaysOptions options{.cache = service.cache().config(),
                                          .mean = service.cache().mean_vector()};
        auto found = compare_ways(*study, service.embedder(), options, progress,
                                  [&] { return job->cancelled.load(); });
        post([study, found = std::move(found)](DecisionWaysModel& model) mutable {
            model.take(std::move(study), std::move(found));
        });
    });
}

void DecisionWaysModel::take(std::shared_ptr<const ThresholdStudy> study,
                             Result<DecisionWays> found) {
    job_.reset();
    if (found) {
        ways_ = std::make_shared<DecisionWays>(std::move(*found));
        study_ = std::move(study);
    } else {
        error_ = QString::fromStdString(found.error().text);
    }
    emit changed();
}

} // namespace bsc::ui
