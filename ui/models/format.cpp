#include "ui/models/format.h"

#include <QDateTime>

#include <array>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr QChar narrow_space(0x202F);

QString grouped(QString digits) {
    const qsizetype point = digits.indexOf('.');
    const qsizetype first = digits.startsWith('-') ? 1 : 0;
    for (qsizetype at = (point < 0 ? digits.size() : point) - 3; at > first; at -= 3)
        digits.insert(at, narrow_space);
    return digits;
}

/// Three significant digits, without an exponent.
QString threeDigits(double value) {
    const double size = std::abs(value);
    return formatFixed(value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

struct Step {
    double size;
    const char* unit;
};

template <std::size_t N>
Quantity scaled(double value, const std::array<Step, N>& steps) {
    for (const Step& step : steps)
        if (std::abs(value) >= 0.9995 * step.size)
            return {threeDigits(value / step.size), QString::fromUtf8(step.unit)};
    return {formatFixed(value, 0), QString()};
}

QString clock(std::int64_t epochUs, const char* pattern) {
    return QDateTime::fromMSecsSinceEpoch(epochUs / 1000).toString(QLatin1String(pattern));
}

} // namespace

QString formatCount(std::int64_t n) { return grouped(QString::number(n)); }

QString formatFixed(double value, int decimals) {
    QString text = QString::number(value, 'f', decimals);
    if (text.startsWith('-') && text.toDouble() == 0)
        text.remove(0, 1);
    return grouped(text);
}

Quantity formatShort(double count) {
    static constexpr std::array<Step, 3> steps{{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}}};
    return scaled(count, steps);
}

Quantity formatDuration(double microseconds) {
    if (microseconds < 99.5)
        return {formatFixed(microseconds, 0), QStringLiteral("µs")};
    if (microseconds < 999'500)
        return {threeDigits(microseconds / 1e3), QStringLiteral("ms")};
    return {threeDigits(microseconds / 1e6), QStringLiteral("s")};
}

Quantity formatTableDuration(double microseconds) {
    const double ms = microseconds / 1e3;
    if (ms < 99.95)
        return {formatFixed(ms, 1), QStringLiteral("ms")};
    return formatDuration(microseconds);
}

QString formatPercent(double share) { return formatFixed(100 * share, 1) + " %"; }

QString formatMoney(double usd) {
    const double size = std::abs(usd);
    const int decimals = size == 0        ? 2
                         : size < 0.00095 ? 5
                         : size < 0.99995 ? 4
                         : size < 999.995 ? 2
                                          : 0;
    return (usd < 0 ? "-$" : "$") + formatFixed(size, decimals);
}

QString formatBytes(double bytes) {
    if (bytes < 999.5)
        return formatFixed(bytes, 0) + " B";
    if (bytes < 99'950)
        return formatFixed(bytes / 1e3, 1) + " kB";
    if (bytes < 99.95e6)
        return formatFixed(bytes / 1e6, 1) + " MB";
    return bytes < 999.5e6 ? formatFixed(bytes / 1e6, 0) + " MB" : threeDigits(bytes / 1e9) + " GB";
}

QString formatClock(std::int64_t epochUs) { return clock(epochUs, "HH:mm"); }
QString formatClockSeconds(std::int64_t epochUs) { return clock(epochUs, "HH:mm:ss"); }
QString formatClockMillis(std::int64_t epochUs) { return clock(epochUs, "HH:mm:ss.zzz"); }

} // namespace bsc::ui
