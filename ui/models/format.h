#pragma once

#include <QString>

#include <concepts>
#include <cstdint>
#include <string_view>

namespace bsc::ui {

/// Figures as the interface writes them: thousands parted by a narrow space, a point for decimals,
/// about three significant digits, a space before the unit.

/// A figure and its unit, for places that set the two in different type.
struct Quantity {
    QString number, unit; ///< unit may be empty
    QString text() const { return unit.isEmpty() ? number : number + ' ' + unit; }
};

QString formatCount(std::int64_t n); ///< "15 480"
template <std::unsigned_integral T>
QString formatCount(T n) {
    return formatCount(static_cast<std::int64_t>(n));
}
QString formatFixed(double value, int decimals); ///< "1 234.5"
Quantity formatShort(double count);              ///< "962", "3.84 M"
Quantity formatDuration(double microseconds);    ///< "41 µs", "0.62 ms", "902 ms", "1.62 s"
/// One unit for a column of short times: "0.7 ms" down to 0.1 ms, "902 ms", "1.62 s".
Quantity formatTableDuration(double microseconds);
QString formatPercent(double share);              ///< share 0..1: "42.8 %"
QString formatMoney(double usd);                  ///< "$18.42", "$1 204", "$0.0036", "$0.00003"
QString formatBytes(double bytes);                ///< "0.6 MB"
QString formatClock(std::int64_t epochUs);        ///< local "14:32"
QString formatClockSeconds(std::int64_t epochUs); ///< local "14:32:07"
QString formatClockMillis(std::int64_t epochUs);  ///< local "14:32:07.482"

inline QString toText(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace bsc::ui
