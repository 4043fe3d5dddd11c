#include "engine/index/crowds.h"

#include <algorithm>
#include <utility>

namespace bsc {
namespace {

/// Every centre within the bound, the nearest first.
template <std::size_t most>
class CentreCollector final : public MatchCollector {
  public:
    explicit CentreCollector(unsigned bound) : bound_(bound) {}

    void reset() override { count_ = 0; }
    unsigned offer(Match match) override {
        if (count_ < most)
            found_[count_++] = match;
        return bound_;
    }
    std::span<const Match> sorted() {
        const std::span found(found_.data(), count_);
        std::ranges::sort(found, closer);
        return found;
    }

  private:
    unsigned bound_;
    std::size_t count_ = 0;
    std::array<Match, most> found_;
};

} // namespace

Crowds::Crowds(unsigned bits, ScanKernel scan)
    : bits_(bits), layout_(bits), scan_(scan), centres_(layout_) {}

std::optional<std::uint32_t> Crowds::crowd_of(const Code& code) const {
    NearestCollector nearest;
    nearest.reset();
    const ScanQuery query(layout_, code);
    unsigned bound = reach();
    centres_.spans(
        count_, [&](const BlockSpan& centres) { bound = scan_(centres, query, bound, nearest); });
    const auto found = nearest.result();
    return found ? std::optional(static_cast<std::uint32_t>(found->id)) : std::nullopt;
}

std::optional<std::uint32_t> Crowds::make_crowd(const Code& centre) {
    if (const auto crowd = empty_crowd()) {
        centres_.write_code(*crowd, centre);
        return crowd;
    }
    const std::size_t count = count_;
    if (count == most_crowds)
        return std::nullopt;
    const auto crowd = static_cast<std::uint32_t>(count);
    if (count == centres_.capacity()) {
        bytes_ -= centres_.memory_bytes();
        centres_.grow();
        bytes_ += centres_.memory_bytes();
    }
    if (!crowds_[crowd]) { // clear() keeps them
        crowds_[crowd] = std::make_unique<Crowd>(layout_);
        bytes_ += sizeof(Crowd);
    }
    centres_.write_id(crowd, crowd);
    centres_.write_code(crowd, centre);
    count_.store(count + 1, std::memory_order_release);
    return crowd;
}

std::optional<std::uint32_t> Crowds::empty_crowd() const {
    for (std::uint32_t crowd = 0; crowd < count_; ++crowd)
        if (crowds_[crowd]->slots.empty())
            return crowd;
    return std::nullopt;
}

void Crowds::add(Slot slot, std::uint32_t crowd, EntryId id, const Code& code) {
    auto& [members, count, slots] = *crowds_[crowd];
    const auto member = static_cast<std::uint32_t>(slots.size());
    if (member == members.capacity()) {
        bytes_ -= members.memory_bytes() + slots.capacity() * sizeof(Slot);
        members.grow();
        slots.reserve(members.capacity());
        bytes_ += members.memory_bytes() + slots.capacity() * sizeof(Slot);
    }
    members.write_code(member, code);
    members.write_id(member, id);
    slots.push_back(slot);
    provide_place(slot);
    crowds_of_[slot] = static_cast<CrowdNumber>(crowd);
    members_of_[slot] = member;
    count.store(slots.size(), std::memory_order_release);
}

void Crowds::remove(Slot slot) {
    const Slot member = members_of_[slot];
    auto& [members, count, slots] = *crowds_[crowds_of_[slot]];
    const auto last = static_cast<std::uint32_t>(slots.size() - 1);
    if (member != last) {
        members.copy(last, member);
        slots[member] = slots[last];
        members_of_[slots[member]] = member;
    }
    slots.pop_back();
    crowds_of_[slot] = none;
    count.store(last, std::memory_order_release);
}

void Crowds::renumber(Slot from, Slot to) {
    provide_place(to);
    crowds_of_[to] = std::exchange(crowds_of_[from], none);
    members_of_[to] = members_of_[from];
    crowds_[crowds_of_[to]]->slots[members_of_[to]] = to;
}

/// By little more: doubled, these would be up to 12 bytes an entry.
void Crowds::provide_place(Slot slot) {
    const std::size_t size = std::size_t{slot} + 1;
    if (size <= crowds_of_.size())
        return;
    if (size > crowds_of_.capacity()) {
        crowds_of_.reserve(size + size / 32);
        members_of_.reserve(size + size / 32);
    }
    crowds_of_.resize(size, none);
    members_of_.resize(size);
}

void Crowds::clear() {
    for (std::uint32_t crowd = 0; crowd < count_; ++crowd) {
        crowds_[crowd]->slots.clear();
        crowds_[crowd]->count.store(0, std::memory_order_release);
    }
    crowds_of_.clear();
    members_of_.clear();
    count_.store(0, std::memory_order_release);
}

unsigned Crowds::search(const ScanQuery& query, unsigned bound, MatchCollector& collector) const {
    const std::size_t count = count_.load(std::memory_order_acquire);
    if (count == 0)
        return bound;
    CentreCollector<most_crowds> near(bound + reach());
    centres_.spans(count,
                   [&](const BlockSpan& centres) { scan_(centres, query, bound + reach(), near); });
    for (const auto& [crowd, distance] : near.sorted()) {
        if (distance > bound + reach())
            break;
        const Crowd& members = *crowds_[crowd];
        members.members.spans(
            members.count.load(std::memory_order_acquire),
            [&](const BlockSpan& blocks) { bound = scan_(blocks, query, bound, collector); });
    }
    return bound;
}

} // namespace bsc
