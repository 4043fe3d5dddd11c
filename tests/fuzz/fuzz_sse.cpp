#include "engine/proxy/dialects/sse.h"
#include "tests/fuzz/fuzz_input.h"

#include <string>
#include <vector>

using namespace bsc;
using bsc::test::require;

namespace {

void take_events(SseReader& reader, std::vector<SseEvent>& events) {
    while (auto event = reader.next())
        events.push_back(std::move(*event));
}

bool same(const std::vector<SseEvent>& a, const std::vector<SseEvent>& b) {
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i].name != b[i].name || a[i].data != b[i].data)
            return false;
    return true;
}

} // namespace

/// A stream means the same however it is cut, and what is written is read back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const test::CutInput input(data, size);
    std::vector<SseEvent> whole, cut, again;
    SseReader reader;
    reader.add(input.whole());
    take_events(reader, whole);

    SseReader piecewise;
    input.in_pieces([&](std::string_view piece) {
        piecewise.add(piece);
        take_events(piecewise, cut);
    });
    require(same(whole, cut));

    std::size_t bytes = 0;
    std::string written;
    for (const SseEvent& event : whole) {
        bytes += event.bytes;
        require((event.name + event.data).find('\r') == std::string::npos); // it ends lines
        write_sse(written, event.name, event.data);
    }
    require(bytes <= input.whole().size());
    SseReader rewritten;
    rewritten.add(written);
    take_events(rewritten, again);
    require(same(whole, again));
    return 0;
}
