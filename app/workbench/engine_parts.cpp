#include "app/workbench/engine_parts.h"

#include "engine/embed/factory.h"
#include "engine/proxy/prices.h"

#include <QStandardPaths>

namespace bsc::ui {

namespace {

std::filesystem::path usualDatabase() {
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return std::filesystem::path(data.toStdString()) / "bsc" / "cache.sqlite";
}

Result<std::unique_ptr<Store>> openStore(EngineParts& parts) {
    if (parts.database == ":memory:")
        parts.database.clear();
    if (parts.database.empty())
        return Store::open_in_memory();
    auto store = Store::open(parts.database);
    if (store)
        return store;
    parts.storeTrouble = store.error().text;
    parts.database.clear();
    return Store::open_in_memory();
}

Result<std::shared_ptr<const Embedder>> openEncoder(const Options& options,
                                                    const Settings& settings, EngineParts& parts) {
    EmbedderSettings wanted = options.encoder;
    const bool fromSettings = wanted.model_folder.empty() && !settings.modelFolder().isEmpty();
    if (fromSettings)
        wanted.model_folder = settings.modelFolder().toStdString();
    auto embedder = make_embedder(wanted);
    if (embedder || !fromSettings)
        return embedder;
    parts.modelTrouble = embedder.error().text;
    wanted = {};
    wanted.kind = EmbedderKind::lexical;
    return make_embedder(wanted);
}

/// The settings' price table, when it can be used.
std::filesystem::path pricesFile(const Settings& settings, EngineParts& parts) {
    const std::filesystem::path file = settings.pricesFile().toStdString();
    if (const auto table = PriceTable::with_file(file); !table) {
        parts.pricesTrouble = table.error().text;
        return {};
    }
    return file;
}

/// Workloads and runs: beside the entries in the one file, or in memory as they are. What is in a
/// file that cannot be used can still be looked at.
void openLibraries(EngineParts& parts, const std::filesystem::path& wanted) {
    const bool kept = !parts.database.empty();
    auto workloads =
        kept ? WorkloadLibrary::open(parts.database) : WorkloadLibrary::open_in_memory();
    if (!parts.storeTrouble.empty())
        if (auto readable = WorkloadLibrary::open_read_only(wanted); readable) {
            workloads = std::move(readable);
            parts.libraryTrouble = "They are those of " + wanted.string() +
                                   ", which cannot be written: nothing can be recorded, imported "
                                   "or changed.";
        }
    if (workloads)
        parts.workloads = std::move(*workloads);
    else
        parts.libraryTrouble = workloads.error().text;
    if (auto runs = kept ? RunLibrary::open(parts.database) : RunLibrary::open_in_memory(); runs)
        parts.runs = std::move(*runs);
    else if (parts.libraryTrouble.empty())
        parts.libraryTrouble = runs.error().text;
}

} // namespace

std::filesystem::path databaseFor(const Options& options) {
    if (!options.database.empty() || options.demo)
        return options.database;
    return usualDatabase();
}

Result<EngineParts> EngineParts::build(const Options& options, const Settings& settings) {
    EngineParts parts;
    auto embedder = openEncoder(options, settings, parts);
    if (!embedder)
        return tl::unexpected(embedder.error());
    parts.database = databaseFor(options);
    const std::filesystem::path wanted = parts.database;
    auto store = openStore(parts);
    if (!store)
        return tl::unexpected(store.error());

    CacheServiceConfig config;
    const ThresholdPresets presets = (*embedder)->thresholds();
    config.cache.threshold = options.threshold.value_or(presets.balanced);
    config.cache.max_entries = options.capacity;
    auto service =
        CacheService::open(config, *embedder, (*embedder)->pair_scorer({}), std::move(*store));
    if (!service)
        return tl::unexpected(service.error());
    parts.service = std::move(*service);
    const EmbedderIdentity& identity = (*embedder)->identity();
    parts.encoder = {QString::fromStdString(identity.name), identity.dim,
                     parts.service->cache().config().bits, presets};

    openLibraries(parts, wanted);

    parts.events = std::make_unique<EventQueue>();
    ProxyConfig proxyConfig;
    proxyConfig.host = options.host.value_or(proxyConfig.host);
    proxyConfig.port = options.port.value_or(settings.port());
    proxyConfig.upstreams.demo = options.demo;
    proxyConfig.prices_file = pricesFile(settings, parts);
    proxyConfig.ask_for_local_token = settings.asksForLocalToken();
    parts.host = proxyConfig.host;
    auto proxy = Proxy::create(proxyConfig, *parts.service, parts.events.get());
    if (!proxy)
        return tl::unexpected(proxy.error());
    parts.proxy = std::move(*proxy);
    if (proxyConfig.ask_for_local_token)
        parts.localToken = parts.proxy->local_token();
    return parts;
}

} // namespace bsc::ui
