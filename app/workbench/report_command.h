#pragma once

#include "app/workbench/options.h"

namespace bsc::ui {

/// `--export-report FILE --run ID`: writes the report of a kept run and shows no window. Returns
/// the exit code; errors go to standard error. Makes an offscreen QGuiApplication.
int exportKeptReport(const Options& options, int& argc, char** argv);

} // namespace bsc::ui
