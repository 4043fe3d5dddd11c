#pragma once

#include "ui/models/theme.h"

#include <QByteArray>
#include <QSettings>

#include <cstdint>

namespace bsc::ui {

/// Where misses go, as the user picked it.
struct UpstreamChoice {
    enum class Kind { demo, providers, custom };
    Kind kind = Kind::providers;
    QString openai{}, anthropic{}, ollama{}; ///< for custom; empty: the usual one
    /// For custom: http:// beyond this machine is accepted, where all can read keys and prompts.
    bool plainHttp = false;

    friend bool operator==(const UpstreamChoice&, const UpstreamChoice&) = default;
};

/// What is kept between two runs. GUI thread.
class Settings {
  public:
    Settings();                             ///< the user's own file
    explicit Settings(const QString& file); ///< an INI file of its own, for tests and the demo

    Theme::Mode theme() const;
    void setTheme(Theme::Mode mode);

    /// Nothing fades or moves by itself; so it is as well when the desktop asks for it.
    bool reducesMotion() const;
    void setReducesMotion(bool reduces);

    std::uint16_t port() const;
    void setPort(std::uint16_t port);
    bool proxyOn() const;
    void setProxyOn(bool on);

    UpstreamChoice upstream() const;
    void setUpstream(const UpstreamChoice& choice);

    /// Model2Vec folder for the hybrid encoder, used from the next start; empty: none chosen.
    QString modelFolder() const;
    void setModelFolder(const QString& folder);

    /// Prices that go before the shipped ones; empty: none.
    QString pricesFile() const;
    void setPricesFile(const QString& file);

    /// Whether the proxy serves only programs that send the local token, from the next start on.
    bool asksForLocalToken() const;
    void setAsksForLocalToken(bool asks);

    QByteArray windowGeometry() const;
    QByteArray windowState() const;
    void setWindow(const QByteArray& geometry, const QByteArray& state);

    /// For pages that keep splitters and columns: any key below "pages/".
    QByteArray page(const QString& name) const;
    void setPage(const QString& name, const QByteArray& state);

  private:
    mutable QSettings store_;
};

} // namespace bsc::ui
