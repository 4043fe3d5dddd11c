#include "engine/cache/eviction/code_scan.h"

#include <array>
#include <bit>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/cache/eviction/code_scan.cpp"
#include <hwy/foreach_target.h> // compiles this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bsc::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void scan_planes(const std::uint64_t* const* planes, std::size_t words, std::size_t count,
                 const std::uint64_t* wanted, unsigned radius,
                 std::vector<CodeScan::Found>& found) {
    const hn::ScalableTag<std::uint64_t> d;
    const std::size_t lanes = hn::Lanes(d);
    const std::size_t first_words = (words + 1) / 2;
    const auto limit = hn::Set(d, std::uint64_t{radius});
    using Distances = hn::Vec<decltype(d)>;
    const auto add_differing = [&](Distances& distances, std::size_t w, std::size_t at) HWY_ATTR {
        distances = hn::Add(distances, hn::PopulationCount(hn::Xor(hn::LoadU(d, planes[w] + at),
                                                                   hn::Set(d, wanted[w]))));
    };
    const auto none_within = [&](Distances distances)
                                 HWY_ATTR { return hn::AllTrue(d, hn::Gt(distances, limit)); };
    const auto offer = [&](std::size_t slot, std::uint64_t distance) {
        if (distance <= radius)
            found.push_back({static_cast<std::uint32_t>(slot), static_cast<unsigned>(distance)});
    };
    /// `distances`: of the first words.
    const auto finish = [&](Distances distances, std::size_t at) HWY_ATTR {
        if (none_within(distances))
            return;
        for (std::size_t w = first_words; w < words; ++w)
            add_differing(distances, w, at);
        if (none_within(distances))
            return;
        std::array<std::uint64_t, hn::MaxLanes(d)> each;
        hn::StoreU(distances, d, each.data());
        for (std::size_t i = 0; i < lanes; ++i)
            offer(at + i, each[i]);
    };
    std::size_t at = 0;
    for (; at + 4 * lanes <= count; at += 4 * lanes) { // one test rejects four vectors
        auto near0 = hn::Zero(d), near1 = near0, near2 = near0, near3 = near0;
        for (std::size_t w = 0; w < first_words; ++w) {
            add_differing(near0, w, at);
            add_differing(near1, w, at + lanes);
            add_differing(near2, w, at + 2 * lanes);
            add_differing(near3, w, at + 3 * lanes);
        }
        if (none_within(hn::Min(hn::Min(near0, near1), hn::Min(near2, near3))))
            continue;
        finish(near0, at);
        finish(near1, at + lanes);
        finish(near2, at + 2 * lanes);
        finish(near3, at + 3 * lanes);
    }
    for (; at < count; ++at) {
        std::uint64_t distance = 0;
        for (std::size_t w = 0; w < words; ++w)
            distance += static_cast<unsigned>(std::popcount(planes[w][at] ^ wanted[w]));
        offer(at, distance);
    }
}

} // namespace bsc::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bsc {

HWY_EXPORT(scan_planes);

CodeScan::CodeScan(unsigned bits) : bits_(bits), planes_(words_for(bits)) {}

void CodeScan::reserve(std::size_t slots) {
    for (auto& plane : planes_)
        plane.reserve(slots);
}

std::uint32_t CodeScan::push(const Code& code) {
    for (std::size_t w = 0; w < planes_.size(); ++w)
        planes_[w].push_back(code.words()[w]);
    return static_cast<std::uint32_t>(size_++);
}

void CodeScan::replace(std::uint32_t slot, const Code& code) {
    for (std::size_t w = 0; w < planes_.size(); ++w)
        planes_[w][slot] = code.words()[w];
}

Code CodeScan::code(std::uint32_t slot) const {
    Code code(bits_);
    for (std::size_t w = 0; w < planes_.size(); ++w)
        code.words()[w] = planes_[w][slot];
    return code;
}

void CodeScan::clear() {
    size_ = 0;
    for (auto& plane : planes_)
        plane.clear();
}

void CodeScan::within(const Code& code, unsigned radius, std::vector<Found>& found) const {
    found.clear();
    std::array<const std::uint64_t*, words_for(max_code_bits)> planes;
    for (std::size_t w = 0; w < planes_.size(); ++w)
        planes[w] = planes_[w].data();
    HWY_DYNAMIC_DISPATCH(scan_planes)
    (planes.data(), planes_.size(), size_, code.words().data(), radius, found);
}

std::size_t CodeScan::memory_bytes() const {
    std::size_t bytes = 0;
    for (const auto& plane : planes_)
        bytes += plane.capacity() * sizeof(std::uint64_t);
    return bytes;
}

} // namespace bsc
#endif
