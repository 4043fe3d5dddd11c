#include "engine/store/answer_codec.h"

#include <zstd.h>

namespace bsc {

AnswerCodec::AnswerCodec()
    : packer_(ZSTD_createCCtx(), ZSTD_freeCCtx), unpacker_(ZSTD_createDCtx(), ZSTD_freeDCtx) {
    ZSTD_CCtx_setParameter(packer_.get(), ZSTD_c_checksumFlag, 1);
}

AnswerCodec::~AnswerCodec() = default;

Result<std::string> AnswerCodec::pack(std::string_view answer) const {
    if (answer.empty())
        return std::string{};
    if (answer.size() > longest_answer)
        return fail(ErrorCode::invalid_argument, "an answer of more than 64 MiB is not stored");
    std::string frame(ZSTD_compressBound(answer.size()), '\0');
    const std::size_t n =
        ZSTD_compress2(packer_.get(), frame.data(), frame.size(), answer.data(), answer.size());
    if (ZSTD_isError(n))
        return fail(ErrorCode::io,
                    std::string("an answer cannot be compressed: ") + ZSTD_getErrorName(n));
    frame.resize(n);
    return frame;
}

Result<std::string> AnswerCodec::unpack(std::string_view frame) const {
    if (frame.empty())
        return std::string{};
    const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > longest_answer)
        return fail(ErrorCode::wrong_format, "a stored answer is damaged");
    std::string answer(size, '\0');
    const std::size_t n = ZSTD_decompressDCtx(unpacker_.get(), answer.data(), answer.size(),
                                              frame.data(), frame.size());
    if (ZSTD_isError(n) || n != size)
        return fail(ErrorCode::wrong_format, "a stored answer is damaged");
    return answer;
}

} // namespace bsc
