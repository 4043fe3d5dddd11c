#include "tests/bench/soak/traffic.h"

#include <string_view>

namespace bsc::test {
namespace {

constexpr std::size_t recent_topics = 200;
constexpr std::string_view before_words = " I repair the ", after_words = " myself?";

/// The words between the two marks of a question.
std::string_view words_in(std::string_view body) {
    const std::size_t start = body.find(before_words) + before_words.size();
    return body.substr(start, body.find(after_words, start) - start);
}

std::string event(std::string_view delta, std::string_view finish) {
    return chunk(R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,)"
                 R"("model":"m-1","choices":[{"index":0,"delta":)" +
                 std::string(delta) + ",\"finish_reason\":" + std::string(finish) + "}]}\n\n");
}

/// What a streamed reply says, its pieces joined.
std::string streamed_text(std::string_view body) {
    constexpr std::string_view mark = "\"content\":\"";
    std::string text;
    for (std::size_t at = body.find(mark); at != std::string_view::npos; at = body.find(mark, at)) {
        at += mark.size();
        text += body.substr(at, body.find('"', at) - at);
    }
    return text;
}

} // namespace

Script answer_question(const Message& request) {
    const std::string answer = Topic{std::string(words_in(request.body))}.answer();
    if (request.body.find("\"stream\":true") == std::string::npos)
        return {.pieces = {http_response(openai_answer(answer))}};
    const std::size_t half = answer.size() / 2;
    return {.pieces = {chunked_head("text/event-stream"),
                       event(R"({"role":"assistant","content":""})", "null"),
                       event("{\"content\":\"" + answer.substr(0, half) + "\"}", "null"),
                       event("{\"content\":\"" + answer.substr(half) + "\"}", "null"),
                       event("{}", "\"stop\""), chunk("data: [DONE]\n\n"),
                       std::string(last_chunk)}};
}

TrafficClient::TrafficClient(std::uint16_t port, unsigned seed, TrafficCounts& counts)
    : port_(port), random_(seed), counts_(counts) {}

Topic TrafficClient::new_topic() {
    constexpr int words = 6, letters = 7;
    Topic topic;
    for (int word = 0; word < words; ++word) {
        if (word > 0)
            topic.words += ' ';
        for (int letter = 0; letter < letters; ++letter)
            topic.words += static_cast<char>('a' + random_() % 26);
    }
    if (recent_.size() < recent_topics)
        recent_.push_back(topic);
    else
        recent_[random_() % recent_topics] = topic;
    return topic;
}

std::string TrafficClient::request_for(const Topic& topic, bool paraphrase, bool stream) const {
    const std::string question = (paraphrase ? "How can" : "How do") + std::string(before_words) +
                                 topic.words + std::string(after_words);
    const std::string body = openai_request(question, stream ? ",\"stream\":true" : "");
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
           "\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-soak\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

void TrafficClient::give_up(const std::string& request) {
    RawClient client(port_);
    client.send(std::string_view(request).substr(0, request.size() - random_() % 20));
    client.close();
    ++counts_.outcomes[static_cast<std::size_t>(Outcome::aborted)];
}

/// On the kept connection; on a new one when the proxy had closed it, as it may.
Message TrafficClient::exchange(const std::string& request) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (!connection_)
            connection_ = std::make_unique<RawClient>(port_);
        connection_->send(request);
        Message reply = connection_->read();
        if (reply.whole && reply.header("connection") != "close")
            return reply;
        connection_.reset();
        if (reply.whole)
            return reply;
    }
    return {};
}

void TrafficClient::send_one() {
    const unsigned dice = random_() % 100;
    const bool is_new = recent_.empty() || dice < 25;
    const Topic topic = is_new ? new_topic() : recent_[random_() % recent_.size()];
    const bool paraphrase = dice >= 65 && dice < 85, stream = random_() % 4 == 0;
    const std::string request = request_for(topic, paraphrase, stream);
    if (dice >= 97)
        return give_up(request);

    const Message reply = exchange(request);
    const std::string text = stream ? streamed_text(reply.body) : reply.body;
    if (reply.status() != 200 || text.find(topic.answer()) == std::string::npos)
        ++counts_.wrong;
    const std::string cache = reply.header("x-cache");
    const Outcome outcome = cache == "HIT"    ? Outcome::hit
                            : cache == "MISS" ? Outcome::miss
                                              : Outcome::other;
    ++counts_.outcomes[static_cast<std::size_t>(outcome)];
}

} // namespace bsc::test
