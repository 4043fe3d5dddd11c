#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

#include <functional>
#include <utility>

namespace bsc {
class CacheService;
struct BenchmarkReport;
} // namespace bsc

namespace bsc::ui {

class ThresholdLab;
class ThresholdModel;

/// Names and values, in the order in which they are shown.
using ExportFacts = QList<std::pair<QString, QString>>;

/// What a file says of itself beside the figures: where they come from.
struct ExportNote {
    QString title{};   ///< above the picture; empty: the panel's, or the chart's slug
    QString subject{}; ///< workload or run: file names begin with it
    ExportFacts facts{};
};

/// Asked at each export, in the GUI thread.
using FactsSource = std::function<ExportFacts()>;
using NoteSource = std::function<ExportNote()>;

/// Machine and settings of the running cache. GUI thread.
ExportFacts factsOf(CacheService& service, const ThresholdModel& threshold);
/// The requests the lab studies, and what else there is to say, if `more` is set.
ExportNote noteOf(const ThresholdLab& lab, const FactsSource& more);
/// Run, workload, date, machine and settings of a kept benchmark or replay.
ExportNote noteOf(const BenchmarkReport& report);

/// "run-17-support-desk_hamming-scan_20260923-1405", of characters that every file system has.
QString exportFileName(const ExportNote& note, const QString& slug, const QDateTime& now);

/// ISO 8601 in UTC, whole seconds.
QString factTime(const QDateTime& time);
QString factTime(double epochMs);

} // namespace bsc::ui
