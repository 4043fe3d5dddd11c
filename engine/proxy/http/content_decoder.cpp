#include "engine/proxy/http/content_decoder.h"

#include "engine/proxy/http/message.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace bsc {

struct ContentDecoder::Impl {
    Impl() {
        constexpr int largest_window = 15, told_by_its_header = 32;
        ready = inflateInit2(&stream, largest_window + told_by_its_header) == Z_OK;
    }
    ~Impl() {
        if (ready)
            inflateEnd(&stream);
    }
    bool is_bomb() const {
        return bytes_out > largest || (bytes_out > unsuspicious && bytes_out / ratio > bytes_in);
    }

    z_stream stream{};
    bool ready = false;
    bool at_end = false; ///< of a member: nothing or another one follows
    std::uint64_t bytes_in = 0, bytes_out = 0;
    std::string decoded;
};

ContentDecoder::ContentDecoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ContentDecoder::~ContentDecoder() = default;

std::unique_ptr<ContentDecoder> ContentDecoder::of(std::string_view coding) {
    static constexpr std::array<std::string_view, 3> known = {"gzip", "x-gzip", "deflate"};
    if (std::ranges::none_of(known, [&](auto name) { return equal_ignoring_case(name, coding); }))
        return nullptr;
    auto impl = std::make_unique<Impl>();
    if (!impl->ready)
        return nullptr;
    return std::unique_ptr<ContentDecoder>(new ContentDecoder(std::move(impl)));
}

Result<std::string_view> ContentDecoder::decode(std::string_view bytes) {
    Impl& own = *impl_;
    own.decoded.clear();
    own.bytes_in += bytes.size();
    own.stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    own.stream.avail_in = static_cast<uInt>(bytes.size());
    std::array<char, 16 * 1024> piece;
    for (bool filled = false; own.stream.avail_in > 0 || filled;) {
        if (own.at_end && inflateReset(&own.stream) != Z_OK)
            return fail(ErrorCode::wrong_format, "The compressed answer is damaged.");
        own.stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        own.stream.avail_out = piece.size();
        const int outcome = inflate(&own.stream, Z_NO_FLUSH);
        if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR)
            return fail(ErrorCode::wrong_format, "The compressed answer is damaged.");
        const std::size_t size = piece.size() - own.stream.avail_out;
        own.decoded.append(piece.data(), size);
        own.bytes_out += size;
        own.at_end = outcome == Z_STREAM_END;
        filled = own.stream.avail_out == 0 && !own.at_end;
        if (own.is_bomb())
            return fail(ErrorCode::wrong_format, "The compressed answer grows beyond all measure.");
    }
    return own.decoded;
}

bool ContentDecoder::is_whole() const { return impl_->at_end || impl_->bytes_in == 0; }

} // namespace bsc
