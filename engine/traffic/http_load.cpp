#include "engine/traffic/http_load.h"

#include <algorithm>
#include <charconv>
#include <curl/curl.h>
#include <mutex>
#include <optional>
#include <string_view>

namespace bsc {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds longest_nap{50};
constexpr long answer_timeout_seconds = 120;
constexpr const char* path = "/v1/chat/completions";

bool is_loopback(const std::string& url) {
    CURLU* parts = curl_url();
    char* host = nullptr;
    char* scheme = nullptr;
    const bool readable = curl_url_set(parts, CURLUPART_URL, url.c_str(), 0) == CURLUE_OK &&
                          curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                          curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK;
    const std::string_view name = readable ? host : "";
    const bool loopback = (name == "127.0.0.1" || name == "localhost" || name == "[::1]") &&
                          std::string_view(scheme) == "http";
    curl_free(host);
    curl_free(scheme);
    curl_url_cleanup(parts);
    return loopback;
}

struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// One connection, and the request on it.
struct Slot {
    std::unique_ptr<CURL, FreeEasy> easy{curl_easy_init()};
    std::unique_ptr<curl_slist, FreeList> headers;
    LoadRequest request;
    steady_clock::time_point began;
    bool busy = false;
};

std::string_view header(CURL* easy, const char* name) {
    curl_header* found = nullptr;
    return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK
               ? std::string_view(found->value)
               : std::string_view();
}

std::size_t forget(char*, std::size_t size, std::size_t count, void*) { return size * count; }

} // namespace

struct HttpLoad::Impl {
    Target target;
    // Before the slots: these must go first.
    std::unique_ptr<CURLM, FreeMulti> multi{curl_multi_init()};
    std::vector<Slot> slots;
    std::size_t under_way = 0;

    void prepare(Slot& slot) {
        CURL* easy = slot.easy.get();
        curl_easy_setopt(easy, CURLOPT_URL, (target.url + path).c_str());
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_PROXY, ""); // to this machine, whatever the environment says
        curl_easy_setopt(easy, CURLOPT_TIMEOUT, answer_timeout_seconds);
        curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, forget);
        curl_easy_setopt(easy, CURLOPT_PRIVATE, &slot);
    }

    Slot* free_slot() {
        const auto slot = std::ranges::find(slots, false, &Slot::busy);
        return slot == slots.end() ? nullptr : &*slot;
    }

    void send(Slot& slot, LoadRequest request) {
        slot.request = std::move(request);
        curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
        headers = curl_slist_append(headers, "Expect:");
        if (!target.token.empty())
            headers = curl_slist_append(headers, ("x-bsc-token: " + target.token).c_str());
        for (const std::string& line : slot.request.headers)
            headers = curl_slist_append(headers, line.c_str());
        slot.headers.reset(headers);
        CURL* easy = slot.easy.get();
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(slot.request.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, slot.request.body.c_str());
        slot.busy = true;
        slot.began = steady_clock::now();
        curl_multi_add_handle(multi.get(), easy);
        ++under_way;
    }

    /// The next reply that is in, if any.
    std::optional<LoadReply> reply() {
        int left = 0;
        for (const CURLMsg* message; (message = curl_multi_info_read(multi.get(), &left));) {
            if (message->msg != CURLMSG_DONE)
                continue;
            CURL* easy = message->easy_handle;
            const CURLcode code = message->data.result;
            char* place = nullptr;
            curl_easy_getinfo(easy, CURLINFO_PRIVATE, &place);
            Slot& slot = *reinterpret_cast<Slot*>(place);
            LoadReply reply = read(slot, code);
            curl_multi_remove_handle(multi.get(), easy);
            slot.busy = false;
            --under_way;
            return reply;
        }
        return std::nullopt;
    }

    static LoadReply read(const Slot& slot, CURLcode code) {
        LoadReply reply;
        reply.id = slot.request.id;
        reply.took = steady_clock::now() - slot.began;
        if (code != CURLE_OK) {
            reply.error = curl_easy_strerror(code);
            return reply;
        }
        CURL* easy = slot.easy.get();
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        reply.status = static_cast<unsigned>(status);
        reply.hit = header(easy, "X-Cache") == "HIT";
        reply.exact = reply.hit &&
                      header(easy, "Cache-Status").find("detail=\"exact") != std::string_view::npos;
        const std::string_view entry = header(easy, "x-bsc-entry");
        std::from_chars(entry.data(), entry.data() + entry.size(), reply.entry);
        if (status != 200)
            reply.error = "HTTP status " + std::to_string(status);
        return reply;
    }

    void cut_all() {
        for (Slot& slot : slots)
            if (slot.busy) {
                curl_multi_remove_handle(multi.get(), slot.easy.get());
                slot.busy = false;
            }
        under_way = 0;
    }
};

HttpLoad::HttpLoad(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpLoad::~HttpLoad() { impl_->cut_all(); }

Result<std::unique_ptr<HttpLoad>> HttpLoad::create(const Target& target) {
    static std::once_flag initialised;
    std::call_once(initialised, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    if (!is_loopback(target.url))
        return fail(ErrorCode::invalid_argument,
                    "Load is sent to a proxy on this machine only, like http://127.0.0.1:8080, "
                    "not to '" +
                        target.url + "'.");
    constexpr unsigned most_connections = 4096;
    if (target.connections == 0 || target.connections > most_connections)
        return fail(ErrorCode::invalid_argument, "Load takes 1 to 4096 connections, not " +
                                                     std::to_string(target.connections) + ".");
    auto impl = std::make_unique<Impl>();
    impl->target = target;
    while (impl->target.url.ends_with('/'))
        impl->target.url.pop_back();
    impl->slots = std::vector<Slot>(target.connections);
    curl_multi_setopt(impl->multi.get(), CURLMOPT_MAXCONNECTS,
                      static_cast<long>(target.connections));
    for (Slot& slot : impl->slots)
        impl->prepare(slot);
    return std::unique_ptr<HttpLoad>(new HttpLoad(std::move(impl)));
}

void HttpLoad::run(const std::function<Next()>& next,
                   const std::function<void(const LoadReply&)>& take,
                   const std::function<bool()>& cancelled) {
    for (bool ended = false; !(ended && impl_->under_way == 0);) {
        if (cancelled && cancelled()) {
            impl_->cut_all();
            return;
        }
        auto nap = std::chrono::duration_cast<std::chrono::milliseconds>(longest_nap);
        for (Slot* slot; !ended && (slot = impl_->free_slot());) {
            Next what = next();
            ended = what.kind == Next::Kind::end;
            if (what.kind == Next::Kind::wait) {
                const auto left =
                    std::chrono::ceil<std::chrono::milliseconds>(what.until - steady_clock::now());
                nap = std::clamp(left, std::chrono::milliseconds(0), nap);
            }
            if (what.kind != Next::Kind::send)
                break;
            impl_->send(*slot, std::move(what.request));
        }
        int running = 0;
        curl_multi_perform(impl_->multi.get(), &running);
        bool any = false;
        while (const auto reply = impl_->reply()) {
            any = true;
            take(*reply);
        }
        if (!any && !(ended && impl_->under_way == 0))
            curl_multi_poll(impl_->multi.get(), nullptr, 0, static_cast<int>(nap.count()), nullptr);
    }
}

} // namespace bsc
