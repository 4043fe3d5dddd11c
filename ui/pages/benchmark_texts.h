#pragma once

#include "ui/models/benchmark_model.h"

#include <QString>

namespace bsc::ui {

/// "99 cells, 2 cores, AVX3_DL, 50 s", and what is missing.
QString runFacts(const BenchmarkReport& report);
/// What makes the figures hard to compare; empty: nothing.
QString runDoubts(const BenchmarkReport& report, const BenchmarkReport* other);

/// The line under the matrix, its bold beginning apart.
struct CellLine {
    QString name, text;
};
CellLine lineOf(const BenchmarkModel& model);
/// What the criteria judge: the chosen cell, or the default settings.
QString subjectOf(const BenchmarkModel& model);

/// The step, its large numbers with thousands apart.
QString stepText(const BenchmarkNews& news);
/// "34 % · about 0:40 left".
QString progressText(const BenchmarkNews& news);
/// Of a run in a list.
QString nameOf(const RunInfo& run);

} // namespace bsc::ui
