#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bsc {

static_assert(std::endian::native == std::endian::little, "the stored form is little-endian");

/// Plain values one after the other, without padding between them.
class ByteWriter {
  public:
    template <class T>
    void put(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void reserve(std::size_t bytes) { bytes_.reserve(bytes); }
    std::string take() { return std::move(bytes_); }

  private:
    std::string bytes_;
};

/// Reads them back. Beyond the end it gives zeros and is no longer whole().
class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

    template <class T>
    T get() {
        T value{};
        if (sizeof value > bytes_.size()) {
            whole_ = false;
            bytes_ = {};
            return value;
        }
        std::memcpy(&value, bytes_.data(), sizeof value);
        bytes_.remove_prefix(sizeof value);
        return value;
    }
    /// A count of things of which each takes at least `bytes`.
    std::size_t count(std::size_t bytes) {
        const auto count = get<std::uint64_t>();
        if (count <= bytes_.size() / bytes)
            return static_cast<std::size_t>(count);
        whole_ = false;
        return 0;
    }
    bool whole() const { return whole_; }
    bool at_end() const { return whole_ && bytes_.empty(); }

  private:
    std::string_view bytes_;
    bool whole_ = true;
};

} // namespace bsc
