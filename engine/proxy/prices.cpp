#include "engine/proxy/prices.h"

#include <boost/json.hpp>
#include <cmath>
#include <regex>

extern "C" const char bsc_prices_json[];
extern "C" const char bsc_prices_json_end[];

namespace bsc {
namespace {

namespace json = boost::json;

double number_at(const json::object& row, std::string_view key) {
    return row.at(key).to_number<double>();
}

std::string text_at(const json::object& row, std::string_view key) {
    const json::value* text = row.if_contains(key);
    return text ? std::string(text->as_string()) : std::string();
}

ModelPrice read_row(const json::object& row) {
    ModelPrice price;
    price.match = text_at(row, "match");
    price.as_of = text_at(row, "as_of");
    price.source = text_at(row, "source");
    if (row.contains("cache_read"))
        price.cache_read = number_at(row, "cache_read");
    if (row.contains("cache_write"))
        price.cache_write = number_at(row, "cache_write");
    price.tiers.push_back({0, number_at(row, "in"), number_at(row, "out")});
    if (const json::value* tiers = row.if_contains("tiers"))
        for (const json::value& tier : tiers->as_array())
            price.tiers.push_back({tier.at("over_input_tokens").to_number<std::uint64_t>(),
                                   number_at(tier.as_object(), "in"),
                                   number_at(tier.as_object(), "out")});
    return price;
}

bool matches(const ModelPrice& row, std::string_view model) {
    const std::string_view match = row.match;
    return match.ends_with('*') ? model.starts_with(match.substr(0, match.size() - 1))
                                : model == match;
}

std::string_view without_date(std::string_view model) {
    static const std::regex date("-[0-9]{4}-?[0-9]{2}-?[0-9]{2}$");
    std::cmatch found;
    return std::regex_search(model.data(), model.data() + model.size(), found, date)
               ? model.substr(0, found.position())
               : model;
}

} // namespace

PriceTable PriceTable::shipped() {
    return parse({bsc_prices_json, static_cast<std::size_t>(bsc_prices_json_end - bsc_prices_json)})
        .value_or(PriceTable());
}

Result<PriceTable> PriceTable::parse(std::string_view text) {
    boost::system::error_code error;
    const json::value document = json::parse(text, error);
    const json::object* top = error ? nullptr : document.if_object();
    const json::value* models = top ? top->if_contains("models") : nullptr;
    if (!models || !models->is_array())
        return fail(ErrorCode::wrong_format,
                    "The price table is not JSON of the form {\"models\": [{\"match\", \"in\", "
                    "\"out\"}, ...]}.");
    PriceTable table;
    for (const json::value& row : models->get_array()) {
        try {
            table.rows_.push_back(read_row(row.as_object()));
        } catch (const std::exception&) {
            return fail(ErrorCode::wrong_format,
                        "Row " + std::to_string(table.rows_.size() + 1) +
                            " of the price table needs \"match\" (text), \"in\" and \"out\" "
                            "(USD per million tokens).");
        }
    }
    return table;
}

const ModelPrice* PriceTable::find(std::string_view model) const {
    const ModelPrice* best = nullptr;
    for (const ModelPrice& row : rows_)
        if (matches(row, model) && (!best || row.match.size() > best->match.size()))
            best = &row;
    if (best)
        return best;
    const std::string_view base = without_date(model);
    return base == model ? nullptr : find(base);
}

std::optional<std::int64_t> PriceTable::nano_usd(std::string_view model, const Usage& usage) const {
    const ModelPrice* price = find(model);
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

} // namespace bsc
