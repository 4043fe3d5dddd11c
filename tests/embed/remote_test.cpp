#include "engine/embed/remote/remote_embedder.h"

#include "tests/embed/golden_file.h"
#include "tests/embed/http_server.h"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <gmock/gmock.h>

namespace bsc {
namespace {

using std::chrono::steady_clock;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Answer = test::HttpServer::Answer;
using Request = test::HttpServer::Request;

steady_clock::time_point soon() { return steady_clock::now() + std::chrono::seconds(20); }

std::shared_ptr<const Embedder> embedder_for(const test::HttpServer& server,
                                             RemoteApi api = RemoteApi::openai) {
    return RemoteEmbedder::create({api, server.url(), "some-model", "", 0}).value();
}

/// One OpenAI item (length of the text, 0, ...) a text: the server sees what was sent.
Answer lengths(const Request& request, std::size_t dim = 2) {
    const auto body = boost::json::parse(request.body);
    boost::json::array data;
    for (const auto& text : body.at("input").as_array()) {
        boost::json::array embedding(dim, 0.0);
        embedding[0] = static_cast<double>(text.as_string().size());
        data.push_back({{"index", data.size()}, {"embedding", embedding}});
    }
    return {200, boost::json::serialize(boost::json::value{{"data", data}}), ""};
}

TEST(RemoteEmbedder, SpeaksOpenAi) {
    const test::HttpServer server([](const Request&) -> Answer {
        return {200, R"({"data":[{"embedding":[3,4]}]})", ""};
    });
    const auto embedder = embedder_for(server);
    EXPECT_EQ(embedder->identity().dim, 0u);
    EXPECT_THAT(embedder->embed("a \"prompt\"", soon()).value(), ElementsAre(0.6F, 0.8F));
    EXPECT_EQ(embedder->identity().dim, 2u);
    EXPECT_EQ(embedder->identity().name, "remote");
    EXPECT_FALSE(embedder->thresholds().calibrated);

    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_EQ(requests[0].target, "/v1/embeddings");
    EXPECT_EQ(requests[0].authorization, "");
    const auto body = boost::json::parse(requests[0].body);
    EXPECT_EQ(body.at("model").as_string(), "some-model");
    EXPECT_EQ(body.at("input").as_array().at(0).as_string(), "a \"prompt\"");
}

TEST(RemoteEmbedder, SpeaksOllama) {
    const test::HttpServer server([](const Request&) -> Answer {
        return {200, R"({"embeddings":[[0,0,5]]})", ""};
    });
    const auto embedder = embedder_for(server, RemoteApi::ollama);
    EXPECT_THAT(embedder->embed("prompt", soon()).value(), ElementsAre(0, 0, 1));
    EXPECT_EQ(server.requests().at(0).target, "/api/embed");
}

TEST(RemoteEmbedder, SendsTheKeyFromItsVariableAndNeverShowsIt) {
    const test::HttpServer server([](const Request& request) -> Answer {
        return {401, "wrong key " + request.authorization, ""};
    });
    RemoteSettings settings{RemoteApi::openai, server.url(), "m", "BSC_TEST_KEY", 0};
    ::unsetenv("BSC_TEST_KEY");
    EXPECT_THAT(RemoteEmbedder::create(settings).error().text, HasSubstr("BSC_TEST_KEY"));
    ::setenv("BSC_TEST_KEY", "secret-value", 1);
    const auto embedder = RemoteEmbedder::create(settings).value();
    const auto error = embedder->embed("prompt", soon()).error();
    EXPECT_EQ(server.requests().at(0).authorization, "Bearer secret-value");
    EXPECT_EQ(error.code, ErrorCode::unavailable);
    EXPECT_THAT(error.text, AllOf(HasSubstr("401"), HasSubstr("API key"), Not(HasSubstr("secret")),
                                  Not(HasSubstr("prompt"))));
    ::setenv("BSC_TEST_KEY", "a\r\nX-Evil: b", 1);
    EXPECT_THAT(RemoteEmbedder::create(settings).error().text,
                AllOf(HasSubstr("control characters"), Not(HasSubstr("Evil"))));
    ::unsetenv("BSC_TEST_KEY");
}

TEST(RemoteEmbedder, BatchesAndKeepsTheOrderAndTheConnection) {
    const test::HttpServer server([](const Request& r) { return lengths(r); });
    const auto embedder = embedder_for(server);
    std::vector<std::string> texts(100, "x");
    texts[1] = "";
    texts[2] = " \n";
    const auto rows = embedder->embed_batch(texts, soon()).value();
    ASSERT_EQ(rows.size(), 200u);
    EXPECT_THAT(std::vector(rows.begin(), rows.begin() + 8), ElementsAre(1, 0, 0, 0, 0, 0, 1, 0));
    EXPECT_EQ(server.requests().size(), 2u); // 64 and 34; blank ones are not asked for
    EXPECT_EQ(server.connections(), 1u);
}

TEST(RemoteEmbedder, BlankTextNeedsNoServer) {
    const auto embedder =
        RemoteEmbedder::create({RemoteApi::openai, "http://127.0.0.1:1", "m", "", 3}).value();
    EXPECT_THAT(embedder->embed(" ", soon()).value(), ElementsAre(0, 0, 0));
}

TEST(RemoteEmbedder, AServerThatNeverAnswersEndsAtTheDeadline) {
    const test::HttpServer server([](const Request&) -> Answer { return {0, "", ""}; });
    const auto embedder = embedder_for(server);
    const auto start = steady_clock::now();
    const auto result = embedder->embed("prompt", start + std::chrono::milliseconds(100));
    const auto took = steady_clock::now() - start;
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unavailable);
    EXPECT_THAT(result.error().text, HasSubstr(server.url()));
    EXPECT_GE(took, std::chrono::milliseconds(99));
    EXPECT_LT(took, std::chrono::seconds(10));
}

TEST(RemoteEmbedder, APassedDeadlineAsksNobody) {
    const test::HttpServer server([](const Request& r) { return lengths(r); });
    const auto embedder = embedder_for(server);
    for (const auto passed : {steady_clock::now(), steady_clock::time_point::min()}) {
        EXPECT_EQ(embedder->embed("prompt", passed).error().code, ErrorCode::unavailable);
    }
    EXPECT_THAT(server.requests(), IsEmpty());
}

TEST(RemoteEmbedder, NobodyThere) {
    std::string url;
    {
        const test::HttpServer gone([](const Request& r) { return lengths(r); });
        url = gone.url();
    }
    const auto embedder = RemoteEmbedder::create({RemoteApi::openai, url, "m", "", 0}).value();
    EXPECT_EQ(embedder->embed("prompt", soon()).error().code, ErrorCode::unavailable);
}

Error error_for(const Answer& answer) {
    const test::HttpServer server([&](const Request&) { return answer; });
    const auto embedder = embedder_for(server);
    const auto result = embedder->embed("prompt", soon());
    EXPECT_EQ(embedder->identity().dim, 0u);
    return result ? Error{ErrorCode::io, "accepted"} : result.error();
}

TEST(RemoteEmbedder, WrongAnswers) {
    const Error broken = error_for({500, "the prompt was: prompt", ""});
    EXPECT_EQ(broken.code, ErrorCode::unavailable);
    EXPECT_THAT(broken.text, AllOf(HasSubstr("500"), Not(HasSubstr("prompt"))));
    EXPECT_EQ(error_for({200, "<html>", ""}).code, ErrorCode::wrong_format);
    EXPECT_EQ(error_for({200, R"({"data":[]})", ""}).code, ErrorCode::wrong_format);
}

TEST(RemoteEmbedder, FollowsNoRedirect) {
    const test::HttpServer other([](const Request& r) { return lengths(r); });
    const test::HttpServer server([&](const Request&) -> Answer {
        return {307, "", other.url() + "/v1/embeddings"};
    });
    EXPECT_THAT(embedder_for(server)->embed("prompt", soon()).error().text, HasSubstr("307"));
    EXPECT_THAT(other.requests(), IsEmpty());
}

TEST(RemoteEmbedder, AnotherDimIsAMismatch) {
    std::atomic<std::size_t> dim = 2;
    const test::HttpServer server([&](const Request& r) { return lengths(r, dim); });
    const auto embedder = embedder_for(server);
    ASSERT_TRUE(embedder->embed("prompt", soon()));
    dim = 3;
    const auto error = embedder->embed("prompt", soon()).error();
    EXPECT_EQ(error.code, ErrorCode::mismatch);
    EXPECT_THAT(error.text, HasSubstr("3 dimensions instead of 2"));
    EXPECT_EQ(embedder->identity().dim, 2u);

    const auto restarted =
        RemoteEmbedder::create({RemoteApi::openai, server.url(), "some-model", "", 2}).value();
    EXPECT_EQ(restarted->identity(), embedder->identity());
    EXPECT_EQ(restarted->embed("prompt", soon()).error().code, ErrorCode::mismatch);
}

TEST(RemoteEmbedder, ManyThreadsLearnOneDim) {
    const test::HttpServer server([](const Request& r) { return lengths(r); });
    const auto embedder = embedder_for(server);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 10; ++i) {
                const auto vector = embedder->embed("prompt", soon());
                EXPECT_TRUE(vector && vector->size() == 2 && embedder->identity().dim == 2);
            }
        });
    }
    threads.clear();
    EXPECT_EQ(server.requests().size(), 40u);
    EXPECT_LE(server.connections(), 4u);
}

