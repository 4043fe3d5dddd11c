// What SAGE keeps over a restart: the scores of the living, relative to now so that the request
// counter starts anew; the ghosts, oldest first; and the choices of half-life.
#include "engine/cache/eviction/byte_stream.h"
#include "engine/cache/eviction/sage.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace bsc {
namespace {

/// Of the format; a change of it takes another number.
constexpr std::uint32_t magic = 0x31656753; // "Sge1"

struct SavedPartition {
    PartitionKey key;
    std::optional<HalfLifeChoice::Learned> choice; ///< of a group of its own
};
struct SavedEntry {
    EntryId id;
    Scores scores; ///< less those of a request made now
};
struct SavedGhost {
    std::uint32_t partition; ///< index among the saved
    Scores scores;
    Code code;
};
struct Saved {
    HalfLifeChoice::Learned shared;
    std::vector<SavedPartition> partitions;
    std::vector<SavedEntry> entries;
    std::vector<SavedGhost> ghosts;
};

void put(ByteWriter& out, const HalfLifeChoice::Learned& learned) {
    out.put(learned.earned);
    out.put(std::uint32_t{learned.best});
}

HalfLifeChoice::Learned get_learned(ByteReader& in) {
    HalfLifeChoice::Learned learned;
    learned.earned = in.get<decltype(learned.earned)>();
    learned.best = in.get<std::uint32_t>();
    return learned;
}

Scores less(Scores a, const Scores& b) {
    for (std::size_t k = 0; k < half_life_count; ++k)
        a[k] -= b[k];
    return a;
}

bool sound(const Scores& scores) {
    return std::ranges::all_of(scores, [](float score) { return std::isfinite(score); });
}
bool sound(const HalfLifeChoice::Learned& learned) {
    return learned.best < half_life_count &&
           std::ranges::all_of(learned.earned, [](double hits) { return hits >= 0; });
}

std::optional<Saved> read(std::string_view bytes, unsigned bits) {
    ByteReader in(bytes);
    if (in.get<std::uint32_t>() != magic || in.get<std::uint32_t>() != bits)
        return std::nullopt;
    Saved saved{.shared = get_learned(in), .partitions = {}, .entries = {}, .ghosts = {}};
    bool all_sound = sound(saved.shared);
    saved.partitions.resize(in.count(sizeof(PartitionKey) + 1));
    for (SavedPartition& partition : saved.partitions) {
        partition.key = in.get<PartitionKey>();
        if (in.get<std::uint8_t>() == 0)
            continue;
        partition.choice = get_learned(in);
        all_sound &= sound(*partition.choice);
    }
    saved.entries.resize(in.count(sizeof(EntryId) + sizeof(Scores)));
    for (SavedEntry& entry : saved.entries) {
        entry.id = in.get<EntryId>();
        entry.scores = in.get<Scores>();
        all_sound &= sound(entry.scores);
    }
    const std::size_t words = words_for(bits);
    saved.ghosts.resize(
        in.count(sizeof(std::uint32_t) + sizeof(Scores) + words * sizeof(std::uint64_t)));
    for (SavedGhost& ghost : saved.ghosts) {
        ghost.partition = in.get<std::uint32_t>();
        ghost.scores = in.get<Scores>();
        ghost.code = Code(bits);
        for (std::uint64_t& word : ghost.code.words())
            word = in.get<std::uint64_t>();
        all_sound &= sound(ghost.scores) && ghost.partition < saved.partitions.size();
    }
    return all_sound && in.at_end() ? std::optional(std::move(saved)) : std::nullopt;
}

} // namespace

std::string SagePolicy::learned() {
    note_uses();
    const Scores now = half_lives_.at(requests());
    std::vector<std::uint32_t> partitions;
    std::unordered_map<std::uint32_t, std::uint32_t> index_of;
    const auto name = [&](std::uint32_t partition) {
        if (index_of.try_emplace(partition, partitions.size()).second)
            partitions.push_back(partition);
    };
    for (std::size_t g = 1; g < groups_.size(); ++g)
        if (groups_[g]->partition != PartitionNumbers::none)
            name(groups_[g]->partition);
    ghosts_.for_each([&](GhostList::Slot slot) { name(ghosts_.partition(slot)); });

    ByteWriter out;
    out.reserve(entries_.size() * sizeof(SavedEntry) +
                ghosts_.size() * (sizeof(Scores) + config_.bits / 8 + 8) +
                partitions.size() * (sizeof(PartitionKey) + 1));
    out.put(magic);
    out.put(std::uint32_t{config_.bits});
    put(out, groups_[0]->choice.learned());
    out.put(std::uint64_t{partitions.size()});
    for (const std::uint32_t number : partitions) {
        const PartitionNumbers::Partition& partition = partitions_[number];
        out.put(partition.key);
        out.put(std::uint8_t{partition.group != 0});
        if (partition.group != 0)
            put(out, groups_[partition.group]->choice.learned());
    }
    out.put(std::uint64_t{entries_.size()});
    entries_.for_each([&](Slot slot) {
        const ScoreTable::Record& record = entries_.record(slot);
        out.put(record.id.load(std::memory_order_relaxed));
        out.put(less(record.load(), now));
    });
    out.put(std::uint64_t{ghosts_.size()});
    ghosts_.for_each([&](GhostList::Slot slot) {
        out.put(index_of.at(ghosts_.partition(slot)));
        out.put(less(ghosts_.scores(slot), now));
        const Code code = ghosts_.code(slot);
        for (const std::uint64_t word : code.words())
            out.put(word);
    });
    return out.take();
}

Result<void> SagePolicy::learn(std::string_view bytes) {
    const auto saved = read(bytes, config_.bits);
    if (!saved)
        return fail(ErrorCode::wrong_format,
                    "what eviction by sage had learned cannot be read; it starts anew");
    note_uses();
    const Scores now = half_lives_.at(requests());
    const auto of_now = [&](Scores scores) {
        for (std::size_t k = 0; k < half_life_count; ++k)
            scores[k] = now[k] + std::min(scores[k], half_lives_.most_above_now(k));
        return scores;
    };
    for (const SavedEntry& entry : saved->entries)
        if (const CacheEntry* living = config_.live(entry.id)) {
            const Slot slot = living->policy_slot.load(std::memory_order_relaxed);
            if (slot == ScoreTable::no_slot)
                continue;
            entries_.record(slot).store(of_now(entry.scores));
        }
    const std::size_t surplus =
        saved->ghosts.size() - std::min(saved->ghosts.size(), ghosts_.most());
    for (std::size_t i = surplus; i < saved->ghosts.size(); ++i) {
        const SavedGhost& ghost = saved->ghosts[i];
        const std::uint32_t partition =
            partitions_.number_of(saved->partitions[ghost.partition].key);
        ghosts_.add(partition, ghost.code, of_now(ghost.scores));
        note_growth(partition);
    }
    ghosts_.trim();
    groups_[0]->choice.take(saved->shared);
    regroup();
    for (const SavedPartition& partition : saved->partitions)
        if (partition.choice) {
            const std::uint32_t number = partitions_.number_of(partition.key);
            if (const std::uint16_t group = partitions_[number].group; group != 0)
                groups_[group]->choice.take(*partition.choice);
            partitions_.forget_if_empty(number);
        }
    settle(requests());
    estimate_least_kept();
    return {};
}

} // namespace bsc
