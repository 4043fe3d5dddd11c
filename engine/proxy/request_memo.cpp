#include "engine/proxy/request_memo.h"

#include <functional>
#include <utility>

namespace bsc {
namespace {

/// With its length, so that two lists of parts never give one text.
void add(std::string& out, std::string_view part) {
    const std::size_t size = part.size();
    out.append(reinterpret_cast<const char*>(&size), sizeof size).append(part);
}

} // namespace

const RequestReading* RequestMemo::find(const HttpRequest& request, std::string_view upstream) {
    asked_.clear();
    if (request.body.size() > longest_request)
        return nullptr;
    add(asked_, upstream);
    add(asked_, request.target);
    for (const HeaderField& field : request.headers) {
        add(asked_, field.name);
        add(asked_, field.value);
    }
    asked_ += request.body;
    if (asked_.size() > longest_request) {
        asked_.clear();
        return nullptr;
    }
    slot_ = std::hash<std::string_view>()(asked_) % slots;
    const Slot& slot = kept_[slot_];
    return slot.bytes == asked_ ? &slot.reading : nullptr;
}

void RequestMemo::keep(RequestReading reading) {
    if (!asked_.empty())
        kept_[slot_] = {std::exchange(asked_, {}), std::move(reading)};
}

} // namespace bsc
