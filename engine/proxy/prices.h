#pragma once

#include "engine/base/result.h"
#include "engine/proxy/dialects/usage.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

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
    std::string as_of; ///< ISO date
    std::string source;
};

/// Token prices as dated facts. A model that is not in the table has no price, which is not zero.
/// Immutable: any thread.
class PriceTable {
  public:
    /// The table that ships with the program (resources/prices.json).
    static PriceTable shipped();
    /// Errors: wrong_format, naming the row.
    static Result<PriceTable> parse(std::string_view json);

    /// The longest row that matches; a date at the end ("-2026-04-23", "-20260423") is ignored when
    /// the whole name is not in the table.
    const ModelPrice* find(std::string_view model) const;

    /// Price of one call in 1e-9 USD, or nothing for an unknown model.
    std::optional<std::int64_t> nano_usd(std::string_view model, const Usage& usage) const;

    const std::vector<ModelPrice>& rows() const { return rows_; }

  private:
    std::vector<ModelPrice> rows_;
};

} // namespace bsc
