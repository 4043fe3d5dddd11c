#include "ui/models/policy_look.h"

#include "ui/models/format.h"
#include "ui/models/theme.h"

#include <algorithm>
#include <array>

namespace bsc::ui {

namespace {

struct Row {
    std::string_view name;
    const char* title;
    QRgb light, dark;
    std::initializer_list<qreal> dash;
    Marker marker;
    qreal width = 1.5;
};

/// The table of the design guide, section 4. A policy beyond its six reuses a colour with a dash
/// and a marker of its own.
const std::array<Row, 10>& rows() {
    static const std::array<Row, 10> table{{
        {"lru", "LRU", 0x4A545E, 0xC6CFD8, {6, 4}, Marker::square},
        {"sieve", "SIEVE", 0x1F93DB, 0x62BDF9, {}, Marker::disc},
        {"s3-fifo", "S3-FIFO", 0x9C9022, 0xF2C94C, {8, 3}, Marker::triangle},
        {"w-tinylfu", "W-TinyLFU", 0xDA3D97, 0xC266B0, {2, 2}, Marker::diamond},
        {"mmr", "MMR", 0x23805F, 0x2C9D7A, {}, Marker::disc, 2},
        {"cluster", "Cluster", 0xAC3D05, 0xEA5F14, {10, 3, 2, 3}, Marker::cross},
        {"fifo", "FIFO", 0x4A545E, 0xC6CFD8, {2, 3}, Marker::triangle},
        {"lfu", "LFU", 0x9C9022, 0xF2C94C, {3, 2}, Marker::square},
        {"s-arc", "S-ARC", 0xDA3D97, 0xC266B0, {8, 3, 2, 3}, Marker::disc},
        {"sage", "SAGE", 0x6A36A8, 0xAE86FA, {}, Marker::diamond, 2.4},
    }};
    return table;
}

const Row* find(std::string_view policy) {
    const auto found = std::ranges::find(rows(), policy, &Row::name);
    return found == rows().end() ? nullptr : &*found;
}

} // namespace

PolicyLook policyLook(std::string_view policy, const Theme& theme) {
    const Row* row = find(policy);
    if (!row)
        row = rows().data();
    return {QColor(theme.isDark() ? row->dark : row->light), QList<qreal>(row->dash), row->marker,
            row->width};
}

QString policyTitle(std::string_view policy) {
    const Row* row = find(policy);
    return row ? QString::fromLatin1(row->title) : toText(policy);
}

} // namespace bsc::ui
