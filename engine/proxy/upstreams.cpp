#include "engine/proxy/upstreams.h"

#include "engine/proxy/wishes.h"

#include <array>

namespace bsc {

namespace {

/// Fields of one connection only (RFC 9110, section 7.6.1), and those that Connection lists.
void strip_connection_fields(Headers& headers) {
    std::vector<std::string> listed;
    for (const HeaderField& field : headers)
        if (equal_ignoring_case(field.name, "Connection")) {
            std::string_view rest = field.value;
            while (!rest.empty()) {
                const std::size_t comma = rest.find(',');
                std::string_view name = rest.substr(0, comma);
                rest =
                    comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
                const std::size_t first = name.find_first_not_of(" \t");
                if (first == std::string_view::npos)
                    continue;
                name = name.substr(first, name.find_last_not_of(" \t") + 1 - first);
                listed.emplace_back(name);
            }
        }
    for (const std::string& name : listed)
        headers.erase(name);
    for (std::string_view name :
         {"Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization",
          "Proxy-Authenticate", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings",
          "Content-Length"})
        headers.erase(name);
}

} // namespace

Result<UpstreamTable> make_upstream_table(const Upstreams& upstreams) {
    UpstreamTable table;
    for (auto [url, upstream] : {std::pair(&upstreams.openai, &table.openai),
                                 std::pair(&upstreams.anthropic, &table.anthropic),
                                 std::pair(&upstreams.ollama, &table.ollama)}) {
        auto origin = parse_origin(*url, upstreams.plain_http_confirmed);
        if (!origin)
            return tl::unexpected(origin.error());
        upstream->id = origin->text();
        upstream->origin = std::move(*origin);
    }
    return table;
}

UpstreamTable make_demo_table(std::uint16_t port) {
    const Upstream demo{
        .origin = {.tls = false, .host = "127.0.0.1", .port = std::to_string(port), .prefix = ""},
        .id = "demo",
        .demo = true};
    return {demo, demo, demo};
}

Headers upstream_headers(const Headers& client) {
    Headers headers = client;
    strip_connection_fields(headers);
    strip_wishes(headers);
    for (std::string_view name : {"Host", "Expect"})
        headers.erase(name);
    return headers;
}

Headers client_headers(const Headers& upstream) {
    Headers headers = upstream;
    strip_connection_fields(headers);
    // Said by the upstream about its own host and port, untrue of this one; or by another proxy
    // like this about entries of its own.
    for (std::string_view name : {"Alt-Svc", "Strict-Transport-Security", "x-bsc-entry",
                                  "x-bsc-distance", "x-bsc-similarity", "x-bsc-reason"})
        headers.erase(name);
    return headers;
}

} // namespace bsc
