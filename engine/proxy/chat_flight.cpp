#include "engine/proxy/chat_flight.h"

#include "engine/proxy/relay.h"
#include "engine/proxy/worker.h"

namespace bsc {

namespace {

using Kind = UpstreamError::Kind;

bool is_type(const Headers& headers, std::string_view type) {
    const std::string_view value = headers.get("Content-Type");
    return equal_ignoring_case(value.substr(0, value.find_first_of("; ")), type);
}

ChatFlight::Form form_of(const HttpResponseHead& head, const UpstreamRequest& request) {
    if (head.status != 200 || head.headers.has("Content-Encoding"))
        return ChatFlight::Form::other;
    const StreamForm asked = request.stream ? request.route.stream : StreamForm::none;
    if (!is_type(head.headers, media_type_of(asked)))
        return ChatFlight::Form::other;
    return request.stream ? ChatFlight::Form::stream : ChatFlight::Form::object;
}

} // namespace

ChatFlight::ChatFlight(ProxyContext& context, UpstreamRequest request)
    : context_(context), request_(std::move(request)), endpoint_(*request_.route.endpoint),
      exchange_(context.pool, request_.upstream.origin),
      answer_(std::make_shared<SharedAnswer>(context.pool.io(), [this] {
          close();
          exchange_.cancel();
      })) {}

void ChatFlight::depart() {
    if (request_.joinable)
        context_.flights.add(shared_from_this());
    asio::co_spawn(context_.pool.io(), fly(shared_from_this()), asio::detached);
}

void ChatFlight::close() { context_.flights.remove(*this); }

asio::awaitable<void> ChatFlight::fly(std::shared_ptr<ChatFlight> self) {
    std::optional<UpstreamError> failure;
    try {
        failure = co_await self->run();
    } catch (const std::exception&) {
        failure = UpstreamError{Kind::malformed, "There was no memory for the upstream's answer."};
    }
    self->close();
    failure ? self->answer_->fail(std::move(*failure)) : self->answer_->end();
}

asio::awaitable<std::optional<UpstreamError>> ChatFlight::run() {
    auto head =
        co_await exchange_.send(request_.method, request_.target, request_.headers, request_.body);
    const std::string& upstream = request_.upstream.id;
    if (!head) {
        if (is_down(head.error().kind))
            context_.upstreams.failed(upstream, head.error().text);
        co_return head.error();
    }
    context_.upstreams.answered(upstream);
    auto length = exchange_.content_length();
    decoder_ = ContentDecoder::of(head->headers.get("Content-Encoding"));
    if (decoder_) {
        head->headers.erase("Content-Encoding");
        length.reset();
    }
    form_ = form_of(*head, request_);
    answer_->begin(std::move(*head), length);
    if (form_ == Form::object)
        co_return co_await read_object();
    if (form_ == Form::stream)
        co_return co_await read_stream();
    co_return co_await read_other();
}

/// The next bytes of the answer, plain; empty at its end.
asio::awaitable<UpstreamResult<std::string_view>> ChatFlight::read() {
    for (;;) {
        auto piece = co_await exchange_.read();
        if (!piece || !decoder_)
            co_return piece;
        if (piece->empty() && decoder_->is_whole())
            co_return piece;
        if (piece->empty())
            co_return tl::unexpected<UpstreamError>(
                {Kind::cut, "The upstream's compressed answer ended early."});
        const auto plain = decoder_->decode(*piece);
        if (!plain)
            co_return tl::unexpected<UpstreamError>({Kind::malformed, plain.error().text});
        if (!plain->empty())
            co_return *plain;
    }
}

asio::awaitable<std::optional<UpstreamError>> ChatFlight::read_other() {
    for (;;) {
        const auto piece = co_await read();
        if (!piece)
            co_return piece.error();
        if (piece->empty())
            co_return std::nullopt;
        co_await answer_->append(*piece);
        if (!answer_->is_kept_whole())
            close();
    }
}

asio::awaitable<std::optional<UpstreamError>> ChatFlight::read_object() {
    std::string body;
    for (;;) {
        const auto piece = co_await read();
        if (!piece)
            co_return piece.error();
        if (piece->empty())
            break;
        body.append(*piece);
        co_await answer_->append(*piece);
        if (!answer_->is_kept_whole()) {
            close();
            outcome_.note = "not stored: the answer is too large";
            co_return co_await read_other();
        }
    }
    if (auto answer = parse_object(body)) {
        co_await keep(std::move(*answer), std::move(body));
    } else if (!exchange_.has_framed_end()) {
        co_return UpstreamError{Kind::cut, "The upstream ended inside its answer."};
    } else {
        outcome_.note = "not stored: the answer is not JSON";
    }
    co_return std::nullopt;
}

asio::awaitable<std::optional<UpstreamError>> ChatFlight::read_stream() {
    const auto merger = endpoint_.merger();
    for (;;) {
        const auto piece = co_await read();
        if (!piece)
            co_return piece.error();
        if (piece->empty())
            break;
        if (answer_->is_kept_whole() && merger->state() == StreamMerger::State::open) {
            merger->add(*piece);
            // Stored before the closing piece goes out, so that a repeat right after it hits.
            if (merger->state() == StreamMerger::State::finished) {
                json::object answer = merger->answer();
                std::string text = json::serialize(answer);
                co_await keep(std::move(answer), std::move(text));
            }
        }
        co_await answer_->append(*piece);
        if (!answer_->is_kept_whole())
            close();
    }
    if (answer_->is_kept_whole() && merger->state() == StreamMerger::State::open) {
        if (merger->is_whole()) {
            json::object answer = merger->answer();
            std::string text = json::serialize(answer);
            co_await keep(std::move(answer), std::move(text));
        } else if (!exchange_.has_framed_end()) {
            co_return UpstreamError{Kind::cut, "The upstream ended inside its answer."};
        }
    }
    if (outcome_.text.empty() && request_.store)
        outcome_.note = answer_->is_kept_whole() ? "not stored: the stream has no sound end"
                                                 : "not stored: the answer is too large";
    co_return std::nullopt;
}

asio::awaitable<void> ChatFlight::keep(json::object answer, std::string text) {
    outcome_.usage = endpoint_.usage_of(answer);
    outcome_.text = endpoint_.to_stored(answer, std::move(text));
    if (!request_.store)
        co_return;
    if (const std::string obstacle = endpoint_.why_not_stored(answer); !obstacle.empty())
        outcome_.note = "not stored: " + obstacle;
    else
        co_await store();
}

asio::awaitable<void> ChatFlight::store() {
    const auto began = std::chrono::steady_clock::now();
    InsertRequest entry{.partition = request_.keys.partition,
                        .request_sha256 = request_.keys.request,
                        .prompt = request_.prompt,
                        .embedding = std::move(request_.embedding),
                        .answer = outcome_.text,
                        .tokens =
                            static_cast<std::uint32_t>(outcome_.usage ? outcome_.usage->output : 0),
                        .ttl = request_.ttl};
    const bool embeds = request_.semantic && entry.embedding.empty();
    const auto insert = [&service = context_.service, &entry, embeds] {
        if (embeds)
            entry.embedding = service.embed(entry.prompt).value_or(std::vector<float>());
        return service.insert(std::move(entry));
    };
    const auto inserted = co_await on_worker(context_.workers, insert);
    outcome_.took_us =
        static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                       std::chrono::steady_clock::now() - began)
                                       .count());
    if (!inserted) {
        outcome_.note = "not stored: " + inserted.error().text;
        co_return;
    }
    outcome_.entry_id = inserted->entry->id;
    tell_about(*inserted);
}

void ChatFlight::tell_about(const InsertOutcome& inserted) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(inserted.eviction_time);
    for (const Eviction& eviction : inserted.evicted)
        context_.flows.tell(
            EvictionEvent{.time_us = now_us(),
                          .entry_id = eviction.id,
                          .score = eviction.score,
                          .batch = static_cast<std::uint32_t>(inserted.evicted.size()),
                          .took_us = static_cast<std::uint32_t>(took.count()),
                          .policy = std::string_view(eviction.policy),
                          .reason = std::string_view(eviction.reason)});
    if (inserted.recoded)
        context_.tell_of_boilerplate();
}

} // namespace bsc
