#include "engine/proxy/price_rows.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

namespace bsc {
namespace {

namespace json = boost::json;

constexpr double per_million = 1e6;

struct BadRow {
    std::string what;
};

double price_in(const json::value& value, std::string_view key) {
    json::error_code error;
    const double price = value.to_number<double>(error);
    if (error || !std::isfinite(price) || price < 0)
        throw BadRow{"\"" + std::string(key) + "\" must be a number, 0 or more"};
    return price;
}

std::optional<double> optional_price(const json::object& row, std::string_view key) {
    const json::value* value = row.if_contains(key);
    return value && !value->is_null() ? std::optional(price_in(*value, key)) : std::nullopt;
}

double price_at(const json::object& row, std::string_view key) {
    if (const auto price = optional_price(row, key))
        return *price;
    throw BadRow{"\"" + std::string(key) + "\" is missing (USD per million tokens)"};
}

std::string text_at(const json::object& row, std::string_view key, std::string_view otherwise) {
    const json::value* value = row.if_contains(key);
    if (!value)
        return std::string(otherwise);
    if (!value->is_string())
        throw BadRow{"\"" + std::string(key) + "\" must be text"};
    return std::string(value->get_string());
}

void sort_tiers(std::vector<PriceTier>& tiers) {
    std::ranges::stable_sort(tiers, {}, &PriceTier::over_input_tokens);
}

// Ours

PriceTier tier_in(const json::value& value) {
    const json::object* tier = value.if_object();
    const json::value* over = tier ? tier->if_contains("over_input_tokens") : nullptr;
    json::error_code error;
    const auto tokens = over ? over->to_number<std::uint64_t>(error) : 0;
    if (!over || error || tokens == 0)
        throw BadRow{"a tier needs \"over_input_tokens\", a whole number over 0"};
    return {tokens, price_at(*tier, "in"), price_at(*tier, "out")};
}

ModelPrice our_row(const json::value& value, std::string_view as_of) {
    const json::object* row = value.if_object();
    if (!row)
        throw BadRow{"it must be an object"};
    ModelPrice price;
    price.match = text_at(*row, "match", "");
    if (price.match.empty())
        throw BadRow{"\"match\" is missing (a model's name, or the start of one and *)"};
    price.as_of = text_at(*row, "as_of", as_of);
    price.source = text_at(*row, "source", "");
    price.cache_read = optional_price(*row, "cache_read");
    price.cache_write = optional_price(*row, "cache_write");
    if (const std::string from = text_at(*row, "from", ""); !from.empty()) {
        price.from = day_in(from);
        if (!price.from)
            throw BadRow{"\"from\" must be a date such as 2026-09-23"};
    }
    price.tiers.push_back({0, price_at(*row, "in"), price_at(*row, "out")});
    if (const json::value* tiers = row->if_contains("tiers")) {
        if (!tiers->is_array())
            throw BadRow{"\"tiers\" must be a list"};
        for (const json::value& tier : tiers->get_array())
            price.tiers.push_back(tier_in(tier));
        sort_tiers(price.tiers);
    }
    return price;
}

// litellm's

constexpr std::string_view litellm_input = "input_cost_per_token",
                           litellm_output = "output_cost_per_token";

std::optional<double> litellm_price(const json::object& row, std::string_view key) {
    const auto price = optional_price(row, key);
    return price ? std::optional(*price * per_million) : std::nullopt;
}

/// "input_cost_per_token_above_200k_tokens": 200000; nothing for other names.
std::optional<std::uint64_t> litellm_bound(std::string_view key) {
    constexpr std::string_view start = "input_cost_per_token_above_", end = "k_tokens";
    if (!key.starts_with(start) || !key.ends_with(end) || key.size() <= start.size() + end.size())
        return std::nullopt;
    const std::string_view number =
        key.substr(start.size(), key.size() - start.size() - end.size());
    std::uint64_t thousands = 0;
    const auto [stop, error] =
        std::from_chars(number.data(), number.data() + number.size(), thousands);
    const bool whole = error == std::errc() && stop == number.data() + number.size();
    return whole && thousands > 0 ? std::optional(thousands * 1000) : std::nullopt;
}

ModelPrice litellm_row(std::string_view model, const json::object& row) {
    ModelPrice price;
    price.match = model;
    price.source = "litellm";
    const double input = litellm_price(row, litellm_input).value_or(0);
    const double output = litellm_price(row, litellm_output).value_or(0);
    price.tiers.push_back({0, input, output});
    price.cache_read = litellm_price(row, "cache_read_input_token_cost");
    price.cache_write = litellm_price(row, "cache_creation_input_token_cost");
    for (const json::key_value_pair& member : row)
        if (const auto bound = litellm_bound(member.key())) {
            std::string output_key(member.key());
            output_key.replace(0, litellm_input.size(), litellm_output);
            price.tiers.push_back(
                {*bound, litellm_price(row, std::string_view(member.key())).value_or(input),
                 litellm_price(row, output_key).value_or(output)});
        }
    sort_tiers(price.tiers);
    return price;
}

bool has_litellm_price(const json::value& value) {
    const json::object* row = value.if_object();
    const json::value* input = row ? row->if_contains(litellm_input) : nullptr;
    const json::value* output = row ? row->if_contains(litellm_output) : nullptr;
    return (input && input->is_number()) || (output && output->is_number());
}

constexpr std::string_view not_a_table =
    "The price table is neither JSON of the form {\"models\": [{\"match\", \"in\", \"out\"}, ...]} "
    "nor litellm's model_prices_and_context_window.json.";

} // namespace

Result<std::vector<ModelPrice>> read_price_rows(std::string_view text) {
    json::error_code error;
    const json::value document = json::parse(text, error);
    const json::object* top = error ? nullptr : document.if_object();
    if (!top)
        return fail(ErrorCode::wrong_format, std::string(not_a_table));
    std::vector<ModelPrice> rows;
    std::string at; // for the message
    try {
        if (const json::value* models = top->if_contains("models")) {
            at = "The price table";
            if (text_at(*top, "currency", "USD") != "USD")
                throw BadRow{"prices must be in USD"};
            if (!models->is_array())
                throw BadRow{"\"models\" must be a list"};
            const std::string as_of = text_at(*top, "as_of", "");
            for (const json::value& row : models->get_array()) {
                at = "Row " + std::to_string(rows.size() + 1) + " of the price table";
                rows.push_back(our_row(row, as_of));
            }
            return rows;
        }
        for (const json::key_value_pair& member : *top)
            if (const std::string_view model = member.key();
                model != "sample_spec" && has_litellm_price(member.value())) {
                at = "\"" + std::string(model) + "\" in the price table";
                rows.push_back(litellm_row(model, member.value().get_object()));
            }
    } catch (const BadRow& bad) {
        return fail(ErrorCode::wrong_format, at + ": " + bad.what + ".");
    }
    if (rows.empty())
        return fail(ErrorCode::wrong_format, std::string(not_a_table));
    return rows;
}

} // namespace bsc
