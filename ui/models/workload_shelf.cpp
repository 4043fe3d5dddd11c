#include "ui/models/workload_shelf.h"

#include "engine/replay/export_workload.h"
#include "engine/replay/sample_workload.h"
#include "ui/models/format.h"

#include <QFileInfo>

#include <algorithm>
#include <map>
#include <utility>

namespace bsc::ui {

namespace {

constexpr std::chrono::milliseconds job_tick{100};
constexpr std::size_t traffic_steps = 130;

struct Previewed {
    std::shared_ptr<const ImportPreview> preview;
    QString why;
};

Previewed tryPreview(const std::string& file, const ImportOptions& options) {
    auto preview = preview_import(file, options);
    if (preview)
        return {std::make_shared<const ImportPreview>(std::move(*preview)), {}};
    const QString why = QString::fromStdString(preview.error().text);
    const auto format = options.format ? Result<ImportFormat>(*options.format) : sniff(file);
    const bool csv = format && *format == ImportFormat::csv;
    const auto columns = csv ? csv_columns(file) : Result<std::vector<std::string>>();
    if (!csv || !columns)
        return {nullptr, why};
    ImportPreview header;
    header.format = ImportFormat::csv;
    header.columns = *columns;
    header.mapping = options.columns;
    return {std::make_shared<const ImportPreview>(std::move(header)), why};
}

Result<std::vector<WorkloadRow>> firstRows(const TextWorkloadSettings& settings) {
    auto source = TextWorkloadRows::create(settings);
    if (!source)
        return tl::unexpected(source.error());
    std::vector<WorkloadRow> rows;
    while (rows.size() < ImportPreview::max_rows) {
        auto row = (*source)->next();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            break;
        rows.push_back(std::move(**row));
    }
    return rows;
}

} // namespace

struct WorkloadShelf::Contents {
    std::vector<ShelfRow> rows;
    std::vector<WorkloadInfo> removed;
};

WorkloadShelf::Contents WorkloadShelf::read(const WorkloadLibrary& library,
                                            const RunLibrary* runs) {
    Contents contents;
    contents.removed = library.removed().value_or(std::vector<WorkloadInfo>());
    auto list = library.list();
    if (!list)
        return contents;
    std::map<std::string, std::int64_t> last;
    if (const auto all = runs ? runs->list("replay") : Result<std::vector<RunInfo>>(); all)
        for (const RunInfo& run : *all)
            last.try_emplace(run.workload, run.started_us);
    for (WorkloadInfo& info : *list) {
        const auto replay = last.find(info.name);
        contents.rows.push_back(
            {std::move(info), replay == last.end() ? 0 : replay->second, false});
    }
    return contents;
}

WorkloadShelf::WorkloadShelf(Parts parts, QObject* parent)
    : QObject(parent), parts_(std::move(parts)) {
    jobTimer_.setInterval(job_tick);
    connect(&jobTimer_, &QTimer::timeout, this, [this] {
        if (!job_)
            return;
        job_->share = progress_->share;
        job_->rows = progress_->rows;
        emit jobChanged();
    });
    refresh();
}

WorkloadShelf::~WorkloadShelf() { cancelJob(); }

const ShelfRow* WorkloadShelf::find(std::uint64_t id) const {
    const auto row =
        std::ranges::find(rows_, id, [](const ShelfRow& each) { return each.info.id; });
    return row == rows_.end() ? nullptr : &*row;
}

bool WorkloadShelf::isReadOnly() const { return !parts_.library || parts_.library->read_only(); }

std::uint64_t WorkloadShelf::bytes() const {
    std::uint64_t sum = 0;
    for (const ShelfRow& row : rows_)
        sum += row.info.bytes;
    return sum;
}

void WorkloadShelf::refreshThen(std::function<void()> then) {
    if (!parts_.library)
        return;
    quick_.run(
        [library = parts_.library, runs = parts_.runs] { return read(*library, runs.get()); },
        [this, then = std::move(then)](Contents contents) {
            rows_ = std::move(contents.rows);
            removed_ = std::move(contents.removed);
            read_ = true;
            for (ShelfRow& row : rows_)
                row.recording = row.info.id == recording_;
            emit changed();
            if (then)
                then();
        });
}

void WorkloadShelf::setRecording(std::uint64_t id, std::uint64_t requests, std::uint64_t bytes,
                                 double seconds) {
    const bool known = id == 0 || find(id);
    recording_ = id;
    for (ShelfRow& row : rows_) {
        row.recording = row.info.id == id;
        if (row.recording) {
            row.info.requests = requests;
            row.info.bytes = bytes;
            row.info.span_seconds = seconds;
        }
    }
    if (known)
        emit changed();
    else
        refresh();
}

/// Runs a small change, then reads the library again.
template <class Work>
void WorkloadShelf::change(const QString& title, Work work) {
    if (!parts_.library)
        return;
    quick_.run([library = parts_.library, work = std::move(work)] { return work(*library); },
               [this, title](Result<void> done) {
                   if (!done)
                       emit failed(title, QString::fromStdString(done.error().text));
                   refresh();
               });
}

void WorkloadShelf::rename(std::uint64_t id, const QString& name) {
    change(tr("The workload keeps its name"),
           [id, name = name.trimmed().toStdString()](WorkloadLibrary& library) {
               return library.rename(id, name);
           });
}

void WorkloadShelf::remove(std::uint64_t id) {
    const ShelfRow* row = find(id);
    if (!row || row->recording)
        return;
    quick_.run([library = parts_.library, id] { return library->remove(id); },
               [this, info = row->info](Result<void> done) {
                   if (done) {
                       removed_.insert(removed_.begin(), info);
                       emit removed(info.id, QString::fromStdString(info.name));
                   } else {
                       emit failed(tr("Nothing was deleted"),
                                   QString::fromStdString(done.error().text));
                   }
                   refresh();
               });
}

const WorkloadInfo* WorkloadShelf::findRemoved(std::uint64_t id) const {
    const auto found = std::ranges::find(removed_, id, &WorkloadInfo::id);
    return found == removed_.end() ? nullptr : &*found;
}

void WorkloadShelf::restore(std::uint64_t id) {
    if (!parts_.library)
        return;
    const WorkloadInfo* known = findRemoved(id);
    quick_.run([library = parts_.library, id] { return library->restore(id); },
               [this, former = known ? QString::fromStdString(known->name)
                                     : QString()](Result<WorkloadInfo> back) {
                   if (back) {
                       refreshThen([this, former, workload = std::move(*back)] {
                           emit restored(workload, former);
                       });
                       return;
                   }
                   emit failed(tr("The workload was not brought back"),
                               QString::fromStdString(back.error().text));
                   refresh();
               });
}

void WorkloadShelf::erase(std::uint64_t id) {
    const WorkloadInfo* known = findRemoved(id);
    if (!known || isReadOnly() || !erasing_.insert(id).second)
        return;
    emit changed();
    const auto work = [library = parts_.library, id] {
        return library->erase(id).map(
            [&] { return library->give_room_back(rewritten_beside_writers).value_or(FileRoom{}); });
    };
    eraser_.run(work,
                [this, id, name = QString::fromStdString(known->name)](Result<FileRoom> room) {
                    erasing_.erase(id);
                    if (room)
                        emit erased(id, name, *room);
                    else
                        emit failed(tr("“%1” was not deleted for good").arg(name),
                                    QString::fromStdString(room.error().text));
                    refresh();
                });
}

void WorkloadShelf::sweep() {
    if (isReadOnly())
        return;
    eraser_.run([library = parts_.library] { return library->sweep(); },
                [this](Result<void> done) {
                    if (!done)
                        emit failed(tr("Unfinished imports still take room"),
                                    QString::fromStdString(done.error().text));
                });
}

QString WorkloadShelf::freeName(const QString& wanted) const {
    const auto taken = [this](const QString& name) {
        return std::ranges::any_of(rows_, [name = name.toStdString()](const ShelfRow& row) {
            return row.info.name == name;
        });
    };
    QString name = wanted;
    for (int number = 2; taken(name); ++number)
        name = wanted + QString(" %1").arg(number);
    return name;
}

void WorkloadShelf::setBaseline(std::optional<std::uint64_t> id) {
    change(tr("The baseline stays as it was"),
           [id](WorkloadLibrary& library) { return library.set_baseline(id); });
}

void WorkloadShelf::addSample() {
    if (!parts_.library)
        return;
    quick_.run([library = parts_.library] { return add_sample_workload(*library); },
               [this](Result<WorkloadInfo> sample) {
                   if (!sample) {
                       emit failed(tr("The sample was not added"),
                                   QString::fromStdString(sample.error().text));
                       return;
                   }
                   refreshThen([this, id = sample->id] { emit added(id); });
               });
}

template <class Work, class Then>
void WorkloadShelf::startJob(const QString& text, const QString& title, Work work, Then then) {
    if (!parts_.library)
        return;
    if (job_) {
        emit failed(title, tr("%1 comes first.").arg(job_->text));
        return;
    }
    job_ = ShelfJob{text, 0, 0};
    progress_ = std::make_shared<Progress>();
    jobTimer_.start();
    emit jobChanged();
    long_.run([library = parts_.library, progress = progress_,
               work = std::move(work)] { return work(*library, *progress); },
              [this, title, text, then = std::move(then)](auto outcome) {
                  jobTimer_.stop();
                  job_.reset();
                  emit jobChanged();
                  if (outcome) {
                      refreshThen([then, made = std::move(*outcome)] { then(made); });
                      return;
                  }
                  if (progress_->cancelled)
                      emit cancelled(text);
                  else
                      emit failed(title, QString::fromStdString(outcome.error().text));
                  refresh();
              });
}

void WorkloadShelf::cancelJob() {
    if (progress_)
        progress_->cancelled = true;
}

void WorkloadShelf::duplicate(std::uint64_t id) {
    const ShelfRow* row = find(id);
    if (!row)
        return;
    const QString name = QString::fromStdString(row->info.name);
    startJob(
        tr("Copying %1").arg(name), tr("No copy was made"),
        [id, wanted = row->info.name + " copy"](WorkloadLibrary& library, Progress& progress) {
            return library.free_name(wanted).and_then([&](std::string free) {
                return library.duplicate(id, std::move(free),
                                         [&] { return progress.cancelled.load(); });
            });
        },
        [this](const WorkloadInfo& copy) { emit added(copy.id); });
}

void WorkloadShelf::exportTo(std::uint64_t id, const QString& file) {
    const ShelfRow* row = find(id);
    if (!row)
        return;
    const auto whole = std::max<std::uint64_t>(row->info.requests, 1);
    startJob(
        tr("Exporting %1").arg(QString::fromStdString(row->info.name)), tr("Nothing was exported"),
        [id, whole, path = file.toStdString()](WorkloadLibrary& library,
                                               Progress& progress) -> Result<bool> {
            return export_workload(library, id, path,
                                   [&](std::uint64_t rows) {
                                       progress.rows = rows;
                                       progress.share =
                                           static_cast<double>(rows) / static_cast<double>(whole);
                                       return !progress.cancelled;
                                   })
                .map([] { return true; });
        },
        [this, file](bool) { emit exported(file); });
}

void WorkloadShelf::import(const QString& file, const ImportOptions& options, const QString& name) {
    startJob(
        tr("Importing %1").arg(QFileInfo(file).fileName()), tr("Nothing was imported"),
        [path = file.toStdString(), options,
         name = name.trimmed().toStdString()](WorkloadLibrary& library, Progress& progress) {
            return import_workload(
                path, options, library, name,
                [&](std::uint64_t rows, double share) {
                    progress.rows = rows;
                    progress.share = share;
                },
                [&] { return progress.cancelled.load(); });
        },
        [this](const ImportReport& report) {
            emit imported(report);
            emit added(report.workload.id);
        });
}

void WorkloadShelf::generate(const TextWorkloadSettings& settings, const QString& name) {
    startJob(
        tr("Generating %1").arg(name), tr("Nothing was generated"),
        [settings, name = name.trimmed().toStdString()](WorkloadLibrary& library,
                                                        Progress& progress) {
            return generate_workload(settings, library, name, [&](std::uint64_t rows) {
                progress.rows = rows;
                progress.share = static_cast<double>(rows) / static_cast<double>(settings.requests);
                return !progress.cancelled;
            });
        },
        [this](const WorkloadInfo& made) { emit added(made.id); });
}

void WorkloadShelf::preview(const QString& file, const ImportOptions& options) {
    quick_.run([path = file.toStdString(), options] { return tryPreview(path, options); },
               [this, number = ++previews_](Previewed previewedFile) {
                   if (number == previews_)
                       emit previewed(std::move(previewedFile.preview), previewedFile.why);
               });
}

void WorkloadShelf::previewGenerated(const TextWorkloadSettings& settings) {
    quick_.run([settings] { return firstRows(settings); },
               [this, number = ++previews_](const Result<std::vector<WorkloadRow>>& rows) {
                   if (number != previews_)
                       return;
                   if (rows)
                       emit generatedPreview(*rows, {});
                   else
                       emit generatedPreview({}, QString::fromStdString(rows.error().text));
               });
}

void WorkloadShelf::readFigures(std::uint64_t id) {
    const ShelfRow* row = find(id);
    if (!row)
        return;
    const std::uint64_t requests = row->info.requests;
    const auto known = known_.find(id);
    if (known != known_.end()) {
        // What grows is not read again for each new request.
        const std::uint64_t grown = requests - known->second.requests;
        if (grown <= (row->recording ? requests / 10 : 0)) {
            emit figuresRead(id, known->second.figures);
            return;
        }
    }
    if (std::exchange(reading_, id) == id)
        return;
    *wanted_ = id;
    figures_.run(
        [library = parts_.library, id, wanted = wanted_] {
            return *wanted == id ? std::optional(library->figures(id, traffic_steps))
                                 : std::nullopt;
        },
        [this, id, requests](std::optional<Result<WorkloadFigures>> figures) {
            if (reading_ == id)
                reading_ = 0;
            if (!figures)
                return;
            if (!*figures) {
                emit failed(tr("The workload cannot be read"),
                            QString::fromStdString(figures->error().text));
                return;
            }
            known_[id] = {requests, **figures};
            emit figuresRead(id, **figures);
        });
}

} // namespace bsc::ui
