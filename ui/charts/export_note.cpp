#include "ui/charts/export_note.h"

#include "engine/experiment/benchmark_report.h"
#include "engine/proxy/cache_service.h"
#include "ui/models/format.h"
#include "ui/models/threshold_lab.h"

#include <QRegularExpression>

namespace bsc::ui {

namespace {

QString encoderText(const EmbedderIdentity& identity) {
    return QObject::tr("%1 %2, %3 floats")
        .arg(toText(identity.name), toText(identity.version))
        .arg(identity.dim);
}

} // namespace

ExportFacts factsOf(CacheService& service, const ThresholdModel& threshold) {
    const CacheConfig& config = service.cache().config();
    return {{"machine", toText(text_of(this_machine()))},
            {"encoder", encoderText(service.embedder().identity())},
            {"bits", QString::number(config.bits)},
            {"seed", QString::number(config.seed)},
            {"threshold", threshold.similarityText(threshold.radius())},
            {"radius", QObject::tr("%1 bits").arg(threshold.radius())},
            {"policy", toText(config.policy)},
            {"capacity", QObject::tr("%1 entries").arg(config.max_entries)}};
}

ExportNote noteOf(const ThresholdLab& lab, const FactsSource& more) {
    ExportNote note{.subject = QObject::tr("what-if")};
    if (const auto study = lab.study()) {
        note.subject = toText(study->name);
        note.facts = {{"workload", lab.studied()},
                      {"requests", QString::number(study->requests())}};
        if (!lab.modelFilter().isEmpty())
            note.facts.append({"model", lab.modelFilter()});
    }
    if (more)
        note.facts += more();
    return note;
}

ExportNote noteOf(const BenchmarkReport& report) {
    ExportNote note;
    note.subject = QObject::tr("run %1 %2").arg(report.run.id).arg(toText(report.run.workload));
    for (const auto& [name, value] : report.facts())
        note.facts.append({toText(name), toText(value)});
    return note;
}

QString exportFileName(const ExportNote& note, const QString& slug, const QDateTime& now) {
    static const QRegularExpression unsafe("[^\\p{L}\\p{N}.-]+");
    QString name = note.subject;
    name.replace(unsafe, "-");
    while (name.startsWith('-') || name.startsWith('.'))
        name.remove(0, 1);
    while (name.endsWith('-'))
        name.chop(1);
    return (name.isEmpty() ? QString() : name + '_') + slug + now.toString("_yyyyMMdd-HHmm");
}

QString factTime(const QDateTime& time) { return time.toUTC().toString(Qt::ISODate); }

QString factTime(double epochMs) {
    return factTime(QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(epochMs)));
}

} // namespace bsc::ui
