#include "engine/store/pending.h"

#include <algorithm>
#include <utility>

namespace bsc {

std::size_t bytes_of(const EntryRecord& entry) {
    return sizeof entry + entry.vector.size() + entry.code.size() * sizeof(std::uint64_t) +
           entry.prompt.size() + entry.answer.size();
}

std::size_t bytes_of(const FlowRecord& flow) {
    return sizeof flow + flow.prompt.size() + flow.answer.size() + flow.why.size();
}

std::size_t bytes_of(const LabelRecord& label) {
    return sizeof label + label.prompt.size() + label.match.size();
}

std::size_t bytes_of(const LedgerKey& key) {
    return sizeof key + sizeof(LedgerSum) + key.model.size() + key.embedding_model.size();
}

void Pending::forget(std::uint64_t id) {
    if (const auto it = entries_.find(id); it != entries_.end()) {
        if (it->second)
            bytes_ -= bytes_of(*it->second);
        entries_.erase(it);
    }
    uses_.erase(id);
    pins_.erase(id);
}

void Pending::put(EntryRecord entry) {
    forget(entry.id);
    bytes_ += bytes_of(entry);
    const std::uint64_t id = entry.id;
    highest_entry_ = std::max(highest_entry_, id);
    entries_.emplace(id, std::move(entry));
}

void Pending::erase(std::uint64_t id, bool in_file) {
    forget(id);
    if (in_file)
        entries_.emplace(id, std::nullopt);
}

void Pending::touch(std::uint64_t id, Use use, bool in_file) {
    const auto it = entries_.find(id);
    if (it == entries_.end()) {
        if (in_file)
            uses_.insert_or_assign(id, use);
    } else if (it->second) {
        it->second->last_accessed_us = use.last_accessed_us;
        it->second->access_count = use.access_count;
    }
}

void Pending::pin(std::uint64_t id, bool pinned, bool in_file) {
    const auto it = entries_.find(id);
    if (it == entries_.end()) {
        if (in_file)
            pins_.insert_or_assign(id, pinned);
    } else if (it->second) {
        it->second->pinned = pinned;
    }
}

void Pending::clear_entries() {
    for (const auto& [id, entry] : entries_)
        if (entry)
            bytes_ -= bytes_of(*entry);
    entries_.clear();
    uses_.clear();
    pins_.clear();
    policy_memory_.reset();
    clears_entries_ = true;
}

void Pending::put(FlowRecord flow) {
    bytes_ += bytes_of(flow);
    flows_.push_back(std::move(flow));
}

void Pending::put(LabelRecord label) {
    bytes_ += bytes_of(label);
    labels_.push_back(std::move(label));
}

void Pending::erase_label(std::uint64_t id) { erased_labels_.push_back(id); }

void Pending::book(const LedgerKey& key, const LedgerSum& sum) {
    const auto [row, is_new] = ledger_.try_emplace(key);
    if (is_new)
        bytes_ += bytes_of(key);
    row->second.answers += sum.answers;
    row->second.embedded_bytes += sum.embedded_bytes;
}

bool Pending::empty() const {
    return !encoder_ && !mean_ && !clears_entries_ && !policy_memory_ && highest_entry_ == 0 &&
           entries_.empty() && uses_.empty() && pins_.empty() && flows_.empty() &&
           labels_.empty() && erased_labels_.empty() && ledger_.empty();
}

} // namespace bsc
