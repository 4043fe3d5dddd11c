#pragma once

#include "engine/experiment/benchmark_report.h"

#include <QObject>
#include <QString>

#include <string_view>

namespace bsc::ui {

/// What a chart of a report says that lacks the figures of `experiment`: why, and how to get them.
/// The command has a line to itself, for it must not be broken at its hyphens.
inline QString notMeasured(const BenchmarkReport& report, std::string_view experiment,
                           const QString& command = {}) {
    const QString why =
        QObject::tr("Not measured%1").arg(QString::fromStdString(report.why_not(experiment)));
    return command.isEmpty() ? QObject::tr("%1\nRun the benchmarks").arg(why)
                             : QObject::tr("%1\nRun the benchmarks, or\n%2").arg(why, command);
}

} // namespace bsc::ui
