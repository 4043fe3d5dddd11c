#include "engine/proxy/savings.h"

#include <algorithm>

namespace bsc {
namespace {

KindSum price_row(const LedgerRow& row, const PriceTable& prices) {
    KindSum sum{.answers = row.sum.answers};
    if (!row.key.usage) {
        sum.without_usage = row.sum.answers;
        return sum;
    }
    const Usage usage{.input = row.key.usage->input,
                      .output = row.key.usage->output,
                      .cache_read = row.key.usage->cache_read,
                      .cache_write = row.key.usage->cache_write};
    sum.input_tokens = usage.all_input() * row.sum.answers;
    sum.output_tokens = usage.output * row.sum.answers;
    if (const auto price = prices.nano_usd(row.key.model, usage, row.key.day))
        sum.nano_usd = *price * static_cast<std::int64_t>(row.sum.answers);
    else
        sum.without_price = row.sum.answers;
    return sum;
}

} // namespace

KindSum& KindSum::operator+=(const KindSum& other) {
    answers += other.answers;
    without_usage += other.without_usage;
    without_price += other.without_price;
    input_tokens += other.input_tokens;
    output_tokens += other.output_tokens;
    nano_usd += other.nano_usd;
    return *this;
}

KindSum SavingsReport::saved() const {
    KindSum sum;
    for (const LedgerKind kind : {LedgerKind::exact, LedgerKind::semantic, LedgerKind::coalesced})
        sum += of(kind);
    return sum;
}

SavingsReport price_ledger(std::span<const LedgerRow> ledger, const PriceTable& prices) {
    SavingsReport report;
    if (!ledger.empty())
        report.first = report.last = ledger.front().key.day;
    for (const LedgerRow& row : ledger) {
        report.first = std::min(report.first, row.key.day);
        report.last = std::max(report.last, row.key.day);
        const KindSum sum = price_row(row, prices);
        report.kinds[static_cast<std::size_t>(row.key.kind)] += sum;
        if (sum.without_price > 0)
            report.unpriced_models[row.key.model] += sum.without_price;
        if (row.key.embedding_model.empty())
            continue;
        const auto cost =
            prices.embedding_nano_usd(row.key.embedding_model, row.sum.embedded_bytes, row.key.day);
        report.embedding_nano_usd += cost.value_or(0);
        report.embedding_priced &= cost.has_value();
    }
    return report;
}

} // namespace bsc
