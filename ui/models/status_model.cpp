#include "ui/models/status_model.h"

#include "engine/code/code.h"
#include "ui/models/format.h"

#include <QFileInfo>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr std::size_t recent_lookups = 512;

} // namespace

StatusModel::StatusModel(const EngineLink& link, EncoderInfo encoder, QString database,
                         QObject* parent)
    : QObject(parent), link_(link), encoder_(std::move(encoder)), database_(std::move(database)) {
    connect(&link_, &EngineLink::stateChanged, this, &StatusModel::changed);
    connect(&link_, &EngineLink::statsChanged, this, &StatusModel::changed);
}

QString StatusModel::stateText() const {
    switch (link_.state()) {
    case ProxyState::stopped:
        return tr("Proxy is off");
    case ProxyState::starting:
        return tr("Starting on %1").arg(link_.authority());
    case ProxyState::stopping:
        return tr("Stopping: running requests get 5 s to end");
    case ProxyState::failed:
        return tr("Proxy is off: it could not start");
    case ProxyState::listening:
        break;
    }
    const auto clients = link_.stats().clients;
    const QString who = clients == 0   ? tr("no client connected")
                        : clients == 1 ? tr("1 client")
                                       : tr("%1 clients").arg(formatCount(clients));
    return tr("Listening on %1 · %2").arg(link_.authority(), who);
}

QList<StatusItem> StatusModel::items() const {
    const CacheStats& cache = link_.stats().cache;
    QList<StatusItem> items{encoderItem()};
    if (cache.entries == 0) {
        items.append({tr("Cache empty"), {}});
    } else {
        const auto bytes = 8 * words_for(encoder_.bits);
        items.append({tr("Index %1 × %2 B, %3")
                          .arg(formatCount(cache.entries))
                          .arg(bytes)
                          .arg(formatBytes(static_cast<double>(cache.index_bytes))),
                      tr("Stored codes, and the memory of codes and look-up structures")});
        items.append({tr("Answers %1").arg(formatBytes(static_cast<double>(cache.answer_bytes))),
                      tr("Memory of the stored answers")});
    }
    if (!lookups_.empty())
        items.append(lookupItem());
    if (const auto dropped = link_.stats().events_dropped)
        items.append({tr("%1 events lost").arg(formatCount(dropped)),
                      tr("The window could not keep up; the proxy did. Figures here miss these "
                         "requests, the database has them."),
                      true});
    items.append(databaseItem());
    return items;
}

StatusItem StatusModel::encoderItem() const {
    const QString preset = QString::number(static_cast<double>(encoder_.presets.balanced), 'f', 2);
    const QString origin = encoder_.presets.calibrated ? tr("balanced %1").arg(preset)
                                                       : tr("balanced %1, a guess").arg(preset);
    return {tr("Encoder %1, %2").arg(encoder_.name, origin),
            tr("%1 floats to %2 bits. Thresholds of this encoder: loose %3, balanced %4, strict %5")
                .arg(encoder_.dim)
                .arg(encoder_.bits)
                .arg(static_cast<double>(encoder_.presets.loose), 0, 'f', 2)
                .arg(preset)
                .arg(static_cast<double>(encoder_.presets.strict), 0, 'f', 2)};
}

StatusItem StatusModel::lookupItem() const {
    auto sorted = lookups_;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return {tr("Look-up p50 %1").arg(formatDuration(*middle / 1000.0).text()),
            tr("Projection and search, median of the last %1 look-ups").arg(sorted.size())};
}

StatusItem StatusModel::databaseItem() const {
    const ProxyStats& stats = link_.stats();
    if (!stats.store_trouble.empty())
        return {tr("Database trouble"), QString::fromStdString(stats.store_trouble), true};
    if (database_.isEmpty())
        return {tr("Nothing kept on disk"), tr("Entries live in memory until the program ends")};
    return {QFileInfo(database_).fileName() + ' ' +
                formatBytes(static_cast<double>(stats.database_bytes)),
            database_};
}

void StatusModel::take(const std::vector<Event>& events) {
    for (const Event& event : events) {
        const auto* flow = std::get_if<FlowEvent>(&event);
        if (!flow || flow->lookup_ns == 0)
            continue;
        if (lookups_.size() < recent_lookups)
            lookups_.push_back(flow->lookup_ns);
        else
            lookups_[nextLookup_] = flow->lookup_ns;
        nextLookup_ = (nextLookup_ + 1) % recent_lookups;
    }
}

} // namespace bsc::ui
