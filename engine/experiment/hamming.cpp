#include "engine/experiment/hamming.h"

#include "engine/code/similarity.h"
#include "engine/experiment/cells.h"
#include "engine/experiment/code_workload.h"
#include "engine/experiment/lists.h"
#include "engine/experiment/scalar_scan.h"
#include "engine/experiment/timing.h"
#include "engine/index/code_index.h"

#include <array>
#include <chrono>
#include <numeric>
#include <random>
#include <utility>

namespace bsc {
namespace {

constexpr float default_threshold = 0.85F;

using Filler = CodeWorkload (*)(const CodeWorkloadShape&);
constexpr std::array<Filler, 3> fillers{random_workload, clustered_workload, cache_filled_workload};
constexpr std::size_t steps_per_size = 5; ///< four kinds of queries, and change

double share_of(std::size_t part, std::size_t total) {
    return static_cast<double>(part) / static_cast<double>(total);
}

ResultTable look_up_table() {
    return {.name = "look-up",
            .columns = {{"entries", ""},
                        {"workload", ""},
                        {"engine", ""},
                        {"hit_share", "share"},
                        {"mean", "us"},
                        {"p50", "us"},
                        {"p99", "us"},
                        {"entries_per_s", "entries/s", 0},
                        {"wrong", ""}},
            .rows = {},
            .notes = {"entries_per_s is entries divided by the mean time of a look-up.",
                      "wrong counts look-ups whose entry or distance is not the scalar loop's.",
                      "The scalar loop compares 64 bits at a time, one POPCNT each, one thread, no "
                      "vectors; the engines take turns every 20 look-ups.",
                      fmt::format("Reading the clock adds {:.3f} us to a look-up.", clock_cost())}};
}

ResultTable change_table() {
    return {.name = "change",
            .columns = {{"entries", ""},
                        {"fill_mean", "us"},
                        {"insert_mean", "us"},
                        {"insert_p50", "us"},
                        {"insert_p99", "us"},
                        {"remove_mean", "us"},
                        {"remove_p50", "us"},
                        {"remove_p99", "us"},
                        {"bytes_per_entry", "bytes", 1}},
            .rows = {},
            .notes = {"Unrelated codes. A removal of a random entry and an insertion follow each "
                      "other, so the index stays as full as it is; fill_mean is an insertion while "
                      "it grows from empty."}};
}

/// The ids that leave an index of 0..size-1 when each departure is followed by the arrival of the
/// next higher id.
std::vector<EntryId> random_victims(std::size_t size, std::size_t count, std::uint64_t seed) {
    std::vector<EntryId> living(size);
    std::iota(living.begin(), living.end(), EntryId{0});
    std::mt19937_64 random(seed);
    std::vector<EntryId> victims;
    for (std::size_t i = 0; i < count; ++i)
        victims.push_back(std::exchange(living[random() % size], size + i));
    return victims;
}

/// One set of stored codes in both engines.
class FilledEngines {
  public:
    FilledEngines(unsigned bits, const std::vector<Code>& stored)
        : index_(make_index(bits, stored.size()).value()), scalar_(bits, stored) {
        const auto start = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < stored.size(); ++i)
            static_cast<void>(index_->add(i, stored[i]));
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - start;
        fill_mean_ = took.count() / static_cast<double>(stored.size());
    }

    /// Adds nothing when the run is stopped meanwhile.
    void look_up(const CodeQueries& queries, unsigned radius, ExperimentRun& run,
                 ResultTable& table) const {
        const std::size_t count = queries.codes.size();
        std::vector<std::optional<Match>> found(count), expected(count);
        std::vector<Contender> contenders{
            {"index", [&](std::size_t i) { found[i] = index_->nearest(queries.codes[i], radius); }},
            {"scalar loop",
             [&](std::size_t i) { expected[i] = scalar_.nearest(queries.codes[i], radius); }}};
        time_in_turns(contenders, {.calls = count, .go_on = [&] { return run.go_on(); }});
        if (run.stopped())
            return;

        std::size_t hits = 0, wrong = 0;
        for (std::size_t i = 0; i < count; ++i) {
            hits += expected[i].has_value();
            wrong += found[i] != expected[i];
        }
        for (const Contender& contender : contenders) {
            const Samples& samples = contender.samples;
            const bool reference = &contender == &contenders.back();
            table.rows.push_back({count_cell(index_->size()), queries.name, contender.name,
                                  share_of(hits, count), samples.mean(), samples.quantile(0.5),
                                  samples.quantile(0.99),
                                  static_cast<double>(index_->size()) / samples.mean() * 1e6,
                                  reference ? Cell{} : count_cell(wrong)});
        }
    }

