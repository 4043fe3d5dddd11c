#include "engine/proxy/http/request_checks.h"
#include "engine/proxy/http/request_reader.h"
#include "tests/fuzz/fuzz_input.h"

#include <string>

using namespace bsc;
using bsc::test::require;

namespace {

constexpr std::uint16_t port = 8080;
constexpr std::uint64_t longest_body = 1 << 20;

/// What every accepted head promises, whatever bytes it came from.
void check_promises(const HttpRequest& head) {
    const Headers& headers = head.headers;
    require(headers.size() <= max_header_fields);
    require(headers.count("Host") == 1);
    require(headers.count("Content-Length") <= 1);
    require(headers.count("Transfer-Encoding") <= 1);
    require(!headers.has("Content-Length") || !headers.has("Transfer-Encoding"));
    require(!headers.has("Origin"));
    require(head.target.starts_with('/'));
    require(head.path().find("..") == std::string_view::npos);
    for (const HeaderField& field : headers) {
        require(!field.name.empty());
        for (const char c : field.name + field.value)
            require(c != '\r' && c != '\n' && c != '\0');
    }
}

struct Outcome {
    bool refused = false, done = false;
    std::string body, unread;
};

/// The body read from `rest`, given as it comes.
template <class Feed>
Outcome read_body(std::string_view head, Feed feed) {
    RequestReader reader;
    Outcome outcome;
    if (!reader.read_head(head) || reader.limit_body(longest_body)) {
        outcome.refused = true;
        return outcome;
    }
    feed([&](std::string_view piece) {
        outcome.unread += piece;
        while (!outcome.refused && !reader.done()) {
            const std::size_t unread = outcome.unread.size(), body = outcome.body.size();
            outcome.refused = reader.read_body(outcome.unread, outcome.body).has_value();
            if (outcome.unread.size() == unread && outcome.body.size() == body)
                break;
        }
    });
    outcome.done = reader.done();
    return outcome;
}

} // namespace

/// Heads that pass keep their promises, and where a body ends does not depend on how it came.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const test::CutInput input(data, size);
    const std::string_view bytes = input.whole();
    const std::size_t end = bytes.find("\r\n\r\n");
    const std::string_view head = end == std::string_view::npos ? bytes : bytes.substr(0, end + 4);
    if (check_head_bytes(head))
        return 0;
    const auto read = RequestReader().read_head(head);
    if (!read || check_request(*read, port))
        return 0;
    check_promises(*read);

    const std::string_view rest = bytes.substr(head.size());
    const Outcome whole = read_body(head, [&](auto take) { take(rest); });
    const Outcome pieces =
        read_body(head, [&](auto take) { test::in_pieces(rest, data[0], take); });
    require(whole.refused == pieces.refused);
    if (whole.refused)
        return 0;
    require(whole.done == pieces.done);
    if (whole.done) {
        require(whole.body == pieces.body);
        require(whole.body.size() + whole.unread.size() <= rest.size());
    }
    return 0;
}
