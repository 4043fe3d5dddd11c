#include "ui/models/settings.h"

namespace bsc::ui {

namespace {

constexpr std::uint16_t default_port = 8080;

const QStringList& themeNames() {
    static const QStringList names{"system", "light", "dark"};
    return names;
}

const QStringList& upstreamNames() {
    static const QStringList names{"demo", "providers", "custom"};
    return names;
}

template <class Enum>
Enum fromName(const QStringList& names, const QString& name, Enum otherwise) {
    const auto index = names.indexOf(name);
    return index < 0 ? otherwise : static_cast<Enum>(index);
}

} // namespace

Settings::Settings() : store_("bsc", "workbench") {}

Settings::Settings(const QString& file) : store_(file, QSettings::IniFormat) {}

Theme::Mode Settings::theme() const {
    return fromName(themeNames(), store_.value("theme").toString(), Theme::Mode::system);
}

void Settings::setTheme(Theme::Mode mode) {
    store_.setValue("theme", themeNames().at(static_cast<int>(mode)));
}

std::uint16_t Settings::port() const {
    const int port = store_.value("proxy/port", default_port).toInt();
    return port >= 0 && port <= 65535 ? static_cast<std::uint16_t>(port) : default_port;
}

void Settings::setPort(std::uint16_t port) { store_.setValue("proxy/port", port); }

bool Settings::proxyOn() const { return store_.value("proxy/on", false).toBool(); }

void Settings::setProxyOn(bool on) { store_.setValue("proxy/on", on); }

QString Settings::modelFolder() const { return store_.value("encoder/modelFolder").toString(); }

void Settings::setModelFolder(const QString& folder) {
    store_.setValue("encoder/modelFolder", folder);
}

UpstreamChoice Settings::upstream() const {
    using Kind = UpstreamChoice::Kind;
    return {
        fromName(upstreamNames(), store_.value("upstream/kind").toString(), Kind::providers),
        store_.value("upstream/openai").toString(), store_.value("upstream/anthropic").toString(),
        store_.value("upstream/ollama").toString(), store_.value("upstream/plain_http").toBool()};
}

void Settings::setUpstream(const UpstreamChoice& choice) {
    store_.setValue("upstream/kind", upstreamNames().at(static_cast<int>(choice.kind)));
    store_.setValue("upstream/openai", choice.openai);
    store_.setValue("upstream/anthropic", choice.anthropic);
    store_.setValue("upstream/ollama", choice.ollama);
    store_.setValue("upstream/plain_http", choice.plainHttp);
}

QString Settings::pricesFile() const { return store_.value("prices/file").toString(); }

void Settings::setPricesFile(const QString& file) { store_.setValue("prices/file", file); }

bool Settings::reducesMotion() const { return store_.value("reduceMotion", false).toBool(); }

void Settings::setReducesMotion(bool reduces) { store_.setValue("reduceMotion", reduces); }

bool Settings::asksForLocalToken() const {
    return store_.value("proxy/localToken", false).toBool();
}

void Settings::setAsksForLocalToken(bool asks) { store_.setValue("proxy/localToken", asks); }

QByteArray Settings::windowGeometry() const {
    return store_.value("window/geometry").toByteArray();
}

QByteArray Settings::windowState() const { return store_.value("window/state").toByteArray(); }

void Settings::setWindow(const QByteArray& geometry, const QByteArray& state) {
    store_.setValue("window/geometry", geometry);
    store_.setValue("window/state", state);
}

QByteArray Settings::page(const QString& name) const {
    return store_.value("pages/" + name).toByteArray();
}

void Settings::setPage(const QString& name, const QByteArray& state) {
    store_.setValue("pages/" + name, state);
}

} // namespace bsc::ui