    /// `fresh` are inserted one after the other, each after a removal.
    void change(const std::vector<Code>& fresh, std::uint64_t seed, ResultTable& table) {
        const double bytes =
            static_cast<double>(index_->memory_bytes()) / static_cast<double>(index_->size());
        const std::size_t first_new = index_->size();
        const std::vector<EntryId> leaving = random_victims(first_new, fresh.size(), seed);
        std::vector<Contender> contenders{
            {"remove", [&](std::size_t i) { index_->remove(leaving[i]); }},
            {"insert",
             [&](std::size_t i) { static_cast<void>(index_->add(first_new + i, fresh[i])); }}};
        time_in_turns(contenders, {.calls = fresh.size(), .block = 1, .warm_up = 0});

        const Samples &remove = contenders[0].samples, &insert = contenders[1].samples;
        table.rows.push_back({count_cell(index_->size()), fill_mean_, insert.mean(),
                              insert.quantile(0.5), insert.quantile(0.99), remove.mean(),
                              remove.quantile(0.5), remove.quantile(0.99), bytes});
    }

  private:
    std::unique_ptr<CodeIndex> index_;
    ScalarScan scalar_;
    double fill_mean_ = 0; ///< us an entry
};

Result<void> check(const HammingExperiment& settings, unsigned radius) {
    if (auto ok = check_list("entries", settings.entries); !ok)
        return ok;
    if (settings.repeats == 0)
        return fail(ErrorCode::invalid_argument, "The number of repeats must be at least 1.");
    for (const std::size_t entries : settings.entries)
        if (auto ok = make_index(settings.bits, entries); !ok)
            return tl::unexpected(ok.error());
    if (radius > settings.bits)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("The radius must be 0 to {} bits, the width of the codes, not {}.",
                                settings.bits, radius));
    return {};
}

} // namespace

Result<ExperimentResult> run_hamming(const HammingExperiment& settings,
                                     const ExperimentProgress& progress) {
    const unsigned radius =
        settings.radius.value_or(radius_of(default_threshold, std::max(1U, settings.bits)));
    if (auto ok = check(settings, radius); !ok)
        return tl::unexpected(ok.error());

    ExperimentRun run("hamming", settings.entries.size() * steps_per_size, progress);
    run.setting("entries", joined(settings.entries));
    run.setting("bits", std::int64_t{settings.bits});
    run.setting("radius", std::int64_t{radius});
    run.setting("repeats", count_cell(settings.repeats));
    run.setting("seed", static_cast<std::int64_t>(settings.seed));

    ResultTable look_ups = look_up_table(), changes = change_table();
    for (const std::size_t entries : settings.entries) {
        const CodeWorkloadShape shape{entries, settings.repeats, settings.bits, radius,
                                      settings.seed};
        for (const Filler fill : fillers) {
            if (run.stopped())
                break;
            const CodeWorkload workload = fill(shape);
            FilledEngines engines(settings.bits, workload.stored);
            for (const CodeQueries& queries : workload.queries)
                if (run.next(fmt::format("{} entries, {}", entries, queries.name)))
                    engines.look_up(queries, radius, run, look_ups);
            if (fill == random_workload && run.next(fmt::format("{} entries, change", entries)))
                engines.change(workload.queries.front().codes, settings.seed, changes);
        }
    }
    return std::move(run).finish({std::move(look_ups), std::move(changes)});
}

} // namespace bsc
