#include "engine/proxy/request_memo.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

HttpRequest request(std::string body, std::string key = "sk-1") {
    HttpRequest request;
    request.target = "/v1/chat/completions";
    request.headers.add("Authorization", key);
    request.body = std::move(body);
    return request;
}

RequestReading reading(std::string model) {
    RequestReading reading;
    reading.chat.model = std::move(model);
    return reading;
}

TEST(RequestMemo, KnowsARequestOnlyByAllItsBytes) {
    RequestMemo memo;
    EXPECT_EQ(memo.find(request("a"), "up"), nullptr);
    memo.keep(reading("m"));
    ASSERT_NE(memo.find(request("a"), "up"), nullptr);
    EXPECT_EQ(memo.find(request("a"), "up")->chat.model, "m");

    EXPECT_EQ(memo.find(request("b"), "up"), nullptr);
    EXPECT_EQ(memo.find(request("a", "sk-2"), "up"), nullptr) << "another caller";
    EXPECT_EQ(memo.find(request("a"), "other"), nullptr) << "another upstream";
    HttpRequest moved = request("a");
    moved.target += "?x=1";
    EXPECT_EQ(memo.find(moved, "up"), nullptr);
    HttpRequest asking = request("a");
    asking.headers.add("x-bsc-cache", "off");
    EXPECT_EQ(memo.find(asking, "up"), nullptr);
    HttpRequest shifted = request("a", "");
    shifted.headers = {};
    shifted.headers.add("Authorizations", "k-1");
    EXPECT_EQ(memo.find(shifted, "up"), nullptr) << "the same letters, parted elsewhere";
}

TEST(RequestMemo, ForgetsButNeverMixesUp) {
    RequestMemo memo;
    for (int i = 0; i < 2000; ++i) {
        const std::string body = std::to_string(i);
        EXPECT_EQ(memo.find(request(body), "up"), nullptr);
        memo.keep(reading(body));
        ASSERT_NE(memo.find(request(body), "up"), nullptr);
    }
    std::size_t known = 0;
    for (int i = 0; i < 2000; ++i)
        if (const RequestReading* found = memo.find(request(std::to_string(i)), "up")) {
            EXPECT_EQ(found->chat.model, std::to_string(i));
            ++known;
        }
    EXPECT_GT(known, 0u);
    EXPECT_LE(known, RequestMemo::slots);
}

TEST(RequestMemo, LongRequestsAreNotKept) {
    RequestMemo memo;
    const std::string body(RequestMemo::longest_request, 'x');
    EXPECT_EQ(memo.find(request(body), "up"), nullptr);
    memo.keep(reading("m"));
    EXPECT_EQ(memo.find(request(body), "up"), nullptr);
}

} // namespace
} // namespace bsc
