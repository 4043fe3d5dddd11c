#include "engine/proxy/dialects/sse.h"

#include <gtest/gtest.h>

#include <vector>

namespace bsc {
namespace {

using Events = std::vector<std::pair<std::string, std::string>>;

Events read(std::string_view bytes, std::size_t piece) {
    SseReader reader;
    Events events;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.add(bytes.substr(at, piece));
        while (auto event = reader.next())
            events.emplace_back(event->name, event->data);
    }
    return events;
}

TEST(Sse, EveryLineEndAndEveryCutGiveTheSameEvents) {
    const Events expected{{"", "größe 🙂"}, {"ping", "{}"}, {"", "two\nlines"}, {"", ""}};
    for (std::string_view end : {"\n", "\r\n", "\r"}) {
        std::string stream;
        for (std::string_view line :
             {": a comment", "data: größe 🙂", "", "event: ping", "data:{}", "", "data: two",
              "id: 7", "data: lines", "", "event: no data", "", "data", "", "data: unfinished"})
            stream.append(line).append(end);
        for (std::size_t piece = 1; piece <= stream.size(); ++piece)
            ASSERT_EQ(read(stream, piece), expected)
                << "pieces of " << piece << ", line end of " << end.size();
    }
}

TEST(Sse, AByteOrderMarkIsSkipped) {
    for (std::size_t piece : {1, 2, 100})
        EXPECT_EQ(read("\xEF\xBB\xBF"
                       "data: x\n\n",
                       piece),
                  (Events{{"", "x"}}));
}

TEST(Sse, LargeEventsInSmallPieces) {
    const std::string large(1 << 20, 'x');
    const Events events = read("data: " + large + "\n\n", 1000);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].second, large);
}

TEST(Sse, WritesWhatItReads) {
    std::string out;
    write_sse(out, "message_stop", "{}");
    write_sse(out, "", "[DONE]");
    EXPECT_EQ(out, "event: message_stop\ndata: {}\n\ndata: [DONE]\n\n");
}

} // namespace
} // namespace bsc
