#pragma once

#include "engine/base/result.h"

#include <string>

namespace bsc {

/// Root of an API server.
struct Origin {
    bool tls = true;
    std::string host;   ///< name or address, IPv6 without brackets
    std::string port;   ///< decimal
    std::string prefix; ///< path before /v1, without a slash at its end

    std::string authority() const; ///< for the Host header
    std::string text() const;      ///< "https://host[:port][/prefix]": one name for one server
};

/// Reads "https://host[:port][/prefix][/v1]"; http is accepted for loopback hosts only. Errors:
/// invalid_argument.
Result<Origin> parse_origin(const std::string& url);

} // namespace bsc
