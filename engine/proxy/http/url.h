#pragma once

#include "engine/base/result.h"

#include <boost/asio/ip/address.hpp>

#include <string>

namespace bsc {

/// Root of an API server.
struct Origin {
    bool tls = true;
    std::string host;           ///< name or address, IPv6 without brackets
    std::string port;           ///< decimal
    std::string prefix;         ///< path before /v1, without a slash at its end
    bool loopback_only = false; ///< unencrypted: the name must lead to this machine

    /// Whether an address that the host's name resolved to may be talked to. Link-local ones may
    /// not: that is where clouds keep the credentials of their machines.
    bool may_connect(const boost::asio::ip::address& address) const;

    std::string authority() const; ///< for the Host header
    std::string text() const;      ///< "https://host[:port][/prefix]": one name for one server
};

/// Reads "https://host[:port][/prefix][/v1]"; http is accepted for loopback hosts, and for others
/// when the user has confirmed it. Errors: invalid_argument.
Result<Origin> parse_origin(const std::string& url, bool plain_http_confirmed = false);

} // namespace bsc
