#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bsc::test {

/// Ends the run as a finding: a property that must hold for every input does not.
inline void require(bool holds) {
    if (!holds)
        __builtin_trap();
}

/// Hands `bytes` to `take` in small pieces that `seed` decides.
template <class Take>
void in_pieces(std::string_view bytes, std::uint32_t seed, Take take) {
    while (!bytes.empty()) {
        seed = seed * 1664525u + 1013904223u;
        const std::string_view piece = bytes.substr(0, 1 + (seed >> 24) % 13);
        take(piece);
        bytes.remove_prefix(piece.size());
    }
}

/// The bytes of a message, and how it is cut into pieces: the first byte of the input decides.
class CutInput {
  public:
    CutInput(const std::uint8_t* data, std::size_t size)
        : bytes_(reinterpret_cast<const char*>(data), size) {
        if (bytes_.empty())
            return;
        seed_ = static_cast<unsigned char>(bytes_.front());
        bytes_.remove_prefix(1);
    }
    std::string_view whole() const { return bytes_; }

    template <class Take>
    void in_pieces(Take take) const {
        test::in_pieces(bytes_, seed_, take);
    }

  private:
    std::string_view bytes_;
    std::uint32_t seed_ = 0;
};

} // namespace bsc::test
