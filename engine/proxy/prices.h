#pragma once

#include "engine/base/result.h"
#include "engine/proxy/dialects/usage.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// Days since 1970-01-01, UTC.
using Day = std::int32_t;

Day day_of(std::int64_t time_us);
/// "2026-09-23"; nothing when it is no date.
std::optional<Day> day_in(std::string_view iso_date);
std::string text_of(Day day);

/// What a model costs from a given number of input tokens on, in USD per million tokens.
struct PriceTier {
    std::uint64_t over_input_tokens = 0;
    double input = 0, output = 0;
};

/// One dated row of the table. `match` is a model name, or a prefix that ends in `*`.
struct ModelPrice {
    std::string match;
    std::vector<PriceTier> tiers; ///< ascending; the first starts at 0
    /// Input that the provider takes from, or puts into, its own prompt cache; without a price of
    /// its own it costs what input costs.
    std::optional<double> cache_read, cache_write;
    std::optional<Day> from; ///< first day of this price; none: always
    std::string as_of;       ///< ISO date on which the price was looked up
    std::string source;
};

/// Token prices as dated facts. A model that is not in the table has no price, which is not zero.
/// Immutable: any thread.
class PriceTable {
  public:
    /// The table that ships with the program (resources/prices.json).
    static PriceTable shipped();
    /// Ours, or litellm's model_prices_and_context_window.json. Errors: wrong_format, naming the
    /// row.
    static Result<PriceTable> parse(std::string_view json);
    /// The shipped table under the user's file: a model that the file prices for a day is priced by
    /// it. An empty path gives the shipped one. Errors: io, wrong_format.
    static Result<std::shared_ptr<const PriceTable>> with_file(const std::filesystem::path& file);

    /// The longest row that matches and holds on `day`, of several the one with the latest `from`.
    /// A date at the end of the name ("-2026-04-23", "-20260423") is ignored when the whole name is
    /// not in the table.
    const ModelPrice* find(std::string_view model, Day day) const;

    /// Price of one call in 1e-9 USD, or nothing for an unknown model.
    std::optional<std::int64_t> nano_usd(std::string_view model, const Usage& usage, Day day) const;
    /// Price of embedding so much text, in 1e-9 USD. Servers do not all tell tokens: four bytes are
    /// taken for one, which is about right for English.
    std::optional<std::int64_t> embedding_nano_usd(std::string_view model, std::uint64_t bytes,
                                                   Day day) const;

    const std::vector<ModelPrice>& rows() const { return rows_; }

  private:
    const ModelPrice* find_here(std::string_view model, Day day) const;

    std::vector<ModelPrice> rows_;
    std::shared_ptr<const PriceTable> beneath_; ///< asked for what is not here
};

} // namespace bsc