TEST(RemoteEmbedder, RefusesUnsafeAddresses) {
    const auto text_for = [](const std::string& url) {
        const auto embedder = RemoteEmbedder::create({RemoteApi::openai, url, "m", "", 0});
        return embedder ? "accepted" : embedder.error().text;
    };
    EXPECT_THAT(text_for("http://example.org"), HasSubstr("https://"));
    EXPECT_THAT(text_for("http://127.0.0.1.example.org"), HasSubstr("https://"));
    EXPECT_THAT(text_for("http://localhost.example.org"), HasSubstr("https://"));
    EXPECT_THAT(text_for("file:///etc/passwd"), HasSubstr("https://"));
    EXPECT_THAT(text_for("https://user:secret@example.org"),
                AllOf(HasSubstr("credentials"), Not(HasSubstr("secret"))));
    EXPECT_THAT(text_for("no url at all"), HasSubstr("no URL"));
    EXPECT_EQ(text_for("https://api.example.org/v1"), "accepted");
    EXPECT_EQ(text_for("http://localhost:11434"), "accepted");
    EXPECT_EQ(text_for("http://[::1]:11434/"), "accepted");
}

TEST(RemoteEmbedder, FindsTheEndpoint) {
    std::vector<std::string> targets;
    const test::HttpServer server([](const Request& r) { return lengths(r); });
    for (const char* path : {"", "/", "/v1", "/v1/", "/custom/embed"}) {
        const auto embedder =
            RemoteEmbedder::create({RemoteApi::openai, server.url() + path, "m", "", 0}).value();
        EXPECT_TRUE(embedder->embed("prompt", soon()));
        targets.push_back(server.requests().back().target);
    }
    EXPECT_THAT(targets, ElementsAre("/v1/embeddings", "/v1/embeddings", "/v1/embeddings",
                                     "/v1/embeddings", "/custom/embed"));
}

} // namespace
} // namespace bsc
