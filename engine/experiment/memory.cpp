#include "engine/experiment/memory.h"

#include "engine/experiment/cells.h"
#include "engine/experiment/child_process.h"
#include "engine/experiment/lists.h"
#include "engine/experiment/memory_probe.h"

#include <array>
#include <fmt/format.h>

namespace bsc {
namespace {

double difference(std::uint64_t more, std::uint64_t less) {
    return static_cast<double>(more) - static_cast<double>(less);
}

/// The processes whose differences show what the parts of a cache weigh.
struct CacheProcesses {
    explicit CacheProcesses(const MemoryExperiment& settings, std::size_t entries) {
        using Part = MemoryLoad::Part;
        MemoryLoad load{.part = Part::cache,
                        .entries = entries,
                        .dim = settings.cache_dim,
                        .bits = settings.cache_bits,
                        .prompt_bytes = settings.prompt_bytes,
                        .answer_bytes = settings.answer_bytes,
                        .policy = settings.policy};
        loads[full] = load;
        load.answer_bytes = 0;
        loads[no_answers] = load;
        load.prompt_bytes = 0;
        loads[no_texts] = load;
        load.embeddings = false;
        loads[exact_only] = load;
        for (const auto& [at, part] : {std::pair{index, Part::index},
                                       {records, Part::records},
                                       {policy, Part::policy},
                                       {matrix, Part::matrix}}) {
            load.part = part;
            loads[at] = load;
        }
    }

