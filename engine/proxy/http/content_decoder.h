#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace bsc {

/// Undoes gzip and deflate (RFC 1952, RFC 1950) of an upstream that compresses although it was
/// asked for identity. Bounded, so that a small answer cannot fill the memory: at most
/// `largest` bytes, and beyond `unsuspicious` at most `ratio` bytes for each one read.
class ContentDecoder {
  public:
    static constexpr std::uint64_t unsuspicious = 1u << 20, largest = 64u << 20, ratio = 100;

    /// Null for a coding it does not know.
    static std::unique_ptr<ContentDecoder> of(std::string_view coding);
    ~ContentDecoder();

    /// What the next bytes decode to, valid until the next call; may be empty. Errors: wrong_format
    /// (damaged, or beyond the bounds).
    Result<std::string_view> decode(std::string_view bytes);
    /// False when the coded data stopped before its end.
    bool is_whole() const;

  private:
    struct Impl;
    explicit ContentDecoder(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc
