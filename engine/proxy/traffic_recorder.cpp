#include "engine/proxy/traffic_recorder.h"

#include "engine/proxy/flow_log.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace bsc {
namespace {

constexpr std::size_t most_waiting = 20'000, batch_rows = 1000;
constexpr std::chrono::milliseconds longest_wait{500};
constexpr std::size_t partition_digits = 16;

WorkloadRowRecord row_of(const Flow& flow, std::int64_t started_us) {
    WorkloadRowRecord row;
    row.arrival = std::max(0.0, static_cast<double>(flow.time_us - started_us) / 1e6);
    row.prompt = flow.prompt;
    if (!flow.meaning_class.empty())
        row.meaning_class = flow.meaning_class;
    row.source = flow.client;
    row.partition = to_hex(flow.partition).substr(0, partition_digits);
    row.model = flow.model;
    if (flow.usage) {
        row.input_tokens = flow.usage->all_input();
        row.output_tokens = flow.usage->output;
    }
    return row;
}

} // namespace

struct TrafficRecorder::Impl {
    explicit Impl(std::shared_ptr<WorkloadLibrary> to) : library(std::move(to)) {}

    const std::shared_ptr<WorkloadLibrary> library;
    std::mutex commands;      ///< one start, stop or rename at a time
    mutable std::mutex mutex; ///< guards what follows, but for the thread
    std::condition_variable wake;
    RecordingStatus status;
    std::vector<WorkloadRowRecord> waiting;
    bool ending = false;
    std::thread writer;

    void run() {
        std::unique_lock lock(mutex);
        while (!ending) {
            wake.wait_for(lock, longest_wait,
                          [this] { return ending || waiting.size() >= batch_rows; });
            write(lock);
        }
    }

    /// What waits, without the lock meanwhile; it waits on when it cannot be written.
    void write(std::unique_lock<std::mutex>& lock) {
        if (waiting.empty())
            return;
        std::vector<WorkloadRowRecord> batch;
        batch.swap(waiting);
        const std::uint64_t id = status.workload;
        lock.unlock();
        std::ranges::stable_sort(batch, {}, &WorkloadRowRecord::arrival);
        const auto appended = library->append(id, batch);
        lock.lock();
        if (appended) {
            status.recorded = appended->requests;
            status.bytes = appended->bytes;
            status.trouble.clear();
        } else {
            status.trouble = appended.error().text;
            waiting.insert(waiting.begin(), std::make_move_iterator(batch.begin()),
                           std::make_move_iterator(batch.end()));
        }
        status.waiting = waiting.size();
    }
};

TrafficRecorder::TrafficRecorder(std::shared_ptr<WorkloadLibrary> library)
    : impl_(std::make_unique<Impl>(std::move(library))) {}

TrafficRecorder::~TrafficRecorder() { static_cast<void>(stop()); }

Result<WorkloadInfo> TrafficRecorder::start(std::string name) {
    const std::lock_guard command(impl_->commands);
    if (const RecordingStatus now = status(); now.recording())
        return fail(ErrorCode::busy, "\"" + now.name + "\" is being recorded already.");
    auto workload = impl_->library->start_recording(std::move(name), "recorded by the proxy");
    if (!workload)
        return workload;
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->status = {.workload = workload->id,
                         .name = workload->name,
                         .started_us = now_us(),
                         .recorded = 0,
                         .waiting = 0,
                         .dropped = 0,
                         .bytes = 0,
                         .trouble = {}};
        impl_->waiting.clear();
        impl_->ending = false;
    }
    impl_->writer = std::thread([impl = impl_.get()] { impl->run(); });
    return workload;
}

void TrafficRecorder::take(const Flow& flow) {
    if (!flow.by_meaning || flow.prompt.empty())
        return;
    const std::lock_guard lock(impl_->mutex);
    if (!impl_->status.recording())
        return;
    if (impl_->waiting.size() >= most_waiting) {
        ++impl_->status.dropped;
        return;
    }
    impl_->waiting.push_back(row_of(flow, impl_->status.started_us));
    impl_->status.waiting = impl_->waiting.size();
    if (impl_->waiting.size() == batch_rows)
        impl_->wake.notify_one();
}

Result<WorkloadInfo> TrafficRecorder::stop() {
    const std::lock_guard command(impl_->commands);
    if (!status().recording())
        return fail(ErrorCode::not_found, "Nothing is being recorded.");
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->ending = true;
    }
    impl_->wake.notify_one();
    impl_->writer.join();
    const RecordingStatus last = status();
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->status = {};
        impl_->waiting.clear();
    }
    if (last.waiting > 0)
        return fail(ErrorCode::io, "The last " + std::to_string(last.waiting) +
                                       " requests could not be recorded: " + last.trouble);
    return impl_->library->info(last.workload);
}

Result<void> TrafficRecorder::rename(std::string name) {
    const std::lock_guard command(impl_->commands);
    const std::uint64_t id = status().workload;
    if (id == 0)
        return fail(ErrorCode::not_found, "Nothing is being recorded.");
    if (auto renamed = impl_->library->rename(id, name); !renamed)
        return renamed;
    const std::lock_guard lock(impl_->mutex);
    impl_->status.name = std::move(name);
    return {};
}

RecordingStatus TrafficRecorder::status() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->status;
}

} // namespace bsc
