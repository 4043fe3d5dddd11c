#include "engine/proxy/entry_record.h"

#include "engine/cache/quantized_vector.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace bsc {

std::uint64_t name_of_mean(std::span<const float> mean) {
    if (mean.empty())
        return 0;
    std::uint64_t name;
    std::memcpy(&name, digest_of(mean).data(), sizeof name);
    return name;
}

EntryRecord to_record(const CacheEntry& entry, std::uint64_t mean) {
    EntryRecord record;
    record.id = entry.id;
    record.partition = entry.partition;
    record.request_sha256 = entry.request_sha256;
    record.embedding_sha256 = entry.embedding_sha256;
    record.vector = entry.vector.values;
    record.vector_scale = entry.vector.scale;
    record.code.assign(entry.code.words().begin(), entry.code.words().end());
    record.code_mean = mean;
    record.prompt = entry.prompt;
    record.answer = entry.answer;
    record.created_us = entry.created.time_since_epoch().count();
    if (entry.expires)
        record.expires_us = entry.expires->time_since_epoch().count();
    record.last_accessed_us = entry.last_accessed_us.load(std::memory_order_relaxed);
    record.access_count = entry.access_count.load(std::memory_order_relaxed);
    record.tokens = entry.tokens;
    record.pinned = entry.pinned.load(std::memory_order_relaxed);
    return record;
}

void from_record(EntryRecord&& record, std::uint64_t mean, unsigned bits, CacheEntry& entry) {
    const auto time = [](std::int64_t us) { return TimePoint(std::chrono::microseconds(us)); };
    entry.id = record.id;
    entry.partition = record.partition;
    entry.request_sha256 = record.request_sha256;
    entry.embedding_sha256 = record.embedding_sha256;
    entry.vector = {std::move(record.vector), record.vector_scale};
    if (record.code_mean == mean && record.code.size() == words_for(bits)) {
        entry.code = Code(bits);
        std::ranges::copy(record.code, entry.code.words().begin());
    }
    entry.prompt = std::move(record.prompt);
    entry.answer = std::move(record.answer);
    entry.created = time(record.created_us);
    if (record.expires_us)
        entry.expires = time(*record.expires_us);
    entry.last_accessed_us = record.last_accessed_us;
    entry.access_count = record.access_count;
    entry.tokens = record.tokens;
    entry.pinned = record.pinned;
}

} // namespace bsc
