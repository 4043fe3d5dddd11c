#include "ui/models/replay_plan.h"

#include "engine/code/similarity.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>

namespace bsc::ui {

namespace {

template <class T, class Text>
QJsonArray listOf(const std::vector<T>& values, Text text) {
    QJsonArray list;
    for (const T& value : values)
        list.append(text(value));
    return list;
}

constexpr const char* speedNames[] = {"engine", "max", "100", "10", "1"};

ReplaySpeed speedOf(const QString& name) {
    const auto found = std::ranges::find(speedNames, name.toStdString(),
                                         [](const char* each) { return std::string(each); });
    return found == std::end(speedNames) ? ReplaySpeed::engine
                                         : static_cast<ReplaySpeed>(found - speedNames);
}

template <class T>
void addOnce(std::vector<T>& list, const T& value) {
    if (std::ranges::find(list, value) == list.end())
        list.push_back(value);
}

} // namespace

std::vector<ReplayLayer> ReplayPlan::layers() const {
    std::vector<ReplayLayer> all;
    for (const std::string& encoder : encoders)
        for (const unsigned width : bits)
            for (const float threshold : thresholds)
                addOnce(all, ReplayLayer{encoder, width, radius_of(threshold, width)});
    return all;
}

std::vector<MatrixCell> ReplayPlan::cells() const {
    std::vector<MatrixCell> all;
    for (const ReplayLayer& layer : layers())
        for (const std::size_t capacity : capacities)
            for (const std::string& policy : policies)
                all.push_back({.encoder = layer.encoder,
                               .bits = layer.bits,
                               .radius = layer.radius,
                               .capacity = capacity,
                               .policy = policy});
    return all;
}

bool sameRules(const ReplayPlan& a, const ReplayPlan& b) {
    return a.workload == b.workload && a.requests == b.requests && a.warmUp == b.warmUp &&
           a.speed == b.speed && a.contentGate == b.contentGate &&
           a.settings.lambda == b.settings.lambda && a.settings.clusters == b.settings.clusters &&
           a.settings.ghosts_per_entry == b.settings.ghosts_per_entry &&
           a.settings.cost_weight == b.settings.cost_weight;
}

std::string settingsJson(const ReplayPlan& plan) {
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    // A float's own digits, not those of the double it becomes.
    const auto decimal = [](float value) { return QString::number(value, 'g', 7).toDouble(); };
    const QJsonArray none;
    const QJsonObject settings{
        {"workload", text(plan.name)},
        {"saved_workload", true},
        {"requests", static_cast<qint64>(plan.requests)},
        {"max_requests", 0},
        {"policies", listOf(plan.policies, text)},
        {"capacities",
         listOf(plan.capacities, [](std::size_t entries) { return QString::number(entries); })},
        {"encoders", listOf(plan.encoders, text)},
        {"thresholds", listOf(plan.thresholds, decimal)},
        {"radii", none},
        {"bits", listOf(plan.bits, [](unsigned width) { return static_cast<int>(width); })},
        {"adaptive", none},
        {"inserts", none},
        {"eviction_batch", 1},
        {"content_gate", plan.contentGate},
        {"warm_up", static_cast<qint64>(plan.warmUp)},
        {"speed", speedNames[static_cast<std::size_t>(plan.speed)]},
        {"lambda", static_cast<double>(plan.settings.lambda)},
        {"clusters", static_cast<int>(plan.settings.clusters)},
        {"ghosts", static_cast<double>(plan.settings.ghosts_per_entry)},
        {"cost_weight", static_cast<double>(plan.settings.cost_weight)},
        {"model_dir", ""},
        {"embed_url", ""},
        {"embed_model", ""},
        {"embed_key_env", ""},
        {"embed_api", "openai"}};
    return QJsonDocument(settings).toJson(QJsonDocument::Compact).toStdString();
}

Result<ReplayPlan> planFromJson(const std::string& settings, const std::vector<MatrixCell>& cells) {
    const QJsonObject object =
        QJsonDocument::fromJson(QByteArray::fromStdString(settings)).object();
    if (object.isEmpty() || cells.empty())
        return fail(ErrorCode::wrong_format, "The settings of the run cannot be read.");
    ReplayPlan plan;
    plan.name = object["workload"].toString().toStdString();
    plan.requests = static_cast<std::uint64_t>(object["requests"].toInteger());
    plan.warmUp = static_cast<std::uint64_t>(object["warm_up"].toInteger());
    plan.speed = speedOf(object["speed"].toString());
    plan.contentGate = object["content_gate"].toBool(); // earlier runs have none
    plan.settings.lambda = static_cast<float>(object["lambda"].toDouble(plan.settings.lambda));
    plan.settings.clusters =
        static_cast<unsigned>(object["clusters"].toInt(static_cast<int>(plan.settings.clusters)));
    plan.settings.ghosts_per_entry =
        static_cast<float>(object["ghosts"].toDouble(plan.settings.ghosts_per_entry));
    plan.settings.cost_weight = static_cast<float>(object["cost_weight"].toDouble());
    for (const QJsonValue threshold : object["thresholds"].toArray())
        plan.thresholds.push_back(static_cast<float>(threshold.toDouble()));
    const bool radii_only = plan.thresholds.empty();
    for (const MatrixCell& cell : cells) {
        addOnce(plan.policies, cell.policy);
        addOnce(plan.capacities, cell.capacity);
        addOnce(plan.encoders, cell.encoder);
        addOnce(plan.bits, cell.bits);
        if (radii_only && cell.bits == cells.front().bits)
            addOnce(plan.thresholds, similarity_of(cell.radius, cell.bits));
    }
    return plan;
}

Result<MatrixCell> cellFromKey(const std::string& key) {
    QHash<QString, QString> values;
    for (const QString& part : QString::fromStdString(key).split(' '))
        values.insert(part.section('=', 0, 0), part.section('=', 1));
    MatrixCell cell;
    cell.encoder = values["encoder"].toStdString();
    cell.bits = values["bits"].toUInt();
    cell.radius = values["radius"].toUInt();
    cell.capacity = values["capacity"].toULongLong();
    cell.policy = values["policy"].toStdString();
    if (cell.key() != key)
        return fail(ErrorCode::wrong_format, "The run holds replays of another kind: " + key + ".");
    return cell;
}

} // namespace bsc::ui
