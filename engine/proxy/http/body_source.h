#pragma once

#include "engine/proxy/http/asio.h"
#include "engine/proxy/http/message.h"

#include <tl/expected.hpp>

#include <string_view>

namespace bsc {

/// A request's body that is passed on while it comes.
class BodySource {
  public:
    virtual ~BodySource() = default;
    /// The next bytes, valid until the next call; empty at the end. A refusal when the body is not
    /// sound; status 499 when the client left.
    virtual asio::awaitable<tl::expected<std::string_view, Refusal>> next_piece() = 0;
};

} // namespace bsc
