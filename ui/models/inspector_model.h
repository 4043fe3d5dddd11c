#pragma once

#include "engine/proxy/cache_service.h"
#include "engine/replay/inspector.h"
#include "engine/replay/threshold_study.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <atomic>
#include <memory>

namespace bsc::ui {

/// What the inspector found of some requests.
struct Inspection {
    std::uint64_t requests = 0;
    CosineScatter scatter;
    std::vector<VariantFigures> variants; ///< the first is live
    TrapReport traps;
};

/// Looks at the codes of a study's requests on a worker. GUI thread.
class InspectorModel : public QObject {
    Q_OBJECT
  public:
    explicit InspectorModel(CacheService& service, QObject* parent = nullptr);
    ~InspectorModel() override;

    /// Starts anew, dropping what is running.
    void inspect(std::shared_ptr<const ThresholdStudy> study, float threshold);
    void cancel();
    bool isRunning() const { return job_ != nullptr; }
    std::shared_ptr<const Inspection> inspection() const { return inspection_; }
    const QString& error() const { return error_; }

  signals:
    void changed();

  private:
    CacheService& service_;
    std::shared_ptr<std::atomic<bool>> job_; ///< true: cancelled
    std::shared_ptr<const Inspection> inspection_;
    QString error_;
    QThreadPool pool_;
};

} // namespace bsc::ui
