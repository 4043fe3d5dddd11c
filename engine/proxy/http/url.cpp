#include "engine/proxy/http/url.h"

#include <boost/url.hpp>

namespace bsc {

namespace {

namespace ip = boost::asio::ip;

/// An IPv4 address written as IPv6 ("::ffff:127.0.0.1") as what it is.
ip::address plain(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

bool is_link_local(const ip::address& address) {
    return address.is_v6() ? address.to_v6().is_link_local()
                           : (address.to_v4().to_uint() >> 16) == 0xA9FE; // 169.254.0.0/16
}

bool is_loopback(const std::string& host) {
    boost::system::error_code error;
    const auto address = ip::make_address(host, error);
    return error ? host == "localhost" : plain(address).is_loopback();
}

bool is_link_local(const std::string& host) {
    boost::system::error_code error;
    const auto address = ip::make_address(host, error);
    return !error && is_link_local(plain(address));
}

} // namespace

bool Origin::may_connect(const ip::address& address) const {
    const ip::address to = plain(address);
    return !is_link_local(to) && (!loopback_only || to.is_loopback());
}

std::string Origin::authority() const {
    std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != (tls ? "443" : "80"))
        text += ":" + port;
    return text;
}

std::string Origin::text() const { return (tls ? "https://" : "http://") + authority() + prefix; }

Result<Origin> parse_origin(const std::string& url, bool plain_http_confirmed) {
    const auto refuse = [&](const std::string& why) {
        return fail(ErrorCode::invalid_argument, "The upstream URL '" + url + "' " + why);
    };
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || !parsed->has_authority() || parsed->host().empty())
        return refuse("is not a URL: write it like https://api.openai.com.");
    if (parsed->has_userinfo() || parsed->has_query() || parsed->has_fragment())
        return fail(ErrorCode::invalid_argument,
                    "An upstream URL must have no user name, query or fragment.");
    Origin origin;
    if (parsed->scheme() != "https" && parsed->scheme() != "http")
        return refuse("must begin with https:// (or http:// for this machine).");
    origin.tls = parsed->scheme() == "https";
    origin.host = parsed->host_address();
    origin.port = parsed->has_port() && !parsed->port().empty() ? std::string(parsed->port())
                                                                : (origin.tls ? "443" : "80");
    origin.prefix = parsed->encoded_path();
    while (origin.prefix.ends_with('/'))
        origin.prefix.pop_back();
    if (origin.prefix.ends_with("/v1"))
        origin.prefix.resize(origin.prefix.size() - 3);
    if (is_link_local(origin.host))
        return refuse("is a link-local address, which is not accepted.");
    if (!origin.tls && !is_loopback(origin.host)) {
        if (!plain_http_confirmed)
            return refuse("would send your API key unencrypted: use https://. Plain http:// is "
                          "accepted for 127.0.0.1, ::1 and localhost, and elsewhere after you "
                          "have confirmed it.");
    } else {
        origin.loopback_only = !origin.tls;
    }
    return origin;
}

} // namespace bsc
