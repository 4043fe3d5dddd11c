#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace bsc {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using IoError = boost::system::error_code;

/// A rule for coroutines here: an expression with co_await makes no temporary of a class with a
/// destructor; it is given a name first. GCC 12 destroys such temporaries twice when they are
/// aggregates (asio#858, asio#1027).

/// Completion token: co_await yields a tuple that starts with the error.
inline constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

} // namespace bsc
