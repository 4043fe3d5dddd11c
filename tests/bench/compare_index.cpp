// Our index beside FAISS's and a plain scalar loop, all in one process and answering the same
// blocks of queries in turn: ratios of medians, recall of the approximate ones, the cost of change.

#include "engine/experiment/code_workload.h"
#include "engine/experiment/experiment_run.h"
#include "engine/experiment/scalar_scan.h"
#include "engine/experiment/timing.h"
#include "tests/bench/faiss_index.h"

#include <CLI/CLI.hpp>
#include <array>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <omp.h>

namespace bsc::bench {
namespace {

constexpr unsigned bits = default_code_bits;
constexpr unsigned radius = 38;

struct Options {
    std::vector<std::size_t> entries{1'000, 10'000, 100'000, 1'000'000};
    /// HNSW takes hours to build beyond that, MultiHash a second a hundred queries.
    std::size_t approximate_up_to = 100'000;
    std::size_t repeats = 1000; ///< timed look-ups, a fifth from a million entries on
    std::string json;
};

using Found = std::vector<std::optional<Match>>;

std::int64_t whole(std::size_t number) { return static_cast<std::int64_t>(number); }

std::size_t same(const Found& a, const Found& b) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        count += a[i] == b[i];
    return count;
}

/// Share of the hits whose distance was found, where there are hits: FAISS chooses among equally
/// near ones.
Cell recall(const Found& found, const Found& truth) {
    std::size_t hits = 0, right = 0;
    for (std::size_t i = 0; i < truth.size(); ++i)
        if (truth[i]) {
            ++hits;
            right += found[i] && found[i]->distance == truth[i]->distance;
        }
    if (hits == 0)
        return std::monostate{};
    return static_cast<double>(right) / static_cast<double>(hits);
}

std::unique_ptr<CodeIndex> filled_index(const std::vector<Code>& stored) {
    auto index = make_index(bits, stored.size()).value();
    for (std::size_t i = 0; i < stored.size(); ++i)
        static_cast<void>(index->add(i, stored[i]));
    return index;
}

class Comparison {
  public:
    explicit Comparison(const Options& options) : options_(options) {}

    ExperimentResult run(const ExperimentProgress& progress) {
        ExperimentRun run("index beside FAISS", options_.entries.size() * fillers.size(), progress);
        run.setting("bits", std::int64_t{bits});
        run.setting("radius", std::int64_t{radius});
        run.setting("repeats", whole(options_.repeats));
        for (const std::size_t entries : options_.entries)
            for (const auto fill : fillers) {
                if (!run.next(fmt::format("{} entries", entries)))
                    break;
                const std::size_t queries =
                    entries < 1'000'000 ? options_.repeats : options_.repeats / 5;
                compare(fill({.entries = entries,
                              .queries = queries,
                              .bits = bits,
                              .radius = radius,
                              .seed = 1}));
            }
        return std::move(run).finish({exact_, approximate_, change_});
    }

  private:
    static constexpr std::array fillers{random_workload, clustered_workload, cache_filled_workload};

    void compare(const CodeWorkload& workload) {
        const auto index = filled_index(workload.stored);
        const ScalarScan scalar(bits, workload.stored);
        std::vector<FaissIndex> faiss;
        faiss.push_back(faiss_flat(bits));
        if (workload.stored.size() <= options_.approximate_up_to) {
            faiss.push_back(faiss_hash(bits));
            faiss.push_back(faiss_multi_hash(bits));
            faiss.push_back(faiss_hnsw(bits));
        }
        for (FaissIndex& peer : faiss)
            for (const Code& code : workload.stored)
                peer.add(code);
        for (const CodeQueries& queries : workload.queries)
            look_up(*index, scalar, faiss, queries);
        change(*index, faiss.front(), workload.queries.front());
    }

    void look_up(const CodeIndex& index, const ScalarScan& scalar,
                 const std::vector<FaissIndex>& faiss, const CodeQueries& queries) {
        const std::size_t count = queries.codes.size();
        std::vector<Found> found(2 + faiss.size(), Found(count));
        std::vector<Contender> contenders{
            {"index",
             [&](std::size_t i) { found[0][i] = index.nearest(queries.codes[i], radius); }},
            {"scalar loop",
             [&](std::size_t i) { found[1][i] = scalar.nearest(queries.codes[i], radius); }}};
        for (std::size_t f = 0; f < faiss.size(); ++f)
            contenders.push_back({faiss[f].name(), [&, f](std::size_t i) {
                                      found[2 + f][i] = faiss[f].nearest(queries.codes[i], radius);
                                  }});
        time_in_turns(contenders, {.calls = count});

        const Samples &ours = contenders[0].samples, &loop = contenders[1].samples,
                      &flat = contenders[2].samples;
        const auto hits = static_cast<double>(
            std::ranges::count_if(found[1], [](const auto& match) { return match.has_value(); }));
        exact_.rows.push_back({whole(index.size()), queries.name, hits / static_cast<double>(count),
                               ours.quantile(0.5), ours.mean(), ours.quantile(0.99),
                               loop.quantile(0.5), loop.quantile(0.99), flat.quantile(0.5),
                               flat.mean(), loop.quantile(0.5) / ours.quantile(0.5),
                               flat.quantile(0.5) / ours.quantile(0.5), flat.mean() / ours.mean(),
                               whole(count - same(found[0], found[1]))});
        for (std::size_t f = 1; f < faiss.size(); ++f)
            approximate_.rows.push_back(
                {whole(index.size()), queries.name, faiss[f].name(),
                 contenders[2 + f].samples.quantile(0.5), recall(found[2 + f], found[1]),
                 contenders[2 + f].samples.quantile(0.5) / ours.quantile(0.5)});
    }

