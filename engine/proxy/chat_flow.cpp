#include "engine/proxy/chat_flow.h"

#include "engine/proxy/answer_headers.h"
#include "engine/proxy/dialects/error_body.h"
#include "engine/proxy/worker.h"

#include <algorithm>

namespace bsc {

ChatFlow::ChatFlow(ProxyContext& context, const Route& route, const Upstream& upstream,
                   const HttpRequest& request, ClientConnection& client)
    : context_(context), route_(route), endpoint_(*route.endpoint), upstream_(upstream),
      request_(request), client_(client),
      flow_(context.flows.begin(request.path(), request.headers.get("User-Agent"))) {
    flow_.dialect = route.dialect;
    flow_.demo = upstream.demo;
    flow_.meaning_class = request.headers.get("x-bsc-class");
}

asio::awaitable<void> ChatFlow::run() {
    if (const auto readable = read(); !readable) {
        flow_.status = 400;
        flow_.why = readable.error().text;
        Headers none;
        co_await client_.send_error(400, flow_.why, none);
    } else {
        if (plan_.lookup)
            co_await look_up();
        if (auto answer = stored_answer())
            co_await answer_from_cache(std::move(*answer));
        else if (wishes_.only_if_cached)
            co_await answer_only_from_cache();
        else
            co_await forward();
    }
    context_.flows.end(flow_);
}

Result<void> ChatFlow::read() {
    if (const RequestReading* known = context_.memo.find(request_, upstream_.id)) {
        chat_ = known->chat;
        wishes_ = known->wishes;
        plan_ = known->plan;
        keys_ = known->keys;
    } else {
        auto chat = endpoint_.parse_request(request_.body, context_.key_fields);
        if (!chat)
            return tl::unexpected(chat.error());
        chat_ = std::move(*chat);
        auto wishes = read_wishes(request_.headers);
        if (!wishes)
            return tl::unexpected(wishes.error());
        wishes_ = std::move(*wishes);
        plan_ = plan_for(chat_, route_.cache, wishes_, context_.rules);
        keys_ = context_.keys.keys_of(request_, chat_, upstream_.id, wishes_.name_space);
        context_.memo.keep({chat_, wishes_, plan_, keys_});
    }
    flow_.model = chat_.model;
    flow_.stream = chat_.stream;
    flow_.prompt = chat_.prompt;
    flow_.partition = keys_.partition;
    flow_.by_meaning = plan_.semantic;
    flow_.verdict = plan_.lookup ? Verdict::miss : Verdict::bypass;
    flow_.why = plan_.reason;
    return {};
}

/// The exact tier is a hash look-up and stays on this thread; embedding and search go to a worker.
/// An equal request in flight makes the search needless: it found nothing a moment ago.
asio::awaitable<void> ChatFlow::look_up() {
    LookupRequest lookup{.partition = keys_.partition,
                         .request_sha256 = keys_.request,
                         .semantic = false,
                         .exact = plan_.exact,
                         .max_age = wishes_.max_age};
    if (plan_.exact)
        take(context_.service.lookup(lookup));
    if (decision_.hit() || !plan_.semantic || (!wishes_.only_if_cached && flight_to_join()))
        co_return;
    LookupRequest alike = lookup;
    alike.prompt = chat_.prompt;
    alike.semantic = true;
    if (wishes_.threshold) // only stricter: a client must not loosen what the user set
        alike.threshold = std::max(*wishes_.threshold, context_.service.threshold());
    const auto search = [&service = context_.service, &alike] { return service.lookup(alike); };
    const std::uint64_t landed_before = context_.flights.landed();
    LookupOutcome outcome = co_await on_worker(context_.workers, search);
    take(std::move(outcome));
    if (decision_.hit() || !plan_.exact || context_.flights.landed() == landed_before)
        co_return;
    if (LookupOutcome again = context_.service.lookup(lookup); again.decision.hit())
        take(std::move(again));
}

void ChatFlow::take(LookupOutcome outcome) {
    if (outcome.recoded)
        context_.tell_of_boilerplate();
    decision_ = std::move(outcome.decision);
    embedding_ = std::move(outcome.embedding);
    flow_.embed_us = outcome.embed_us;
    flow_.lookup_ns += outcome.lookup_ns;
    flow_.verdict = decision_.verdict;
    flow_.tier = decision_.tier;
    flow_.distance = decision_.distance;
    flow_.radius = decision_.radius;
    flow_.bits = decision_.bits;
    embedder_failed_ = !outcome.embed_error.empty();
    if (embedder_failed_) {
        flow_.why = "no embedding: " + outcome.embed_error;
        context_.embedder.failed("embedder", outcome.embed_error);
        return;
    }
    if (!embedding_.empty())
        context_.embedder.answered("embedder");
    flow_.why = plan_.reason.empty() || decision_.hit() ? decision_.why() : plan_.reason;
}

std::optional<json::object> ChatFlow::stored_answer() {
    if (!decision_.hit())
        return std::nullopt;
    auto answer = parse_object(decision_.nearest->answer, &answer_memory_);
    if (answer) {
        flow_.usage = endpoint_.usage_of(*answer);
        // Null: kept from a stream that was not to tell it. Absent: this upstream never tells it.
        const bool left_out = answer->contains("usage") && !flow_.usage;
        if (!left_out || !chat_.wants_usage)
            return answer;
    }
    decision_.verdict = flow_.verdict = Verdict::miss;
    flow_.tier = Tier::none;
    flow_.why = "the stored answer has no usage numbers";
    return std::nullopt;
}

asio::awaitable<void> ChatFlow::answer_from_cache(json::object answer) {
    endpoint_.renew(answer, chat_, context_.ids);
    const std::string body =
        chat_.stream ? endpoint_.to_stream(answer, chat_) : json::serialize(answer);
    Headers headers;
    headers.add("Content-Type", media_type_of(chat_.stream ? route_.stream : StreamForm::none));
    if (const std::string_view name = request_id_header(route_.dialect); !name.empty())
        headers.add(name, context_.ids.make("req_"));
    if (upstream_.demo)
        headers.add("x-bsc-demo", "1");
    label_hit(headers, decision_, *decision_.nearest,
              std::chrono::time_point_cast<TimePoint::duration>(std::chrono::system_clock::now()));
    flow_.status = 200;
    flow_.entry_id = decision_.nearest->id;
    flow_.added_us = flow_.elapsed_us();
    co_await client_.send(200, headers, body);
}

asio::awaitable<void> ChatFlow::answer_only_from_cache() {
    flow_.status = 504;
    flow_.added_us = flow_.elapsed_us();
    Headers headers;
    headers.set("x-should-retry", "false");
    label_forwarded(headers, {.fwd = "miss", .reason = flow_.why}, decision_);
    co_await client_.send_error(504, "Nothing in the cache answers this request (only-if-cached).",
                                headers);
}

} // namespace bsc
