#pragma once

#include "engine/replay/generate/text_workload.h"
#include "engine/replay/import/import.h"
#include "engine/store/run_library.h"
#include "engine/store/workload_library.h"
#include "ui/models/background.h"

#include <QString>
#include <QTimer>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace bsc::ui {

/// A saved workload as the library shows it.
struct ShelfRow {
    WorkloadInfo info;
    std::int64_t lastReplayUs = 0; ///< Unix epoch; 0: never replayed
    bool recording = false;
};

/// One long job: an import, an export, a copy, generating.
struct ShelfJob {
    QString text;     ///< "Importing support.csv"
    double share = 0; ///< 0..1
    std::uint64_t rows = 0;
};

/// The library of workloads for the interface: what is in it, and all that can be done with it, off
/// the GUI thread. One long job at a time. GUI thread.
class WorkloadShelf : public QObject {
    Q_OBJECT
  public:
    /// `library` null: it could not be opened, `trouble` says why.
    struct Parts {
        std::shared_ptr<WorkloadLibrary> library;
        std::shared_ptr<RunLibrary> runs; ///< may be null, too
        QString file;                     ///< empty: nothing is kept
        QString trouble;
    };

    explicit WorkloadShelf(Parts parts, QObject* parent = nullptr);
    ~WorkloadShelf() override;

    const std::vector<ShelfRow>& rows() const { return rows_; }
    const ShelfRow* find(std::uint64_t id) const;
    bool isRead() const { return read_; } ///< rows() are what the library holds
    bool isReadOnly() const;
    std::uint64_t bytes() const;
    const Parts& parts() const { return parts_; }

    void refresh() { refreshThen({}); } ///< changed() follows
    /// What a recorder has on disk, between two refreshes; id 0: nothing is recorded.
    void setRecording(std::uint64_t id, std::uint64_t requests, std::uint64_t bytes,
                      double seconds);

    void rename(std::uint64_t id, const QString& name);
    void remove(std::uint64_t id); ///< removed() follows
    /// What was removed, in this session or before, newest first: restore() brings it back.
    const std::vector<WorkloadInfo>& removedOnes() const { return removed_; }
    const WorkloadInfo* findRemoved(std::uint64_t id) const; ///< null: it is not removed
    void restore(std::uint64_t id);                          ///< restored() follows
    void erase(std::uint64_t id); ///< for good, one of removedOnes(); erased() follows
    bool isErasing(std::uint64_t id) const { return erasing_.contains(id); }
    void sweep();                                  ///< takes away what a crash left half written
    QString freeName(const QString& wanted) const; ///< or with a number behind it
    void setBaseline(std::optional<std::uint64_t> id);
    void addSample();

    // Long jobs; while one runs, another is refused by failed().
    void duplicate(std::uint64_t id);
    void exportTo(std::uint64_t id, const QString& file);
    void import(const QString& file, const ImportOptions& options, const QString& name);
    void generate(const TextWorkloadSettings& settings, const QString& name);
    const std::optional<ShelfJob>& job() const { return job_; }
    void cancelJob();

    /// previewed() follows; of several that are asked for only the last.
    void preview(const QString& file, const ImportOptions& options);
    /// generatedPreview() follows; of several that are asked for only the last.
    void previewGenerated(const TextWorkloadSettings& settings);
    /// figuresRead() follows, at once when they are known; of several that are asked for only the
    /// last.
    void readFigures(std::uint64_t id);

  signals:
    void changed();
    void jobChanged();
    void added(std::uint64_t id); ///< by a job or the sample; changed() came before
    void imported(const bsc::ImportReport& report);
    void exported(const QString& file);
    void removed(std::uint64_t id, const QString& name);
    void restored(const bsc::WorkloadInfo& workload, const QString& formerName);
    void erased(std::uint64_t id, const QString& name, const bsc::FileRoom& room);
    void failed(const QString& title, const QString& why);
    void cancelled(const QString& what);
    /// Without `why` it can be imported. With it `preview` is null, or tells the columns of a CSV
    /// file whose prompts were not found.
    void previewed(std::shared_ptr<const bsc::ImportPreview> preview, const QString& why);
    void generatedPreview(const std::vector<bsc::WorkloadRow>& rows, const QString& why);
    void figuresRead(std::uint64_t id, const bsc::WorkloadFigures& figures);

  private:
    struct Progress {
        std::atomic<bool> cancelled{false};
        std::atomic<double> share{0};
        std::atomic<std::uint64_t> rows{0};
    };
    struct Contents;
    static Contents read(const WorkloadLibrary& library, const RunLibrary* runs);
    void refreshThen(std::function<void()> then);
    template <class Work>
    void change(const QString& title, Work work);
    template <class Work, class Then>
    void startJob(const QString& text, const QString& title, Work work, Then then);

    const Parts parts_;
    std::vector<ShelfRow> rows_;
    std::vector<WorkloadInfo> removed_;
    std::set<std::uint64_t> erasing_;
    bool read_ = false;
    std::uint64_t recording_ = 0;
    std::optional<ShelfJob> job_;
    std::shared_ptr<Progress> progress_;
    QTimer jobTimer_;
    std::uint64_t previews_ = 0;
    struct KnownFigures {
        std::uint64_t requests = 0; ///< that there were then
        WorkloadFigures figures;
    };
    std::map<std::uint64_t, KnownFigures> known_;
    std::uint64_t reading_ = 0; ///< the last whose figures were asked for; 0: they are there
    std::shared_ptr<std::atomic<std::uint64_t>> wanted_ =
        std::make_shared<std::atomic<std::uint64_t>>(0); ///< whose figures
    Background quick_;                                   ///< reads and small changes
    Background long_;                                    ///< jobs
    Background figures_;                                 ///< reads whole workloads
    Background eraser_;
};

} // namespace bsc::ui
