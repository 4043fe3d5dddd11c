#include "engine/embed/remote/http_post.h"

#include <algorithm>
#include <curl/curl.h>

namespace bsc {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t max_answer_bytes = std::size_t{64} << 20;
constexpr std::size_t max_idle_connections = 8;
constexpr std::chrono::milliseconds longest_wait = std::chrono::minutes(1);

std::string url_part(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) {
        return {};
    }
    std::string out(text);
    curl_free(text);
    return out;
}

bool is_loopback(const std::string& host) {
    const bool numeric = host.find_first_not_of("0123456789.") == std::string::npos;
    return host == "localhost" || host == "[::1]" || (numeric && host.starts_with("127."));
}

std::size_t collect(char* data, std::size_t, std::size_t size, void* body) {
    auto& out = *static_cast<std::string*>(body);
    if (out.size() + size > max_answer_bytes) {
        return CURL_WRITEFUNC_ERROR;
    }
    out.append(data, size);
    return size;
}

} // namespace

/// One curl handle with what stays the same for every post.
class HttpPoster::Connection {
  public:
    explicit Connection(const HttpPoster& owner) : handle_(curl_easy_init()) {
        headers_ = curl_slist_append(headers_, "Content-Type: application/json");
        if (!owner.bearer_.empty()) {
            headers_ =
                curl_slist_append(headers_, ("Authorization: Bearer " + owner.bearer_).c_str());
        }
        if (!usable()) {
            return;
        }
        set(CURLOPT_URL, owner.url_.c_str());
        set(CURLOPT_HTTPHEADER, headers_);
        set(CURLOPT_PROTOCOLS_STR, owner.loopback_ ? "http,https" : "https");
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_NOSIGNAL, 1L); // timeouts without signals: other threads live here
        set(CURLOPT_WRITEFUNCTION, &collect);
        if (owner.loopback_) {
            set(CURLOPT_PROXY, ""); // prompts for this machine stay on it
        }
    }
    ~Connection() {
        curl_easy_cleanup(handle_);
        curl_slist_free_all(headers_);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    bool usable() const { return handle_ && headers_; }

    CURLcode perform(const std::string& json, std::chrono::milliseconds wait, std::string& body) {
        set(CURLOPT_POSTFIELDS, json.c_str());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
        set(CURLOPT_WRITEDATA, &body);
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(wait.count()));
        return curl_easy_perform(handle_);
    }

    long status() const {
        long code = 0;
        curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &code);
        return code;
    }

  private:
    template <class Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(handle_, option, value);
    }

    CURL* handle_;
    curl_slist* headers_ = nullptr;
};

Result<std::unique_ptr<HttpPoster>> HttpPoster::create(const std::string& url,
                                                       const std::string& bearer) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
        return fail(ErrorCode::invalid_argument,
                    "The embedding server's address is no URL; write it as https://host:port.");
    }
    const std::string scheme = url_part(parsed.get(), CURLUPART_SCHEME);
    const std::string host = url_part(parsed.get(), CURLUPART_HOST);
    const bool loopback = is_loopback(host);
    if (scheme != "https" && !(scheme == "http" && loopback)) {
        return fail(ErrorCode::invalid_argument,
                    "Prompts and keys travel encrypted: use https:// for the embedding server " +
                        host + " (http:// is for this machine only).");
    }
    if (!url_part(parsed.get(), CURLUPART_USER).empty() ||
        !url_part(parsed.get(), CURLUPART_PASSWORD).empty()) {
        return fail(ErrorCode::invalid_argument,
                    "Keep credentials out of the embedding server's URL; name an environment "
                    "variable that holds the key.");
    }
    if (std::ranges::any_of(bearer, [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
        return fail(ErrorCode::invalid_argument,
                    "The embedding server's key holds control characters.");
    }
    auto out = std::unique_ptr<HttpPoster>(new HttpPoster);
    out->url_ = url;
    out->server_ = scheme + "://" + host + ":" + url_part(parsed.get(), CURLUPART_PORT);
    out->bearer_ = bearer;
    out->loopback_ = loopback;
    return out;
}

HttpPoster::~HttpPoster() = default;

std::unique_ptr<HttpPoster::Connection> HttpPoster::take_connection() const {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
        return std::make_unique<Connection>(*this);
    }
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
}

Result<std::string> HttpPoster::post(const std::string& json,
                                     steady_clock::time_point deadline) const {
    const auto now = steady_clock::now();
    const auto left = deadline <= now
                          ? steady_clock::duration::zero()
                          : std::min<steady_clock::duration>(deadline - now, longest_wait);
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(left);
    if (wait.count() == 0) { // curl takes 0 for "for ever"
        return fail(ErrorCode::unavailable,
                    "No time was left to ask the embedding server " + server_ + ".");
    }
    auto connection = take_connection();
    if (!connection->usable()) {
        return fail(ErrorCode::unavailable, "Could not set up a connection to " + server_ + ".");
    }
    std::string body;
    const CURLcode code = connection->perform(json, wait, body);
    const long status = connection->status();
    if (code != CURLE_OK) {
        return fail(ErrorCode::unavailable, "The embedding server " + server_ +
                                                " gave no answer: " + curl_easy_strerror(code) +
                                                ".");
    }
    {
        const std::lock_guard lock(mutex_);
        if (idle_.size() < max_idle_connections) {
            idle_.push_back(std::move(connection));
        }
    }
    if (status != 200) {
        const bool key = status == 401 || status == 403;
        return fail(ErrorCode::unavailable, "The embedding server " + server_ +
                                                " answered with status " + std::to_string(status) +
                                                (key ? ": check its API key." : "."));
    }
    return body;
}

} // namespace bsc
