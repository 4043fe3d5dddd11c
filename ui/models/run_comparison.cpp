#include "ui/models/run_comparison.h"

#include "engine/experiment/experiment.h"
#include "ui/models/replay_plan.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

namespace bsc::ui {

namespace {

/// The done parts of a run that are replays.
Result<std::vector<ComparedCell>> cellsOf(const RunLibrary& runs, std::uint64_t run) {
    const auto parts = runs.parts(run);
    if (!parts)
        return tl::unexpected(parts.error());
    std::vector<ComparedCell> cells;
    for (const RunPart& part : *parts) {
        const auto cell = cellFromKey(part.key);
        if (!cell || part.state != "done")
            continue; // adaptive rules have no place among policies and capacities
        auto figures = cell_figures_from_json(part.result);
        if (!figures)
            return tl::unexpected(figures.error());
        cells.push_back({part.key, cell->policy, cell->capacity, cell->radius, std::move(*figures),
                         std::nullopt});
    }
    return cells;
}

QString machineText(const std::string& json) {
    const auto machine = machine_from_json(json);
    return machine ? QString("%1, %2 cores")
                         .arg(QString::fromStdString(machine->cpu))
                         .arg(machine->cores)
                   : QObject::tr("an unknown machine");
}

/// Of the cells' own dimensions nothing is said: the cells show them.
QStringList differingSettings(const std::string& left, const std::string& right) {
    const auto read = [](const std::string& json) {
        return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    };
    const QJsonObject a = read(left), b = read(right);
    const auto text = [](const QString& key, const QJsonValue& value) {
        if (value.isBool())
            return value.toBool() ? QObject::tr("on") : QObject::tr("off");
        if (key != "speed")
            return value.toVariant().toString();
        return value == "engine" ? QObject::tr("max, in the engine")
               : value == "max"  ? QObject::tr("live")
                                 : QObject::tr("live, %1 ×").arg(value.toString());
    };
    QStringList differing;
    for (const char* key :
         {"speed", "content_gate", "warm_up", "eviction_batch", "lambda", "clusters", "ghosts",
          "cost_weight", "model_dir", "embed_url", "embed_model"})
        if (a.contains(key) && b.contains(key) && a[key] != b[key])
            differing.append(
                QObject::tr("%1 (%2 and %3)")
                    .arg(QString(key).replace('_', ' '), text(key, a[key]), text(key, b[key])));
    return differing;
}

} // namespace

std::optional<double> ComparedCell::ratePoints() const {
    return left && right ? std::optional(100 * (right->hit_rate() - left->hit_rate()))
                         : std::nullopt;
}

std::optional<double> ComparedCell::wrongPoints() const {
    if (!left || !right || left->judged_hits == 0 || right->judged_hits == 0)
        return std::nullopt;
    return 100 * (right->wrong_share().share - left->wrong_share().share);
}

std::optional<bool> ComparedCell::sameDecisions() const {
    const std::string none(16, '0');
    if (!left || !right || left->state_hash == none || right->state_hash == none)
        return std::nullopt;
    return left->state_hash == right->state_hash;
}

Result<RunComparison> compareRuns(const RunLibrary& runs, std::uint64_t left, std::uint64_t right) {
    const auto leftInfo = runs.info(left), rightInfo = runs.info(right);
    if (!leftInfo)
        return tl::unexpected(leftInfo.error());
    if (!rightInfo)
        return tl::unexpected(rightInfo.error());
    auto cells = cellsOf(runs, left);
    auto others = cellsOf(runs, right);
    if (!cells)
        return tl::unexpected(cells.error());
    if (!others)
        return tl::unexpected(others.error());
    RunComparison compared;
    compared.left = *leftInfo;
    compared.right = *rightInfo;
    compared.cells = std::move(*cells);
    compared.settings = differingSettings(leftInfo->settings, rightInfo->settings);
    const auto leftMachine = machine_from_json(leftInfo->machine),
               rightMachine = machine_from_json(rightInfo->machine);
    compared.otherMachine = leftMachine && rightMachine ? !(*leftMachine == *rightMachine)
                                                        : leftInfo->machine != rightInfo->machine;
    compared.otherWorkload = leftInfo->workload != rightInfo->workload;
    compared.leftMachine = machineText(leftInfo->machine);
    compared.rightMachine = machineText(rightInfo->machine);
    for (ComparedCell& other : *others) {
        const auto same = std::ranges::find(compared.cells, other.key, &ComparedCell::key);
        if (same != compared.cells.end()) {
            same->right = std::move(other.left);
            continue;
        }
        other.right = std::exchange(other.left, std::nullopt);
        compared.cells.push_back(std::move(other));
    }
    return compared;
}

QString runTitle(const RunInfo& run) {
    const QDateTime started = QDateTime::fromMSecsSinceEpoch(run.started_us / 1000);
    return QObject::tr("Run %1, %2, %3")
        .arg(run.id)
        .arg(QString::fromStdString(run.workload), QLocale::c().toString(started, "d MMM HH:mm"));
}

} // namespace bsc::ui
