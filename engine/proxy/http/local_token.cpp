#include "engine/proxy/http/local_token.h"

#include "engine/base/digest.h"

#include <openssl/crypto.h>

namespace bsc {

std::string local_token_of(std::string_view secret) {
    return to_hex(hmac_sha256(secret, "bsc local token 1")).substr(0, 32);
}

std::optional<Refusal> check_local_token(const HttpRequest& head, std::string_view token) {
    if (token.empty())
        return std::nullopt;
    // Of digests, so that the time does not tell the length either.
    const Digest shown = sha256(head.headers.get(local_token_header));
    const Digest wanted = sha256(token);
    const bool same = CRYPTO_memcmp(shown.data(), wanted.data(), wanted.size()) == 0;
    if (same && head.headers.count(local_token_header) == 1)
        return std::nullopt;
    return Refusal{401, "This proxy asks for its local token: send it in the header x-bsc-token."};
}

} // namespace bsc
