#include "engine/proxy/answer_headers.h"

#include "engine/code/similarity.h"

#include <cstdio>

namespace bsc {

namespace {

std::string similarity_text(unsigned distance, unsigned bits) {
    char text[16];
    const int size = std::snprintf(text, sizeof text, "%.3f",
                                   static_cast<double>(similarity_of(distance, bits)));
    return std::string(text, static_cast<std::size_t>(size));
}

void add_distance(Headers& headers, const Decision& decision) {
    if (!decision.distance || decision.bits == 0)
        return;
    headers.add("x-bsc-distance", std::to_string(*decision.distance));
    headers.add("x-bsc-similarity", similarity_text(*decision.distance, decision.bits));
}

/// A string of RFC 8941 structured fields.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char c : header_text(text)) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out += '"';
}

std::string hit_detail(const Decision& decision) {
    if (decision.tier == Tier::exact || !decision.distance)
        return std::string(name_of(decision.tier));
    return std::string(name_of(decision.tier)) + "; d=" + std::to_string(*decision.distance) + "/" +
           std::to_string(decision.bits) +
           "; sim=" + similarity_text(*decision.distance, decision.bits);
}

} // namespace

std::string header_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (text.substr(i).starts_with("≤") || text.substr(i).starts_with("≥")) {
            out += text[i + 2] == "≤"[2] ? "<=" : ">=";
            i += 2;
        } else if (byte >= 0x20 && byte < 0x7F) {
            out += text[i];
        } else if (byte < 0x80 || byte >= 0xC0) { // one mark a character
            out += byte < 0x20 ? ' ' : '?';
        }
    }
    return out;
}

void label_hit(Headers& headers, const Decision& decision, const CacheEntry& entry, TimePoint now) {
    const auto seconds = [](auto span) {
        return std::to_string(std::max<std::int64_t>(
            0, std::chrono::duration_cast<std::chrono::seconds>(span).count()));
    };
    headers.add("X-Cache", "HIT");
    std::string status = "\"bsc\"; hit";
    if (entry.expires)
        status += "; ttl=" + seconds(*entry.expires - now);
    status += "; detail=" + quoted(hit_detail(decision));
    headers.add("Cache-Status", status);
    headers.add("Age", seconds(now - entry.created));
    headers.add("Cache-Control", "no-store");
    headers.add("x-bsc-entry", std::to_string(entry.id));
    add_distance(headers, decision);
    headers.add("x-bsc-reason", header_text(decision.why()));
}

void label_forwarded(Headers& headers, const ForwardLabel& label, const Decision& decision) {
    headers.set("X-Cache", label.fwd == "miss" ? "MISS" : "BYPASS");
    std::string status;
    for (const HeaderField& field : headers)
        if (equal_ignoring_case(field.name, "Cache-Status"))
            status.append(field.value).append(", ");
    status.append("\"bsc\"; fwd=").append(label.fwd);
    if (label.status != 0)
        status.append("; fwd-status=").append(std::to_string(label.status));
    if (label.collapsed)
        status += "; collapsed";
    else if (label.entry_id != 0)
        status += "; stored";
    if (label.fwd == "bypass")
        status.append("; detail=").append(quoted(label.reason));
    headers.set("Cache-Status", status);
    if (label.entry_id != 0)
        headers.set("x-bsc-entry", std::to_string(label.entry_id));
    add_distance(headers, decision);
    headers.set("x-bsc-reason", header_text(label.reason));
}

} // namespace bsc
