#include "engine/proxy/answer_headers.h"
#include "engine/proxy/chat_flow.h"
#include "engine/proxy/dialects/usage_filter.h"
#include "engine/proxy/relay.h"

namespace bsc {

std::shared_ptr<ChatFlight> ChatFlow::flight_to_join() const {
    if (!plan_.lookup || !plan_.exact)
        return nullptr;
    return context_.flights.find(keys_.request, chat_.wants_usage);
}

std::shared_ptr<ChatFlight> ChatFlow::new_flight(const Digest& body_sha256) {
    Headers headers = upstream_headers(request_.headers);
    headers.set("Accept-Encoding", "identity");
    headers.erase("Cache-Control"); // was meant for this cache
    const auto asking =
        context_.ask_for_usage ? endpoint_.asking_for_usage(request_.body, chat_) : std::nullopt;
    return std::make_shared<ChatFlight>(
        context_, UpstreamRequest{.route = route_,
                                  .upstream = upstream_,
                                  .method = request_.method,
                                  .target = request_.target,
                                  .body = asking ? *asking : request_.body,
                                  .headers = std::move(headers),
                                  .body_sha256 = body_sha256,
                                  .stream = chat_.stream,
                                  .tells_usage = chat_.wants_usage || asking.has_value(),
                                  .keys = keys_,
                                  .joinable = plan_.lookup && plan_.exact && plan_.store,
                                  .store = plan_.store,
                                  .ttl = plan_.ttl,
                                  .prompt = chat_.prompt,
                                  .semantic = plan_.semantic && !embedder_failed_,
                                  .embedding = plan_.semantic ? std::move(embedding_)
                                                              : std::vector<float>()});
}

asio::awaitable<void> ChatFlow::forward() {
    const Digest body_sha256 = sha256(request_.body);
    flow_.added_us = flow_.elapsed_us();
    if (const auto flight = flight_to_join()) {
        collapsed_ = true;
        flow_.verdict = Verdict::coalesced;
        flow_.why = "joined an equal request in flight";
        if (co_await follow(flight, flight->body_sha256() == body_sha256))
            co_return;
        collapsed_ = false;
        flow_.verdict = Verdict::miss;
        flow_.why = "the answer of an equal request cannot be told in this form";
    }
    const auto flight = new_flight(body_sha256);
    co_await follow(flight, true);
}

Headers ChatFlow::labelled(const Headers& upstream, unsigned status) const {
    Headers headers = client_headers(upstream);
    if (collapsed_)
        headers.erase("Set-Cookie"); // meant for the client that asked
    label_forwarded(headers,
                    {.fwd = plan_.lookup  ? "miss"
                            : plan_.store ? "request"
                                          : "bypass",
                     .status = status,
                     .entry_id = flow_.entry_id,
                     .collapsed = collapsed_,
                     .reason = flow_.why},
                    decision_);
    return headers;
}

asio::awaitable<bool> ChatFlow::follow(std::shared_ptr<ChatFlight> flight, bool same_body) {
    using Form = ChatFlight::Form;
    SharedAnswer::Reader reader(flight->shared_answer(), [this] { client_.cut(); });
    const ClientWatch watch(client_, [&reader] { reader.leave(); });
    if (!collapsed_)
        flight->depart();
    const SharedAnswer& answer = flight->answer();
    co_await reader.wait_for_head();
    if (!answer.head() || reader.has_left()) {
        co_await tell_broken(answer, false);
        co_return true;
    }
    flow_.status = answer.head()->status;
    if (flight->form() != Form::other &&
        (flight->asked_for_stream() != chat_.stream || (!chat_.stream && !same_body)))
        co_return co_await tell_rebuilt(*flight, reader);
    if (flow_.status != 200)
        flow_.why = "the upstream answered " + std::to_string(flow_.status);
    if (flight->form() == Form::object)
        co_await reader.wait_for_whole();
    if (answer.failure() || reader.has_left())
        co_await tell_broken(answer, reader.was_dropped());
    else if (flight->form() == Form::object && answer.has_ended())
        co_await tell_whole(*flight, reader);
    else
        co_await tell_pieces(*flight, reader);
    co_return true;
}

asio::awaitable<void> ChatFlow::tell_whole(const ChatFlight& flight, SharedAnswer::Reader& reader) {
    std::string body;
    while (const auto piece = co_await reader.next())
        body.append(*piece);
    take(flight.outcome());
    const Headers headers = labelled(flight.answer().head()->headers, flow_.status);
    co_await client_.send(flow_.status, headers, body);
}

/// As they come. What was only asked of the upstream for our own sake is kept from the client.
asio::awaitable<void> ChatFlow::tell_pieces(const ChatFlight& flight,
                                            SharedAnswer::Reader& reader) {
    const SharedAnswer& answer = flight.answer();
    const bool is_stream = flight.form() == ChatFlight::Form::stream;
    std::optional<UsageFilter> filter;
    if (is_stream && flight.tells_usage() && !chat_.wants_usage)
        filter.emplace(endpoint_);
    const auto length = is_stream ? std::nullopt : answer.length();
    const Headers headers = labelled(answer.head()->headers, flow_.status);
    bool there = co_await client_.begin(flow_.status, headers, length);
    while (there) {
        const auto piece = co_await reader.next();
        if (!piece)
            break;
        const std::string_view bytes = filter ? filter->pass(*piece) : std::string_view(*piece);
        there = co_await client_.send_piece(bytes);
    }
    if (!there || !answer.has_ended() || reader.has_left() || reader.was_dropped()) {
        if (!there)
            reader.leave();
        co_await tell_broken(answer, reader.was_dropped());
        co_return;
    }
    if (filter)
        co_await client_.send_piece(filter->rest());
    take(flight.outcome());
    co_await client_.end();
}

asio::awaitable<bool> ChatFlow::tell_rebuilt(const ChatFlight& flight,
                                             SharedAnswer::Reader& reader) {
    while (const auto piece = co_await reader.next()) {
    }
    const SharedAnswer& answer = flight.answer();
    if (!answer.has_ended()) {
        co_await tell_broken(answer, reader.was_dropped());
        co_return true;
    }
    auto told = parse_object(flight.outcome().text);
    if (!told || (chat_.wants_usage && !flight.outcome().usage))
        co_return false;
    take(flight.outcome());
    endpoint_.renew(*told, chat_, context_.ids);
    Headers headers = labelled(answer.head()->headers, flow_.status);
    headers.set("Content-Type", media_type_of(chat_.stream ? route_.stream : StreamForm::none));
    const std::string body =
        chat_.stream ? endpoint_.to_stream(*told, chat_) : json::serialize(*told);
    co_await client_.send(flow_.status, headers, body);
    co_return true;
}

void ChatFlow::take(const ChatFlight::Outcome& outcome) {
    flow_.usage = outcome.usage;
    flow_.entry_id = outcome.entry_id;
    if (outcome.entry_id == 0)
        flow_.answer = outcome.text;
    if (!outcome.note.empty())
        flow_.why += (flow_.why.empty() ? "" : "; ") + outcome.note;
    if (!collapsed_)
        flow_.added_us += outcome.took_us;
}

/// The upstream failed, or this client did: it left, or read too slowly.
asio::awaitable<void> ChatFlow::tell_broken(const SharedAnswer& answer, bool was_dropped) {
    UpstreamError error{UpstreamError::Kind::cancelled, "The client left."};
    if (was_dropped)
        error.text = "The client read too slowly: it fell behind what is kept of the answer.";
    else if (answer.failure())
        error = *answer.failure();
    flow_.status = status_of(error.kind);
    flow_.why = error.text;
    const Headers headers = labelled(Headers(), 0);
    co_await tell_failure(client_, error, headers);
}

} // namespace bsc
