#include "engine/replay/import/time_text.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace bsc {
namespace {

constexpr double last_seconds = 1e11, last_milliseconds = 1e14;

/// "Z", "+02:00", "-0530", "+02" or nothing: seconds east of UTC.
std::optional<int> zone_of(const std::string& text) {
    if (text.empty() || text == "Z" || text == "z" || text == " UTC")
        return 0;
    int hours = 0, minutes = 0, used = 0;
    char sign[2] = {};
    if (std::sscanf(text.c_str(), "%1[+-]%2d%n", sign, &hours, &used) < 2)
        return std::nullopt;
    const std::size_t rest = static_cast<std::size_t>(used);
    if (rest < text.size()) {
        const std::string tail = text.substr(rest + (text[rest] == ':'));
        if (tail.size() != 2 || std::sscanf(tail.c_str(), "%2d", &minutes) != 1)
            return std::nullopt;
    }
    return (sign[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

std::optional<double> iso_8601(const std::string& text) {
    int year = 0, used = 0;
    unsigned month = 0, day = 0, hour = 0, minute = 0;
    double second = 0;
    if (std::sscanf(text.c_str(), "%4d-%2u-%2u%*1[T ]%2u:%2u%n", &year, &month, &day, &hour,
                    &minute, &used) != 5 ||
        used == 0)
        return std::nullopt;
    std::string rest = text.substr(static_cast<std::size_t>(used));
    if (rest.starts_with(':')) {
        const std::size_t end = rest.find_first_not_of("0123456789.", 1);
        second = std::strtod(rest.substr(1, end - 1).c_str(), nullptr);
        rest = end == std::string::npos ? "" : rest.substr(end);
    }
    using namespace std::chrono;
    const year_month_day date{std::chrono::year(year), std::chrono::month(month),
                              std::chrono::day(day)};
    const auto zone = zone_of(rest);
    if (!date.ok() || hour > 24 || minute > 59 || second >= 61 || !zone)
        return std::nullopt;
    const auto days = sys_days(date).time_since_epoch();
    return static_cast<double>(duration_cast<seconds>(days).count() + hour * 3600 + minute * 60 -
                               *zone) +
           second;
}

} // namespace

double seconds_of_number(double time) {
    const double size = std::abs(time);
    return size > last_milliseconds ? time / 1e6 : size > last_seconds ? time / 1e3 : time;
}

std::optional<double> seconds_of_text(const std::string& text) {
    if (text.empty())
        return std::nullopt;
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (*end == '\0')
        return std::isfinite(number) ? std::optional(seconds_of_number(number)) : std::nullopt;
    return iso_8601(text);
}

} // namespace bsc
