#pragma once

#include "engine/proxy/http/asio.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/thread_pool.hpp>

#include <type_traits>
#include <utility>

namespace bsc {

/// Runs `task` on a worker thread and goes on with its result where the caller was. The task must
/// not throw.
template <class Task>
asio::awaitable<std::invoke_result_t<Task>> on_worker(asio::thread_pool& workers, Task task) {
    using Outcome = std::invoke_result_t<Task>;
    const auto start = [&workers](auto handler, Task work) {
        auto home = asio::make_work_guard(asio::get_associated_executor(handler));
        asio::post(workers, [handler = std::move(handler), work = std::move(work),
                             home = std::move(home)]() mutable {
            auto finish = [handler = std::move(handler), outcome = work()]() mutable {
                std::move(handler)(std::move(outcome));
            };
            asio::post(home.get_executor(), std::move(finish));
        });
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Outcome)>(
        start, asio::use_awaitable, std::move(task));
}

} // namespace bsc
