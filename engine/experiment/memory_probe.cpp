#include "engine/experiment/memory_probe.h"

#include "engine/cache/binary_cache.h"
#include "engine/cache/eviction/policy.h"
#include "engine/code/similarity.h"
#include "engine/experiment/code_workload.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <random>
#include <utility>

namespace bsc {
namespace {

namespace json = boost::json;

using NamedPart = std::pair<MemoryLoad::Part, std::string_view>;
constexpr std::array<NamedPart, 6> part_names{{{MemoryLoad::Part::nothing, "nothing"},
                                               {MemoryLoad::Part::matrix, "matrix"},
                                               {MemoryLoad::Part::index, "index"},
                                               {MemoryLoad::Part::records, "records"},
                                               {MemoryLoad::Part::policy, "policy"},
                                               {MemoryLoad::Part::cache, "cache"}}};

/// The object in `text`, read by `read`, or wrong_format.
template <class Value, class Read>
Result<Value> parsed(std::string_view text, std::string_view what, Read&& read) {
    try {
        return read(json::parse(text).as_object());
    } catch (const std::exception&) {
        return fail(ErrorCode::wrong_format,
                    "'" + std::string(text) + "' is no " + std::string(what) + ".");
    }
}

Result<ResidentMemory> resident_memory() {
    std::ifstream file("/proc/self/smaps_rollup");
    const auto bytes_after = [&](std::string_view name) -> std::uint64_t {
        for (std::string line; std::getline(file, line);)
            if (line.starts_with(name))
                return std::stoull(line.substr(name.size())) * 1024;
        return 0;
    };
    const ResidentMemory memory{.total = bytes_after("Rss:"),
                                .anonymous = bytes_after("Anonymous:")};
    if (memory.total == 0)
        return fail(ErrorCode::io, "The kernel does not tell this process's memory: "
                                   "/proc/self/smaps_rollup cannot be read.");
    return memory;
}

class Builder {
  public:
    explicit Builder(const MemoryLoad& load) : load_(load) {}

    /// Builds the load, measures and lets it go.
    Result<ResidentMemory> measure() {
        switch (load_.part) {
        case MemoryLoad::Part::nothing:
            break;
        case MemoryLoad::Part::matrix:
            return measure_matrix();
        case MemoryLoad::Part::index:
            return measure_index();
        case MemoryLoad::Part::records:
        case MemoryLoad::Part::policy:
            return measure_records();
        case MemoryLoad::Part::cache:
            return measure_cache();
        }
        return resident_memory();
    }

  private:
    Result<ResidentMemory> measure_matrix() {
        const auto matrix = Projection::create(load_.dim, load_.bits, default_projection_seed);
        return matrix ? resident_memory() : tl::unexpected(matrix.error());
    }

    Result<ResidentMemory> measure_index() {
        const auto index = make_index(load_.bits, load_.entries);
        if (!index)
            return tl::unexpected(index.error());
        for (std::size_t i = 0; i < load_.entries; ++i)
            if (auto ok = (*index)->add(i, random_code(load_.bits, random_)); !ok)
                return tl::unexpected(ok.error());
        return resident_memory();
    }

    Result<ResidentMemory> measure_records() {
        std::vector<std::shared_ptr<CacheEntry>> entries;
        entries.reserve(load_.entries);
        for (std::size_t i = 0; i < load_.entries; ++i) {
            entries.push_back(std::make_shared<CacheEntry>());
            entries.back()->id = i;
            entries.back()->code = random_code(load_.bits, random_);
        }
        if (load_.part == MemoryLoad::Part::records)
            return resident_memory();

        const unsigned radius = radius_of(CacheConfig{}.threshold, load_.bits);
        const auto policy =
            make_policy(load_.policy, {.max_entries = load_.entries,
                                       .bits = load_.bits,
                                       .radius = [radius] { return radius; },
                                       .live = [&](EntryId id) -> const CacheEntry* {
                                           return id < entries.size() ? entries[id].get() : nullptr;
                                       }});
        if (!policy)
            return tl::unexpected(policy.error());
        for (const auto& entry : entries)
            (*policy)->on_insert(*entry);
        return resident_memory();
    }

    Result<ResidentMemory> measure_cache() {
        CacheConfig config;
        config.max_entries = load_.entries;
        config.eviction_batch = 1;
        config.embedding_dim = load_.dim;
        config.bits = load_.bits;
        config.policy = load_.policy;
        const auto cache = BinaryCache::create(config);
        if (!cache)
            return tl::unexpected(cache.error());
        for (std::size_t i = 0; i < load_.entries; ++i)
            if (auto ok = insert(**cache, i); !ok)
                return tl::unexpected(ok.error());
        return resident_memory();
    }

    Result<void> insert(BinaryCache& cache, std::size_t number) {
        std::vector<float> embedding;
        if (load_.embeddings) {
            embedding.resize(load_.dim);
            std::ranges::generate(embedding, [this] { return normal_(random_); });
        }
        const auto inserted = cache.insert({.partition = {},
                                            .request_sha256 = sha256(std::to_string(number)),
                                            .embedding = embedding,
                                            .prompt = std::string(load_.prompt_bytes, 'p'),
                                            .answer = std::string(load_.answer_bytes, 'a')});
        if (!inserted)
            return tl::unexpected(inserted.error());
        return {};
    }

    const MemoryLoad& load_;
    std::mt19937_64 random_{1};
    std::normal_distribution<float> normal_;
};

} // namespace

std::string to_text(const MemoryLoad& load) {
    const auto name = std::ranges::find(part_names, load.part, &NamedPart::first)->second;
    return json::serialize(json::object{{"part", name},
                                        {"entries", load.entries},
                                        {"dim", load.dim},
                                        {"bits", load.bits},
                                        {"prompt_bytes", load.prompt_bytes},
                                        {"answer_bytes", load.answer_bytes},
                                        {"embeddings", load.embeddings},
                                        {"policy", load.policy}});
}

Result<MemoryLoad> parse_memory_load(std::string_view text) {
    return parsed<MemoryLoad>(text, "memory load", [](const json::object& object) {
        const json::string& name = object.at("part").as_string();
        const auto part = std::ranges::find(part_names, std::string_view(name), &NamedPart::second);
        if (part == part_names.end())
            throw std::invalid_argument("part");
        return MemoryLoad{.part = part->first,
                          .entries = object.at("entries").to_number<std::size_t>(),
                          .dim = object.at("dim").to_number<unsigned>(),
                          .bits = object.at("bits").to_number<unsigned>(),
                          .prompt_bytes = object.at("prompt_bytes").to_number<std::size_t>(),
                          .answer_bytes = object.at("answer_bytes").to_number<std::size_t>(),
                          .embeddings = object.at("embeddings").as_bool(),
                          .policy = std::string(object.at("policy").as_string())};
    });
}

std::string to_text(const ResidentMemory& memory) {
    return json::serialize(json::object{{"total", memory.total}, {"anonymous", memory.anonymous}});
}

Result<ResidentMemory> parse_resident_memory(std::string_view text) {
    return parsed<ResidentMemory>(text, "measured memory", [](const json::object& object) {
        return ResidentMemory{.total = object.at("total").to_number<std::uint64_t>(),
                              .anonymous = object.at("anonymous").to_number<std::uint64_t>()};
    });
}

Result<ResidentMemory> measure(const MemoryLoad& load) { return Builder(load).measure(); }

} // namespace bsc