    /// Each removal is followed by an insertion. One engine after the other: a removal from the
    /// flat index moves so much memory that it would empty the processor's caches for ours.
    void change(CodeIndex& index, FaissIndex& flat, const CodeQueries& queries) {
        const std::vector<Code>& fresh = queries.codes;
        const std::size_t size = index.size();
        const double bytes = static_cast<double>(index.memory_bytes()) / static_cast<double>(size);
        const std::size_t stride = std::max<std::size_t>(1, size / fresh.size());
        std::vector<Contender> contenders{
            {"remove", [&](std::size_t i) { index.remove(i * stride); }},
            {"insert", [&](std::size_t i) { static_cast<void>(index.add(size + i, fresh[i])); }},
            {"flat remove", [&](std::size_t i) { flat.remove(i * stride); }},
            {"flat insert", [&](std::size_t i) { flat.add(fresh[i]); }}};
        const TimingPlan plan{.calls = std::min(size, fresh.size()), .block = 1, .warm_up = 0};
        time_in_turns(std::span(contenders).first(2), plan);
        time_in_turns(std::span(contenders).last(2), plan);
        const auto p50 = [&](std::size_t c) { return contenders[c].samples.quantile(0.5); };
        change_.rows.push_back(
            {whole(size), queries.name, p50(1), p50(0), p50(3), p50(2), bytes, bits / 8.0});
    }

    const Options& options_;
    ResultTable exact_{
        .name = "exact: index, scalar loop, FAISS IndexBinaryFlat (Debian generic build)",
        .columns = {{"entries", ""},
                    {"workload", ""},
                    {"hit_share", ""},
                    {"p50", "us"},
                    {"mean", "us"},
                    {"p99", "us"},
                    {"scalar_p50", "us"},
                    {"scalar_p99", "us"},
                    {"flat_p50", "us"},
                    {"flat_mean", "us"},
                    {"scalar/ours", "p50", 1},
                    {"flat/ours", "p50", 1},
                    {"flat/ours mean", "", 1},
                    {"wrong", ""}},
        .rows = {},
        .notes = {"wrong counts answers of the index that are not the scalar loop's (id and "
                  "distance).",
                  "FAISS is Debian's package, compiled for the baseline instruction set without "
                  "POPCNT: builds for newer processors are 6 to 11 times faster.",
                  "One thread, OpenMP off; the engines take turns every 20 look-ups."}};
    ResultTable approximate_{.name = "hashing and graphs",
                             .columns = {{"entries", ""},
                                         {"workload", ""},
                                         {"engine", ""},
                                         {"p50", "us"},
                                         {"recall", "", 3},
                                         {"theirs/ours", "p50", 1}},
                             .rows = {},
                             .notes = {"recall: share of the hits whose distance was found."}};
    ResultTable change_{.name = "change",
                        .columns = {{"entries", ""},
                                    {"workload", ""},
                                    {"insert_p50", "us", 3},
                                    {"remove_p50", "us", 3},
                                    {"flat_insert_p50", "us", 3},
                                    {"flat_remove_p50", "us", 3},
                                    {"bytes_per_entry", "bytes", 1},
                                    {"flat_bytes", "bytes", 1}},
                        .rows = {},
                        .notes = {"FAISS's flat index renumbers what follows a removal; its other "
                                  "indices cannot remove."}};
};

} // namespace
} // namespace bsc::bench

int main(int argc, char** argv) {
    bsc::bench::Options options;
    CLI::App app{"Compares the index with FAISS (Debian generic build) and a scalar loop"};
    app.add_option("--entries", options.entries)->delimiter(',');
    app.add_option("--approximate-up-to", options.approximate_up_to);
    app.add_option("--repeats", options.repeats);
    app.add_option("--json", options.json);
    CLI11_PARSE(app, argc, argv);
    omp_set_num_threads(1);
    const auto result = bsc::bench::Comparison(options).run([](double, std::string_view step) {
        std::cerr << step << '\n';
        return true;
    });
    std::cout << bsc::to_text(result);
    if (!options.json.empty())
        std::ofstream(options.json) << bsc::to_json(result);
}
