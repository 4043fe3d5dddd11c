#include "engine/proxy/http/request_checks.h"

#include <array>

namespace bsc {

namespace {

std::optional<Refusal> bad(std::string text) { return Refusal{400, std::move(text)}; }

std::optional<Refusal> check_framing(const HttpRequest& head) {
    const Headers& headers = head.headers;
    const std::size_t codings = headers.count("Transfer-Encoding");
    const std::size_t lengths = headers.count("Content-Length");
    if (codings > 0) {
        if (codings > 1 || !equal_ignoring_case(headers.get("Transfer-Encoding"), "chunked"))
            return bad("The only Transfer-Encoding accepted is chunked.");
        if (lengths > 0)
            return bad("Content-Length and Transfer-Encoding exclude each other.");
        if (head.http_1_0)
            return bad("HTTP/1.0 has no Transfer-Encoding.");
    }
    if (lengths > 1 || headers.get("Content-Length").find(',') != std::string_view::npos)
        return bad("Content-Length must be given once.");
    if (headers.has("Content-Encoding") &&
        !equal_ignoring_case(headers.get("Content-Encoding"), "identity"))
        return Refusal{415, "Compressed request bodies are not accepted: send it without "
                            "Content-Encoding."};
    if (headers.has("Expect") && !equal_ignoring_case(headers.get("Expect"), "100-continue"))
        return Refusal{417, "The only expectation accepted is 100-continue."};
    return std::nullopt;
}

/// The path is matched and forwarded as it is, so it must not mean something else after decoding.
std::optional<Refusal> check_target(const HttpRequest& head) {
    static constexpr std::array<std::string_view, 10> methods = {
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PRI"};
    if (std::ranges::find(methods, head.method) == methods.end())
        return Refusal{501, "The method is not known."};
    if (head.method == "CONNECT" || head.method == "TRACE" || head.method == "PRI")
        return Refusal{405, "The method is not allowed."};
    if (!head.target.starts_with('/'))
        return bad("The request target must be a path: set the SDK's base URL to this proxy "
                   "instead of using it as a forward proxy.");
    if (head.target.find('#') != std::string::npos)
        return bad("The request target has a fragment.");
    std::string path(head.path());
    std::ranges::transform(path, path.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    for (std::string_view trick : {"//", "..", "/./", ";", "\\", "%2e", "%2f", "%5c", "%00"})
        if (path.find(trick) != std::string::npos)
            return bad(std::string("The path must not hold ").append(trick).append("."));
    if (path.ends_with("/."))
        return bad("The path must not end with /. (a folder's own name).");
    return std::nullopt;
}

bool names_this_server(std::string_view host, std::uint16_t port) {
    const std::string suffix = std::string(":").append(std::to_string(port));
    if (host.ends_with(suffix))
        host.remove_suffix(suffix.size());
    else if (port != 80)
        return false;
    return host == "127.0.0.1" || host == "[::1]" || equal_ignoring_case(host, "localhost");
}

/// A web page may not use the keys of the user's programs: neither from another origin nor under a
/// name that was rebound to this machine.
std::optional<Refusal> check_sender(const HttpRequest& head, std::uint16_t port) {
    const Headers& headers = head.headers;
    if (headers.count("Host") != 1 || headers.get("Host").empty())
        return bad("The request must have one Host header.");
    if (!names_this_server(headers.get("Host"), port))
        return Refusal{403, std::string("This proxy answers only under 127.0.0.1, localhost or "
                                        "[::1] with port ")
                                .append(std::to_string(port))};
    if (headers.has("Origin"))
        return Refusal{403, "Requests from web pages are not accepted (Origin header)."};
    const std::string_view site = headers.get("Sec-Fetch-Site");
    if (site == "cross-site" || site == "same-site")
        return Refusal{403, "Requests from web pages are not accepted (Sec-Fetch-Site header)."};
    return std::nullopt;
}

} // namespace

std::optional<Refusal> check_head_bytes(std::string_view head) {
    const std::size_t first_end = head.find('\r');
    for (std::size_t i = 0; i < head.size(); ++i) {
        const auto byte = static_cast<unsigned char>(head[i]);
        const bool line_end = byte == '\r' && i + 1 < head.size() && head[i + 1] == '\n';
        if (line_end) {
            if (i + 2 < head.size() && (head[i + 2] == ' ' || head[i + 2] == '\t'))
                return bad("Folded header lines are not accepted.");
            ++i;
        } else if ((byte < 0x20 && byte != '\t') || byte == 0x7F) {
            return bad("The header holds a control character.");
        } else if (byte >= 0x80 && i < first_end) {
            return bad("The request line must be ASCII.");
        }
    }
    return std::nullopt;
}

std::optional<Refusal> check_request(const HttpRequest& head, std::uint16_t port) {
    if (head.headers.size() > max_header_fields)
        return Refusal{431, "The request has too many header fields."};
    for (const auto check : {check_framing, check_target})
        if (auto refusal = check(head))
            return refusal;
    return check_sender(head, port);
}

} // namespace bsc
