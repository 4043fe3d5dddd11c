#pragma once

#include "engine/proxy/http/message.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// Takes one request apart: its head, then its body as the bytes come. Does no input or output.
class RequestReader {
  public:
    RequestReader();
    ~RequestReader();

    /// `head` ends with the empty line, or is longer than a head may be.
    tl::expected<HttpRequest, Refusal> read_head(std::string_view head);
    /// What the head says of the body's length; empty for chunks.
    std::optional<std::uint64_t> content_length() const;
    /// Refuses a body of more bytes: now, when the head tells its length, or while it is read.
    std::optional<Refusal> limit_body(std::uint64_t bytes);
    /// Takes bytes from the front of `input` and appends those of the body to `body`. More input
    /// is needed when neither has changed and it is not done.
    std::optional<Refusal> read_body(std::string& input, std::string& body);
    bool done() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc
