#include "app/workbench/composition.h"
#include "app/workbench/memory_probe_command.h"
#include "app/workbench/report_command.h"
#include "app/workbench/session.h"
#include "engine/base/core_files.h"
#include "ui/widgets/look.h"

#include <QApplication>
#include <QMessageBox>

#include <cstdio>

namespace {

using bsc::ui::Options;

constexpr int cannot_start = 2;
constexpr std::chrono::seconds offscreen_run{45};

/// Without a display the same program runs offscreen: for its pictures, and not for ever.
void runOffscreenIfNeeded(Options& options) {
    const bool display = qEnvironmentVariableIsSet("DISPLAY") ||
                         qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
                         qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
    if (display)
        return;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    if (options.screenshots.empty())
        options.screenshots = "bsc-screenshots";
    if (!options.exitAfter)
        options.exitAfter = offscreen_run;
    std::fprintf(stderr,
                 "bsc-workbench: no display (neither DISPLAY nor WAYLAND_DISPLAY is set): running "
                 "offscreen for at most %lld s, pictures go to %s\n",
                 static_cast<long long>(options.exitAfter->count()), options.screenshots.c_str());
}

int tellWhy(const bsc::Error& error, bool inWindow) {
    std::fprintf(stderr, "bsc-workbench: %s\n", error.text.c_str());
    if (inWindow)
        QMessageBox::critical(nullptr, "Binary Semantic Cache", QString::fromStdString(error.text));
    return cannot_start;
}

} // namespace

int main(int argc, char** argv) {
    bsc::forbid_core_files();
    if (const auto answered = bsc::ui::answerMemoryProbe(argc, argv))
        return *answered;
    std::optional<int> leave;
    Options options = bsc::ui::readOptions(argc, argv, leave);
    if (leave)
        return *leave;
    if (!options.exportReport.empty())
        return bsc::ui::exportKeptReport(options, argc, argv);
    runOffscreenIfNeeded(options);

    QApplication app(argc, argv);
    QApplication::setApplicationName("bsc-workbench");
    QApplication::setApplicationVersion(BSC_VERSION);
    bsc::ui::Theme theme;
    bsc::ui::Settings settings;
    theme.setMode(options.theme.value_or(settings.theme()));
    bsc::ui::installLook(theme);

    auto engine = bsc::ui::EngineParts::build(options, settings);
    if (!engine)
        return tellWhy(engine.error(), !options.exitAfter);
    bsc::ui::Composition program(std::move(*engine), settings, theme);
    bsc::ui::Session session(program, options, settings, theme);
    program.window().show();
    // From within the event loop: pictures turn it, and an exit before it runs would be lost.
    QMetaObject::invokeMethod(&session, &bsc::ui::Session::start, Qt::QueuedConnection);
    return QApplication::exec();
}
