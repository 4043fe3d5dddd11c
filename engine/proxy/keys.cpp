#include "engine/proxy/keys.h"

#include <openssl/rand.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace bsc {

namespace {

constexpr std::size_t secret_bytes = 32;
constexpr std::string_view schema = "bsc request key 2";

/// Parts in a row, each with its length, so that no two lists of parts give one text.
class KeyText {
  public:
    void add(std::string_view part) {
        text_.append(std::to_string(part.size())).append(":").append(part);
    }
    void add(const Digest& digest) {
        add({reinterpret_cast<const char*>(digest.data()), digest.size()});
    }
    Digest digest() const { return sha256(text_); }
    const std::string& text() const { return text_; }

  private:
    std::string text_;
};

} // namespace

const Digest& KeyMaker::tenant_of(const Headers& headers) {
    KeyText credentials;
    for (std::string_view name : {"Authorization", "x-api-key", "api-key"})
        credentials.add(headers.get(name));
    if (credentials.text() != last_credentials_) {
        last_credentials_ = credentials.text();
        last_tenant_ = hmac_sha256(secret_, last_credentials_);
    }
    return last_tenant_;
}

RequestKeys KeyMaker::keys_of(const HttpRequest& request, const ApiRequest& chat,
                              std::string_view upstream, std::string_view name_space) {
    KeyText partition;
    partition.add(schema);
    partition.add(upstream);
    partition.add(request.target);
    partition.add(tenant_of(request.headers));
    for (std::string_view name : {"anthropic-version", "anthropic-beta", "OpenAI-Organization",
                                  "OpenAI-Project", "OpenAI-Beta"})
        partition.add(request.headers.get(name));
    partition.add(name_space);
    partition.add(chat.partition_json);

    RequestKeys keys;
    keys.partition = partition.digest();
    KeyText whole;
    whole.add(keys.partition);
    for (const std::string& part : chat.prompt_parts)
        whole.add(part);
    keys.request = whole.digest();
    return keys;
}

Result<std::string> installation_secret(const std::filesystem::path& file) {
    std::string secret(secret_bytes, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(secret.data()), secret_bytes) != 1)
        return fail(ErrorCode::io, "The system gave no random numbers.");
    if (file.empty())
        return secret;
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made >= 0) {
        const bool written =
            ::write(made, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) &&
            ::fsync(made) == 0;
        ::close(made);
        if (written)
            return secret;
        ::unlink(file.c_str());
    } else if (errno == EEXIST) {
        std::ifstream stream(file, std::ios::binary);
        if (stream.read(secret.data(), static_cast<std::streamsize>(secret.size())))
            return secret;
        return fail(ErrorCode::wrong_format,
                    "The key file '" + file.string() +
                        "' cannot be read or is too short. Remove it to get a new one; entries "
                        "stored under the old one are then no longer found.");
    }
    return fail(ErrorCode::io,
                "The key file '" + file.string() + "' cannot be written: " + std::strerror(errno));
}

} // namespace bsc
