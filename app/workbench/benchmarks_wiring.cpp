#include "app/workbench/benchmarks_wiring.h"

#include "app/workbench/export_notice.h"
#include "app/workbench/memory_probe_command.h"
#include "ui/charts/report_export.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

namespace bsc::ui {

namespace {

const QString pageKey = "benchmarks", reportKey = "report", benchmarkKey = "benchmark";

struct ReportKind {
    const char *suffix, *name, *keys;
};
constexpr ReportKind kinds[] = {
    {"pdf", QT_TRANSLATE_NOOP("bsc::ui::BenchmarksWiring", "PDF"), "Ctrl+Shift+E"},
    {"html", QT_TRANSLATE_NOOP("bsc::ui::BenchmarksWiring", "One HTML page"), ""},
    {"json", QT_TRANSLATE_NOOP("bsc::ui::BenchmarksWiring", "JSON, figures and settings"), ""}};

} // namespace

BenchmarksWiring::BenchmarksWiring(EngineParts& engine, NoticeBoard& notices, Settings& settings,
                                   const Theme& theme)
    : notices_(notices), settings_(settings), model_({engine.workloads,
                                                      engine.runs,
                                                      engine.service->embedder(),
                                                      {"/proc/self/exe", {memoryProbeOption}}}),
      page_(*new BenchmarksPage(model_, theme)),
      sheet_(*new RunBenchmarksSheet(model_, theme, &page_)),
      menu_(*new QMenu(tr("&Benchmark"), &page_)),
      exports_(*new QMenu(tr("Export report"), &menu_)) {
    page_.restoreState(settings_.page(pageKey));
    makeMenu();
    follow();
    showCommands();
}

BenchmarksWiring::~BenchmarksWiring() {
    settings_.setPage(pageKey, page_.saveState());
    page_.disconnect(this);
    page_.hide(); // the model goes before it
}

void BenchmarksWiring::addTo(MainWindow& window) {
    window.addScreen(&page_, tr("Benchmarks"), "benchmarks");
    window.addMenu(&menu_);
    page_.addAction(run_); // its key works on this screen only
}

void BenchmarksWiring::makeMenu() {
    menu_.setObjectName("benchmarkMenu");
    run_ = menu_.addAction(tr("Run benchmarks…"));
    run_->setObjectName("actionRunBenchmarks");
    run_->setShortcut(Qt::Key_F5);
    run_->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    cancel_ = menu_.addAction(tr("Cancel benchmarks"), &model_, &BenchmarkModel::cancel);
    cancel_->setObjectName("actionCancelBenchmarks");
    menu_.addSeparator();
    exports_.setObjectName("exportReportMenu");
    for (const ReportKind& kind : kinds) {
        QAction* action = exports_.addAction(
            tr(kind.name), this, [this, suffix = QString(kind.suffix)] { askExport(suffix); });
        action->setObjectName(QString("exportReport-") + kind.suffix);
        action->setShortcut(QKeySequence(kind.keys));
    }
    menu_.addMenu(&exports_);
    page_.setExportMenu(&exports_);
}

void BenchmarksWiring::follow() {
    const auto open = [this] { sheet_.open(); };
    connect(run_, &QAction::triggered, &sheet_, open);
    connect(&page_, &BenchmarksPage::runRequested, &sheet_, open);
    connect(&page_, &BenchmarksPage::failed, this,
            [this](const QString& reason) { raiseExportFailed(notices_, reason); });
    connect(&model_, &BenchmarkModel::progressChanged, this, &BenchmarksWiring::showCommands);
    connect(&model_, &BenchmarkModel::reportChanged, this, &BenchmarksWiring::showCommands);
    connect(&model_, &BenchmarkModel::failed, this,
            [this](const QString& title, const QString& why) {
                notices_.raise({benchmarkKey, Notice::Level::error, title, why, {}});
            });
    connect(&model_, &BenchmarkModel::finished, this, [this](std::uint64_t run, bool cancelled) {
        if (page_.isVisible())
            return; // who looks at it sees it
        notices_.raise(
            {benchmarkKey,
             Notice::Level::info,
             cancelled ? tr("Run %1 was cancelled").arg(run) : tr("Run %1 is done").arg(run),
             tr("Its results are on the Benchmarks screen."),
             {}});
    });
}

void BenchmarksWiring::showCommands() {
    cancel_->setEnabled(model_.progress() && !model_.progress()->stopping);
    exports_.setEnabled(model_.report() != nullptr);
}

void BenchmarksWiring::askExport(const QString& suffix) {
    const auto report = model_.report();
    if (!report)
        return;
    auto* dialog = new QFileDialog(&page_, tr("Export report"), {}, "*." + suffix);
    dialog->setObjectName("exportReportDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(exportFileName(noteOf(*report), "report", QDateTime::currentDateTime()));
    connect(
        dialog, &QFileDialog::fileSelected, this,
        [this, report, cell = model_.chosen()](const QString& file) { write(report, cell, file); });
    dialog->open();
}

void BenchmarksWiring::write(std::shared_ptr<const BenchmarkReport> report,
                             std::optional<std::size_t> cell, const QString& file) {
    notices_.raise({reportKey, Notice::Level::info, tr("The report is being written"), file, {}});
    writer_.run([report = std::move(report), cell, file,
                 &paper = paper_] { return exportReport(*report, file, paper, cell); },
                [this, file](const Result<void>& done) { tellWritten(done, file); });
}

void BenchmarksWiring::tellWritten(const Result<void>& done, const QString& file) {
    if (done)
        notices_.raise({reportKey,
                        Notice::Level::info,
                        tr("The report was written"),
                        file,
                        {openFolderOf(file)}});
    else
        notices_.raise({reportKey,
                        Notice::Level::error,
                        tr("The report was not written"),
                        QString::fromStdString(done.error().text),
                        {{tr("Choose another file"),
                          [this, suffix = QFileInfo(file).suffix()] { askExport(suffix); }}}});
}

} // namespace bsc::ui
