#include "engine/proxy/savings.h"
#include "app/cli/commands.h"
#include "engine/store/store.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <iostream>

namespace bsc::cli {
namespace {

namespace json = boost::json;

struct SavingsOptions {
    std::string database, prices;
    bool as_json = false;
};

constexpr std::array kinds{LedgerKind::exact, LedgerKind::semantic, LedgerKind::coalesced,
                           LedgerKind::paid};

double usd(std::int64_t nano_usd) { return 1e-9 * static_cast<double>(nano_usd); }

json::object object_of(const KindSum& sum) {
    return {{"answers", sum.answers},
            {"without_usage", sum.without_usage},
            {"without_price", sum.without_price},
            {"input_tokens", sum.input_tokens},
            {"output_tokens", sum.output_tokens},
            {"usd", usd(sum.nano_usd)}};
}

void print_json(const SavingsReport& report) {
    json::object object;
    if (report.first != 0)
        object = {{"first_day", text_of(report.first)}, {"last_day", text_of(report.last)}};
    for (const LedgerKind kind : kinds)
        object[name_of(kind)] = object_of(report.of(kind));
    object["embedding_usd"] = report.embedding_priced ? json::value(usd(report.embedding_nano_usd))
                                                      : json::value(nullptr);
    object["saved_usd"] = usd(report.net_nano_usd());
    json::object unpriced;
    for (const auto& [model, answers] : report.unpriced_models)
        unpriced[model] = answers;
    object["models_without_price"] = std::move(unpriced);
    std::cout << json::serialize(object) << '\n';
}

void print_row(std::string_view name, const KindSum& sum) {
    fmt::print("{:<11}{:>10}{:>16}{:>16}{:>14.4f}\n", name, sum.answers, sum.input_tokens,
               sum.output_tokens, usd(sum.nano_usd));
}

void print_text(const SavingsReport& report) {
    if (report.first == 0) {
        fmt::print("Nothing has been answered yet.\n");
        return;
    }
    fmt::print("{} to {}, at the price of each day\n\n", text_of(report.first),
               text_of(report.last));
    fmt::print("{:<11}{:>10}{:>16}{:>16}{:>14}\n", "", "answers", "input tokens", "output tokens",
               "USD");
    for (const LedgerKind kind : kinds)
        if (kind != LedgerKind::paid)
            print_row(name_of(kind), report.of(kind));
    const KindSum saved = report.saved();
    print_row("saved", saved);
    print_row("paid", report.of(LedgerKind::paid));
    if (!report.embedding_priced)
        fmt::print("\nThe embedding model has no price: its cost is not in these figures.\n");
    else if (report.embedding_nano_usd != 0)
        fmt::print("\nEmbedding cost about {:.4f} USD: {:.4f} USD saved in the end.\n",
                   usd(report.embedding_nano_usd), usd(report.net_nano_usd()));
    if (saved.without_usage > 0)
        fmt::print("\n{} saved answers count no tokens: the upstream had not told any.\n",
                   saved.without_usage);
    for (const auto& [model, answers] : report.unpriced_models)
        fmt::print("\nNo price is known for {}: {} answers are not in the sums.", model, answers);
    if (!report.unpriced_models.empty())
        fmt::print("\nGive prices with --prices FILE.\n");
}

void savings(const SavingsOptions& options) {
    const auto prices = PriceTable::with_file(options.prices);
    if (!prices)
        leave(Exit::usage, prices.error());
    const auto ledger = Store::ledger_of(options.database);
    if (!ledger)
        leave(Exit::database, ledger.error());
    const SavingsReport report = price_ledger(*ledger, **prices);
    options.as_json ? print_json(report) : print_text(report);
}

} // namespace

void add_savings(CLI::App& app) {
    auto options = std::make_shared<SavingsOptions>();
    CLI::App* command = app.add_subcommand(
        "savings", "What the cache saved, from the tokens kept in a database; any price table can "
                   "be applied, also to the past");
    command->add_option("database", options->database, "Database file; may be in use")->required();
    command->add_option("--prices", options->prices,
                        "Prices that go before the shipped ones: JSON as in resources/prices.json, "
                        "or litellm's");
    command->add_flag("--json", options->as_json, "Print one JSON object");
    command->callback([options] { savings(*options); });
}

} // namespace bsc::cli
