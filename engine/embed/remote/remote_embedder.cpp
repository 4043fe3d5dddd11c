#include "engine/embed/remote/remote_embedder.h"

#include "engine/base/digest.h"
#include "engine/embed/features/hashed_text.h"
#include "engine/embed/remote/embedding_answer.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>

namespace bsc {
namespace {

namespace json = boost::json;

/// Texts in one request; servers commonly stop at 2048 and some much earlier.
constexpr std::size_t max_batch = 64;
constexpr std::size_t max_remote_dim = 65536;

/// A URL without a path gets the API's own.
std::string endpoint(const RemoteSettings& settings) {
    std::string url = settings.url;
    while (url.ends_with('/')) {
        url.pop_back();
    }
    const std::size_t host = url.find("://");
    const bool has_path = host != std::string::npos && url.find('/', host + 3) != std::string::npos;
    if (settings.api == RemoteApi::ollama) {
        return has_path ? url : url + "/api/embed";
    }
    if (url.ends_with("/v1")) {
        return url + "/embeddings";
    }
    return has_path ? url : url + "/v1/embeddings";
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

} // namespace

Result<std::shared_ptr<const Embedder>> RemoteEmbedder::create(const RemoteSettings& settings) {
    if (settings.model.empty()) {
        return fail(ErrorCode::invalid_argument, "Name the model of the embedding server.");
    }
    if (settings.dim > max_remote_dim) {
        return fail(ErrorCode::invalid_argument,
                    "An embedding has at most " + std::to_string(max_remote_dim) + " dimensions.");
    }
    std::string key;
    if (!settings.api_key_variable.empty()) {
        const char* value = std::getenv(settings.api_key_variable.c_str());
        if (!value) {
            return fail(ErrorCode::not_found, "The environment variable " +
                                                  settings.api_key_variable +
                                                  " for the embedding server's key is not set.");
        }
        key = value;
    }
    auto server = HttpPoster::create(endpoint(settings), key);
    if (!server) {
        return tl::unexpected(server.error());
    }
    return std::shared_ptr<const Embedder>(new RemoteEmbedder(settings, std::move(*server)));
}

RemoteEmbedder::RemoteEmbedder(const RemoteSettings& settings, std::unique_ptr<HttpPoster> server)
    : api_(settings.api), model_(settings.model),
      server_(std::move(server)), first_identity_{"remote", "1", settings.dim,
                                                  to_hex(sha256(endpoint(settings) + "\n" +
                                                                settings.model))},
      identity_(&first_identity_) {}

Result<std::vector<float>>
RemoteEmbedder::embed(std::string_view text, std::chrono::steady_clock::time_point deadline) const {
    const std::string one(text);
    return embed_batch({&one, 1}, deadline);
}

Result<std::vector<float>>
RemoteEmbedder::embed_batch(std::span<const std::string> texts,
                            std::chrono::steady_clock::time_point deadline) const {
    // Servers reject empty input; its embedding is known to be zero.
    std::vector<std::string> asked;
    std::ranges::copy_if(texts, std::back_inserter(asked), [](auto& t) { return !is_blank(t); });
    std::vector<float> answered;
    for (std::size_t start = 0; start < asked.size(); start += max_batch) {
        const auto part =
            std::span(asked).subspan(start, std::min(max_batch, asked.size() - start));
        auto rows = ask(part, deadline);
        if (!rows) {
            return rows;
        }
        answered.insert(answered.end(), rows->begin(), rows->end());
    }
    const std::size_t dim = identity().dim;
    std::vector<float> out(texts.size() * dim);
    for (std::size_t i = 0, row = 0; i < texts.size(); ++i) {
        if (!is_blank(texts[i])) {
            std::ranges::copy_n(answered.begin() + static_cast<std::ptrdiff_t>(row++ * dim),
                                static_cast<std::ptrdiff_t>(dim),
                                out.begin() + static_cast<std::ptrdiff_t>(i * dim));
        }
    }
    return out;
}

Result<std::vector<float>>
RemoteEmbedder::ask(std::span<const std::string> texts,
                    std::chrono::steady_clock::time_point deadline) const {
    const auto body = server_->post(request(texts), deadline);
    if (!body) {
        return tl::unexpected(body.error());
    }
    auto rows = api_ == RemoteApi::ollama ? read_ollama_answer(*body, texts.size())
                                          : read_openai_answer(*body, texts.size());
    if (!rows) {
        return tl::unexpected(rows.error());
    }
    if (auto same = check_dim(rows->dim); !same) {
        return tl::unexpected(same.error());
    }
    for (std::size_t row = 0; row < rows->rows; ++row) {
        normalise(std::span(rows->values).subspan(row * rows->dim, rows->dim));
    }
    return std::move(rows->values);
}

std::string RemoteEmbedder::request(std::span<const std::string> texts) const {
    json::object body{{"model", model_}, {"input", json::array(texts.begin(), texts.end())}};
    if (api_ == RemoteApi::openai) {
        body["encoding_format"] = "float";
    }
    return json::serialize(body);
}

Result<void> RemoteEmbedder::check_dim(std::size_t dim) const {
    if (dim > max_remote_dim) {
        return fail(ErrorCode::wrong_format, "The embedding server's answer has more than " +
                                                 std::to_string(max_remote_dim) + " dimensions.");
    }
    const std::lock_guard lock(mutex_);
    if (identity().dim == 0) {
        learned_identity_ = first_identity_;
        learned_identity_.dim = static_cast<unsigned>(dim);
        identity_.store(&learned_identity_);
    }
    if (identity().dim != dim) {
        return fail(ErrorCode::mismatch,
                    "The embedding server " + server_->server() + " now answers with " +
                        std::to_string(dim) + " dimensions instead of " +
                        std::to_string(identity().dim) +
                        ". Was the model changed? Restart with its new name to re-encode.");
    }
    return {};
}

} // namespace bsc
