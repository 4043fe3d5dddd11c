#include "engine/proxy/prices.h"

#include "engine/proxy/price_rows.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>

extern "C" const char bsc_prices_json[];
extern "C" const char bsc_prices_json_end[];

namespace bsc {
namespace {

using std::chrono::sys_days;

bool matches(const ModelPrice& row, std::string_view model) {
    const std::string_view match = row.match;
    return match.ends_with('*') ? model.starts_with(match.substr(0, match.size() - 1))
                                : model == match;
}

/// A whole name says more than a start of the same length.
std::size_t weight_of(const ModelPrice& row) {
    return row.match.ends_with('*') ? 2 * (row.match.size() - 1) : 2 * row.match.size() + 1;
}

/// The name without "-2026-04-23" or "-20260423" at its end.
std::string_view without_date(std::string_view model) {
    for (const std::string_view shape : {"-dddd-dd-dd", "-dddddddd"}) {
        if (model.size() <= shape.size())
            continue;
        const std::string_view end = model.substr(model.size() - shape.size());
        if (std::ranges::equal(end, shape, [](char c, char wanted) {
                return wanted == 'd' ? c >= '0' && c <= '9' : c == wanted;
            }))
            return model.substr(0, model.size() - shape.size());
    }
    return model;
}

} // namespace

Day day_of(std::int64_t time_us) {
    const auto time =
        std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(time_us));
    return static_cast<Day>(std::chrono::floor<std::chrono::days>(time).time_since_epoch().count());
}

std::optional<Day> day_in(std::string_view text) {
    const auto number = [&](std::size_t at, std::size_t size) {
        unsigned value = 0;
        const char* end = text.data() + at + size;
        const auto [stop, error] = std::from_chars(text.data() + at, end, value);
        return error == std::errc() && stop == end ? static_cast<int>(value) : -1;
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
    if (year < 0 || month < 0 || day < 0)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok())
        return std::nullopt;
    return static_cast<Day>(sys_days(date).time_since_epoch().count());
}

std::string text_of(Day day) {
    const std::chrono::year_month_day date{sys_days(std::chrono::days(day))};
    char text[24];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text;
}

PriceTable PriceTable::shipped() {
    return parse({bsc_prices_json, static_cast<std::size_t>(bsc_prices_json_end - bsc_prices_json)})
        .value_or(PriceTable());
}

Result<PriceTable> PriceTable::parse(std::string_view text) {
    auto rows = read_price_rows(text);
    if (!rows)
        return tl::unexpected(rows.error());
    PriceTable table;
    table.rows_ = std::move(*rows);
    return table;
}

Result<std::shared_ptr<const PriceTable>> PriceTable::with_file(const std::filesystem::path& file) {
    auto beneath = std::make_shared<const PriceTable>(shipped());
    if (file.empty())
        return beneath;
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream)
        return fail(ErrorCode::io, "The price table " + file.string() + " cannot be read.");
    auto table = parse(text);
    if (!table)
        return fail(table.error().code, file.string() + ": " + table.error().text);
    table->beneath_ = std::move(beneath);
    return std::make_shared<const PriceTable>(std::move(*table));
}

const ModelPrice* PriceTable::find_here(std::string_view model, Day day) const {
    const ModelPrice* best = nullptr;
    const auto rank = [](const ModelPrice& row) {
        return std::pair(weight_of(row), row.from.value_or(std::numeric_limits<Day>::min()));
    };
    for (const ModelPrice& row : rows_)
        if (matches(row, model) && (!row.from || *row.from <= day) &&
            (!best || rank(row) > rank(*best)))
            best = &row;
    if (best)
        return best;
    const std::string_view base = without_date(model);
    return base == model ? nullptr : find_here(base, day);
}

const ModelPrice* PriceTable::find(std::string_view model, Day day) const {
    if (const ModelPrice* row = find_here(model, day))
        return row;
    return beneath_ ? beneath_->find(model, day) : nullptr;
}

std::optional<std::int64_t> PriceTable::nano_usd(std::string_view model, const Usage& usage,
                                                 Day day) const {
    const ModelPrice* price = find(model, day);
    if (!price)
        return std::nullopt;
    const PriceTier* tier = &price->tiers.front();
    for (const PriceTier& candidate : price->tiers)
        if (usage.all_input() > candidate.over_input_tokens)
            tier = &candidate;
    const double dollars_a_million =
        tier->input * static_cast<double>(usage.input) +
        tier->output * static_cast<double>(usage.output) +
        price->cache_read.value_or(tier->input) * static_cast<double>(usage.cache_read) +
        price->cache_write.value_or(tier->input) * static_cast<double>(usage.cache_write);
    return std::llround(1000.0 * dollars_a_million); // 1 USD a million is 1000 nano-USD a token
}

std::optional<std::int64_t> PriceTable::embedding_nano_usd(std::string_view model,
                                                           std::uint64_t bytes, Day day) const {
    constexpr std::uint64_t bytes_a_token = 4;
    return nano_usd(model, {.input = (bytes + bytes_a_token - 1) / bytes_a_token}, day);
}

} // namespace bsc
