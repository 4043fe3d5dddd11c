#include "app/workbench/report_command.h"

#include "app/workbench/engine_parts.h"
#include "engine/experiment/benchmark_report.h"
#include "ui/charts/report_export.h"

#include <QApplication>

#include <cstdio>

namespace bsc::ui {

namespace {

constexpr int failed = 1;

Result<void> exportRun(const Options& options) {
    const std::filesystem::path database = databaseFor(options);
    std::error_code ignored;
    // Opening would make the file.
    if (!std::filesystem::exists(database, ignored))
        return fail(ErrorCode::not_found, "There is no database '" + database.string() + "'.");
    return RunLibrary::open(database)
        .and_then([&](const std::unique_ptr<RunLibrary>& library) {
            return load_report(*library, options.run);
        })
        .and_then([&](const BenchmarkReport& report) {
            return exportReport(report, QString::fromStdString(options.exportReport.string()),
                                Theme::light());
        });
}

} // namespace

int exportKeptReport(const Options& options, int& argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    if (const auto done = exportRun(options); !done) {
        std::fprintf(stderr, "bsc-workbench: %s\n", done.error().text.c_str());
        return failed;
    }
    return 0;
}

} // namespace bsc::ui
