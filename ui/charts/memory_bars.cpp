#include "ui/charts/memory_bars.h"

#include "engine/cache/binary_cache.h"
#include "ui/charts/csv.h"
#include "ui/charts/memory_plot.h"
#include "ui/charts/not_measured.h"
#include "ui/models/format.h"
#include "ui/models/policy_look.h"

#include <QPainter>

#include <algorithm>
#include <numeric>

namespace bsc::ui {

namespace {

constexpr double entries = 100'000, bytes_a_mb = 1e6;

enum Part : std::size_t { codes, vectors, metadata, policy, answers };

/// Prompts and the entries' own records are metadata.
std::optional<Part> partOf(std::string_view name) {
    static constexpr std::pair<std::string_view, Part> names[] = {
        {"index", codes},     {"vector", vectors}, {"entry record", metadata},
        {"prompt", metadata}, {"policy", policy},  {"answer", answers}};
    for (const auto& [known, part] : names)
        if (known == name)
            return part;
    return std::nullopt;
}

std::optional<double> policyMegabytes(const BenchmarkReport& report, std::string_view name) {
    const ExperimentResult* result = report.experiment("eviction");
    const ResultTable* table = result ? result->table("cost") : nullptr;
    if (table)
        for (std::size_t row = 0; row < table->rows.size(); ++row)
            if (table->text(row, "policy") == name)
                if (const auto each = table->number(row, "policy_bytes_per_entry"))
                    return *each * entries / bytes_a_mb;
    return std::nullopt;
}

double settingOf(const ExperimentResult& result, std::string_view name) {
    for (const auto& [key, value] : result.settings)
        if (const auto* number = std::get_if<std::int64_t>(&value); number && key == name)
            return static_cast<double>(*number);
    return 0;
}

} // namespace

double MemoryBarsData::Bar::sum() const {
    return std::accumulate(megabytes.begin(), megabytes.end(), 0.0);
}

MemoryBarsData memoryBars(const BenchmarkReport& report) {
    MemoryBarsData data;
    data.empty = notMeasured(report, "memory", "bsc bench memory --save");
    const ExperimentResult* memory = report.experiment("memory");
    const ResultTable* table = memory ? memory->table("per entry") : nullptr;
    if (!table)
        return data;
    MemoryBarsData::Bar measured;
    bool found = false;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        const auto part = partOf(table->text(row, "part"));
        const auto megabytes = table->number(row, "per_100000");
        if (part && megabytes && table->number(row, "entries") == entries) {
            measured.megabytes[*part] += *megabytes;
            found = true;
        }
    }
    if (!found)
        return data;
    const std::string usual = CacheConfig{}.policy;
    const double dim = settingOf(*memory, "cache_dim"), bits = settingOf(*memory, "cache_bits");
    measured.subtitle = QObject::tr("%1-bit codes").arg(bits);
    for (const std::string& name : {std::string("lru"), usual}) {
        MemoryBarsData::Bar bar = measured;
        bar.title = policyTitle(name);
        if (const auto own = policyMegabytes(report, name))
            bar.megabytes[policy] = *own; // of a cache that has evicted for long
        else if (name != usual)
            continue;
        data.bars.push_back(std::move(bar));
    }
    MemoryBarsData::Bar floats = data.bars.back();
    floats.title = QObject::tr("%1 floats").arg(dim);
    floats.subtitle = QObject::tr("no codes, computed");
    floats.megabytes[codes] = 0;
    floats.megabytes[vectors] = dim * sizeof(float) * entries / bytes_a_mb;
    data.bars.push_back(std::move(floats));
    data.note = QObject::tr("MB, n = 100\u202f000 entries, answers of %1 bytes")
                    .arg(settingOf(*memory, "answer_bytes"));
    return data;
}

const std::array<MemoryPart, MemoryBarsData::part_count>& memoryParts() {
    static const std::array<MemoryPart, MemoryBarsData::part_count> table{{
        {QT_TRANSLATE_NOOP("QObject", "codes and index"), inkOf(std::string("sieve"))},
        {QT_TRANSLATE_NOOP("QObject", "vectors"), inkOf(Verdict::coalesced)},
        {QT_TRANSLATE_NOOP("QObject", "metadata"), inkOf(std::string("s3-fifo"))},
        {QT_TRANSLATE_NOOP("QObject", "policy"), inkOf(std::string("cluster"))},
        {QT_TRANSLATE_NOOP("QObject", "answers"), inkOf(Verdict::miss)},
    }};
    return table;
}

void paintMemoryBars(const MemoryBarsData& data, QPainter& painter, const QRectF& area,
                     const Theme& theme) {
    MemoryPlot(data, area, theme).paint(painter);
}

MemoryBars::MemoryBars(const Theme& theme, QWidget* parent) : PaintedChart(theme, parent) {
    setObjectName("memoryBars");
    setAccessibleName(tr("Memory of 100\u202f000 entries"));
    setMinimumSize(120, 90);
}

void MemoryBars::setData(MemoryBarsData data) {
    data_ = std::move(data);
    QStringList sums;
    for (const auto& bar : data_.bars)
        sums << tr("%1 %2 MB").arg(bar.title, formatFixed(bar.sum(), 0));
    setAccessibleDescription(sums.join(", "));
    update();
}

void MemoryBars::paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
    paintMemoryBars(data_, painter, area, theme);
}

QString MemoryBars::csv() const {
    QStringList heading{tr("cache")};
    for (const MemoryPart& part : memoryParts())
        heading << tr(part.name) + " [MB]";
    CsvTable table(heading << tr("all") + " [MB]");
    for (const auto& bar : data_.bars) {
        QStringList row{bar.title + ", " + bar.subtitle};
        for (const double megabytes : bar.megabytes)
            row << csvNumber(megabytes);
        table.add(row << csvNumber(bar.sum()));
    }
    return table.text();
}

} // namespace bsc::ui
