#include "engine/proxy/http/request_reader.h"

#include "engine/proxy/http/chunk.h"
#include "engine/proxy/http/request_checks.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <limits>

namespace bsc {

namespace http = boost::beast::http;
using IoError = boost::system::error_code;

namespace {

const Refusal header_too_large{431, "The request header is larger than 64 KiB."};
const Refusal body_too_large{413, "The request body is too large."};

Refusal refusal_of(const IoError& error) {
    if (error == http::error::header_limit)
        return header_too_large;
    return {400, "The request is not sound HTTP/1.1 (" + error.message() + ")."};
}

std::size_t fields_in(const http::request_header<>& header) {
    return static_cast<std::size_t>(std::distance(header.begin(), header.end()));
}

} // namespace

struct RequestReader::Impl {
    http::request_parser<http::buffer_body> parser;
    std::size_t fields = 0; ///< of the head: trailers are merged into the parser's fields
    bool begun = false;     ///< bytes of the body have been given to the parser
    std::uint64_t room = std::numeric_limits<std::uint64_t>::max();
};

RequestReader::RequestReader() : impl_(std::make_unique<Impl>()) {}
RequestReader::~RequestReader() = default;

tl::expected<HttpRequest, Refusal> RequestReader::read_head(std::string_view head) {
    if (head.size() > max_header_bytes)
        return tl::unexpected(header_too_large);
    if (auto refusal = check_head_bytes(head))
        return tl::unexpected(std::move(*refusal));
    auto& parser = impl_->parser;
    parser.header_limit(max_header_bytes);
    parser.body_limit(boost::none); // limit_body() knows which requests have one
    IoError error;
    parser.put(boost::asio::buffer(head), error);
    if (error || !parser.is_header_done())
        return tl::unexpected(refusal_of(error));
    parser.eager(true);

    const auto& fields = parser.get().base();
    HttpRequest request;
    request.method = fields.method_string();
    request.target = fields.target();
    request.http_1_0 = fields.version() < 11;
    request.keep_alive = parser.keep_alive();
    for (const auto& field : fields)
        request.headers.add(field.name_string(), field.value());
    impl_->fields = request.headers.size();
    return request;
}

std::optional<std::uint64_t> RequestReader::content_length() const {
    const auto length = impl_->parser.content_length();
    return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

std::optional<Refusal> RequestReader::limit_body(std::uint64_t bytes) {
    impl_->room = bytes;
    if (content_length().value_or(0) > bytes)
        return body_too_large;
    return std::nullopt;
}

std::optional<Refusal> RequestReader::read_body(std::string& input, std::string& body) {
    auto& parser = impl_->parser;
    if (!impl_->begun && parser.chunked() && input.size() < shortest_chunked_body)
        return std::nullopt;
    impl_->begun = true;
    const std::size_t old = body.size();
    body.resize(old + input.size());
    auto& into = parser.get().body();
    into.data = body.data() + old;
    into.size = input.size();
    into.more = true;
    IoError error;
    const std::size_t used = parser.put(boost::asio::buffer(input), error);
    const std::size_t got = input.size() - into.size;
    body.resize(old + got);
    input.erase(0, used);
    if (error && error != http::error::need_more && error != http::error::need_buffer)
        return refusal_of(error);
    if (got > impl_->room)
        return body_too_large;
    impl_->room -= got;
    if (fields_in(parser.get().base()) != impl_->fields)
        return Refusal{400, "Trailer fields are not accepted."};
    if (!parser.is_done() && used == 0 && input.size() > max_header_bytes)
        return Refusal{400, "A chunk header is larger than 64 KiB."};
    return std::nullopt;
}

bool RequestReader::done() const { return impl_->parser.is_done(); }

} // namespace bsc