    enum : std::size_t {
        full,
        no_answers,
        no_texts,
        exact_only,
        index,
        records,
        policy,
        matrix,
        count
    };
    std::array<MemoryLoad, count> loads;
    std::array<ResidentMemory, count> held{};
};

void add_rows(const CacheProcesses& processes, const ResidentMemory& nothing,
              ResultTable& per_entry, ResultTable& whole_process) {
    using P = CacheProcesses;
    const auto& held = processes.held;
    const auto anonymous = [&](std::size_t at) { return static_cast<double>(held[at].anonymous); };
    const double index = anonymous(P::index) - static_cast<double>(nothing.anonymous);
    const double policy = anonymous(P::policy) - anonymous(P::records);
    const std::size_t entries = processes.loads[P::full].entries;
    for (const auto& [part, bytes] : std::initializer_list<std::pair<const char*, double>>{
             {"index", index},
             {"entry record", anonymous(P::exact_only) - anonymous(P::matrix) - policy},
             {"vector", anonymous(P::no_texts) - anonymous(P::exact_only) - index},
             {"prompt", anonymous(P::no_answers) - anonymous(P::no_texts)},
             {"answer", anonymous(P::full) - anonymous(P::no_answers)},
             {"policy", policy},
             {"all", anonymous(P::full) - anonymous(P::matrix)}}) {
        const double each = bytes / static_cast<double>(entries);
        per_entry.rows.push_back({count_cell(entries), part, each, each * 1e5 / 1e6});
    }
    whole_process.rows.push_back({count_cell(entries), count_cell(nothing.total),
                                  count_cell(held[P::full].total),
                                  difference(held[P::full].total, nothing.total) / 1e6});
}

/// What the load's own process holds. Errors: of the process.
Result<ResidentMemory> ask(const MemoryExperiment& settings, const MemoryLoad& load) {
    std::vector<std::string> arguments = settings.probe_arguments;
    arguments.push_back(to_text(load));
    const auto answer = output_of(settings.probe_program, arguments);
    if (!answer)
        return tl::unexpected(answer.error());
    return parse_resident_memory(*answer);
}

Result<void> measure_matrices(const MemoryExperiment& settings, ExperimentRun& run,
                              ResultTable& table) {
    if (!run.next("matrix of 1 x 1"))
        return {};
    const auto smallest = ask(settings, {.part = MemoryLoad::Part::matrix, .dim = 1, .bits = 1});
    if (!smallest)
        return tl::unexpected(smallest.error());
    for (const unsigned dim : settings.dims)
        for (const unsigned bits : settings.bits) {
            if (!run.next(fmt::format("matrix of {} x {}", dim, bits)))
                return {};
            const auto held =
                ask(settings, {.part = MemoryLoad::Part::matrix, .dim = dim, .bits = bits});
            if (!held)
                return tl::unexpected(held.error());
            table.rows.push_back({count_cell(dim), count_cell(bits),
                                  count_cell(sizeof(float) * std::uint64_t{dim} * bits),
                                  static_cast<std::int64_t>(held->anonymous) -
                                      static_cast<std::int64_t>(smallest->anonymous)});
        }
    return {};
}

Result<void> measure_caches(const MemoryExperiment& settings, const ResidentMemory& nothing,
                            ExperimentRun& run, ResultTable& per_entry,
                            ResultTable& whole_process) {
    for (const std::size_t entries : settings.entries) {
        CacheProcesses processes(settings, entries);
        for (std::size_t at = 0; at < processes.loads.size(); ++at) {
            if (!run.next(fmt::format("{} entries, process {} of {}", entries, at + 1,
                                      processes.loads.size())))
                return {};
            const auto held = ask(settings, processes.loads[at]);
            if (!held)
                return tl::unexpected(held.error());
            processes.held[at] = *held;
        }
        add_rows(processes, nothing, per_entry, whole_process);
    }
    return {};
}

Result<void> check(const MemoryExperiment& settings) {
    if (auto ok = check_list("dims", settings.dims); !ok)
        return ok;
    if (auto ok = check_list("bits", settings.bits); !ok)
        return ok;
    if (auto ok = check_list("entries", settings.entries); !ok)
        return ok;
    CacheConfig config;
    config.embedding_dim = settings.cache_dim;
    config.bits = settings.cache_bits;
    config.policy = settings.policy;
    for (const std::size_t entries : settings.entries) {
        config.max_entries = entries;
        config.eviction_batch = 1;
        if (auto ok = BinaryCache::create(config); !ok)
            return tl::unexpected(ok.error());
    }
    for (const unsigned dim : settings.dims)
        for (const unsigned bits : settings.bits)
            if (auto ok = Projection::create(dim, bits, default_projection_seed); !ok)
                return tl::unexpected(ok.error());
    return {};
}

} // namespace

Result<ExperimentResult> run_memory(const MemoryExperiment& settings,
                                    const ExperimentProgress& progress) {
    if (auto ok = check(settings); !ok)
        return tl::unexpected(ok.error());

    ExperimentRun run("memory",
                      settings.dims.size() * settings.bits.size() + 2 +
                          settings.entries.size() * CacheProcesses::count,
                      progress);
    run.setting("dims", joined(settings.dims));
    run.setting("bits", joined(settings.bits));
    run.setting("entries", joined(settings.entries));
    run.setting("cache_dim", count_cell(settings.cache_dim));
    run.setting("cache_bits", count_cell(settings.cache_bits));
    run.setting("prompt_bytes", count_cell(settings.prompt_bytes));
    run.setting("answer_bytes", count_cell(settings.answer_bytes));
    run.setting("policy", settings.policy);

    ResultTable matrices{
        .name = "projection matrix",
        .columns = {{"dim", ""}, {"bits", ""}, {"floats", "bytes"}, {"resident", "bytes"}},
        .rows = {},
        .notes = {"floats is dim x bits x 4; resident is what a process with the matrix holds "
                  "more than one with a matrix of a single float."}};
    ResultTable per_entry{
        .name = "per entry",
        .columns = {{"entries", ""},
                    {"part", ""},
                    {"bytes_per_entry", "bytes", 1},
                    {"per_100000", "MB", 1}},
        .rows = {},
        .notes = {
            "Each figure is a difference between the anonymous resident pages of two fresh "
            "processes, one of which holds the part more: a cache with and without answers, "
            "prompts, vectors; an index of the codes alone; entries with and without the policy.",
            "entry record is what is left: the entry itself with its code, and the exact tier's "
            "tables. The matrix is not counted.",
            "The policy has not evicted yet, so it remembers no evicted entries."}};
    ResultTable whole_process{
        .name = "process",
        .columns = {{"entries", ""},
                    {"without_cache", "bytes"},
                    {"with_cache", "bytes"},
                    {"difference", "MB", 1}},
        .rows = {},
        .notes = {"Resident set as the kernel counts it, code pages included, of this program "
                  "before it does anything and with the cache full."}};

    if (run.next("process without a cache")) {
        const auto nothing = ask(settings, {});
        if (!nothing)
            return tl::unexpected(nothing.error());
        if (auto ok = measure_matrices(settings, run, matrices); !ok)
            return tl::unexpected(ok.error());
        if (auto ok = measure_caches(settings, *nothing, run, per_entry, whole_process); !ok)
            return tl::unexpected(ok.error());
    }
    return std::move(run).finish(
        {std::move(matrices), std::move(per_entry), std::move(whole_process)});
}

} // namespace bsc
