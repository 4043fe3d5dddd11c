#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace bsc {

/// Answers as they lie in the file: one zstd frame each, with the length and a checksum in it, so
/// that a damaged answer is noticed. Not for sharing between threads.
class AnswerCodec {
  public:
    /// An answer longer than this is neither written nor unpacked: a damaged or hostile frame
    /// cannot ask for more memory.
    static constexpr std::size_t longest_answer = std::size_t{64} << 20;

    AnswerCodec();
    ~AnswerCodec();

    /// Empty stays empty. Errors: invalid_argument (too long), io (out of memory).
    Result<std::string> pack(std::string_view answer) const;
    /// Errors: wrong_format.
    Result<std::string> unpack(std::string_view frame) const;

  private:
    std::unique_ptr<ZSTD_CCtx_s, std::size_t (*)(ZSTD_CCtx_s*)> packer_;
    std::unique_ptr<ZSTD_DCtx_s, std::size_t (*)(ZSTD_DCtx_s*)> unpacker_;
};

} // namespace bsc
