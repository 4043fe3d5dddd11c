#pragma once

#include "engine/index/code_index.h"

#include <faiss/IndexBinaryFlat.h>
#include <faiss/IndexBinaryHNSW.h>
#include <faiss/IndexBinaryHash.h>
#include <faiss/impl/IDSelector.h>
#include <memory>
#include <string>
#include <vector>

namespace bsc::bench {

/// A FAISS index asked as a cache asks: for the nearest code, if it lies within the radius. Ids are
/// positions; which of equally near codes is found is FAISS's choice.
class FaissIndex {
  public:
    FaissIndex(std::string name, std::unique_ptr<faiss::IndexBinary> index)
        : name_(std::move(name)), index_(std::move(index)) {}

    const std::string& name() const { return name_; }

    void add(const Code& code) { index_->add(1, bytes_of(code)); }
    /// Of FAISS's indices only the flat one can; it moves what follows.
    void remove(EntryId id) {
        const auto position = static_cast<faiss::IndexBinary::idx_t>(id);
        index_->remove_ids(faiss::IDSelectorRange(position, position + 1));
    }

    std::optional<Match> nearest(const Code& code, unsigned radius) const {
        std::int32_t distance = 0;
        faiss::IndexBinary::idx_t label = -1;
        index_->search(1, bytes_of(code), 1, &distance, &label);
        if (label < 0 || distance < 0 || static_cast<unsigned>(distance) > radius)
            return std::nullopt;
        return Match{static_cast<EntryId>(label), static_cast<unsigned>(distance)};
    }

  private:
    static const std::uint8_t* bytes_of(const Code& code) {
        return reinterpret_cast<const std::uint8_t*>(code.words().data());
    }

    std::string name_;
    std::unique_ptr<faiss::IndexBinary> index_;
};

/// Debian's package is compiled for the baseline instruction set, without POPCNT: every name and
/// every figure says so.
inline FaissIndex faiss_flat(unsigned bits) {
    return {"FAISS Flat (Debian generic build)",
            std::make_unique<faiss::IndexBinaryFlat>(static_cast<int>(bits))};
}

/// One table of the first 16 bits; keys with up to two bits turned over are tried.
inline FaissIndex faiss_hash(unsigned bits) {
    auto index = std::make_unique<faiss::IndexBinaryHash>(static_cast<int>(bits), 16);
    index->nflip = 2;
    return {"FAISS Hash b16 flip2 (Debian generic build)", std::move(index)};
}

/// A table for each 16 bits. With 256 bits, two flips find everything within 47 bits.
inline FaissIndex faiss_multi_hash(unsigned bits) {
    auto index = std::make_unique<faiss::IndexBinaryMultiHash>(static_cast<int>(bits),
                                                               static_cast<int>(bits / 16), 16);
    index->nflip = 2;
    return {"FAISS MultiHash 16x16 flip2 (Debian generic build)", std::move(index)};
}

inline FaissIndex faiss_hnsw(unsigned bits) {
    auto index = std::make_unique<faiss::IndexBinaryHNSW>(static_cast<int>(bits), 16);
    index->hnsw.efSearch = 64;
    return {"FAISS HNSW M16 ef64 (Debian generic build)", std::move(index)};
}

} // namespace bsc::bench
