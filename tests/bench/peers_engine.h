#pragma once

#include "engine/index/code_index.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>

/// Our index in the shape that comparison programs of other projects expect, so that they can be
/// linked against it. Codes are 256 bits: 32 bytes at `code`, any alignment, which are four
/// little-endian 64-bit words, bit j in word j/64 at place j%64.
///
/// One thread that adds and removes, any number that ask, as CodeIndex says.
class PeersEngine {
  public:
    static constexpr unsigned bits = 256;
    /// What nearest_within() returns when no code lies within the radius.
    static constexpr std::pair<std::uint64_t, unsigned> none{UINT64_MAX, UINT32_MAX};

    /// For about `capacity` codes; it grows beyond them. Throws std::invalid_argument for more than
    /// an index holds.
    explicit PeersEngine(std::size_t capacity) {
        auto index = bsc::make_index(bits, capacity);
        if (!index)
            throw std::invalid_argument(index.error().text);
        index_ = std::move(*index);
    }

    /// False when the id is taken, or that of `none`.
    bool add(const void* code, std::uint64_t id) {
        return index_->add(id, code_at(code)).has_value();
    }
    /// False when there is no such id.
    bool remove(std::uint64_t id) { return index_->remove(id); }

    /// (id, distance in bits) of the nearest code within the radius, of equally near ones the
    /// lowest id; or `none`.
    std::pair<std::uint64_t, unsigned> nearest_within(const void* code, unsigned radius) const {
        const auto match = index_->nearest(code_at(code), radius);
        return match ? std::pair{match->id, match->distance} : none;
    }

    std::size_t size() const { return index_->size(); }
    std::size_t memory_bytes() const { return index_->memory_bytes(); }

  private:
    static bsc::Code code_at(const void* bytes) {
        bsc::Code code(bits);
        std::memcpy(code.words().data(), bytes, bits / 8);
        return code;
    }

    std::unique_ptr<bsc::CodeIndex> index_;
};
