#pragma once

#include "engine/proxy/prices.h"
#include "engine/store/records.h"

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace bsc {

/// Answers of one kind, and what their original usage costs at the price of the day each was given.
struct KindSum {
    std::uint64_t answers = 0;
    std::uint64_t without_usage = 0; ///< of them; the upstream had not told it
    std::uint64_t without_price = 0; ///< of them; usage known, model not in the table
    std::uint64_t input_tokens = 0, output_tokens = 0;
    std::int64_t nano_usd = 0;

    KindSum& operator+=(const KindSum& other);
};

/// A ledger at the prices of a table.
struct SavingsReport {
    std::array<KindSum, 4> kinds; ///< by LedgerKind
    std::int64_t embedding_nano_usd = 0;
    bool embedding_priced = true; ///< false: an embedding model is not in the table
    /// Answers whose model has no price, by its name.
    std::map<std::string, std::uint64_t> unpriced_models;
    Day first = 0, last = 0; ///< days with answers; equal to 0 without any

    const KindSum& of(LedgerKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
    /// Of exact, semantic and coalesced answers, before the cost of embedding.
    KindSum saved() const;
    /// Saved less the cost of embedding, which misses have as well.
    std::int64_t net_nano_usd() const { return saved().nano_usd - embedding_nano_usd; }
};

SavingsReport price_ledger(std::span<const LedgerRow> ledger, const PriceTable& prices);

} // namespace bsc
