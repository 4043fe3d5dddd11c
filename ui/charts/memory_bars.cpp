#include "ui/charts/memory_bars.h"

#include "engine/cache/binary_cache.h"
#include "ui/charts/chart_theme.h"
#include "ui/charts/csv.h"
#include "ui/charts/curve_data.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"
#include "ui/models/policy_look.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <numeric>

namespace bsc::ui {

namespace {

constexpr double entries = 100'000, bytes_a_mb = 1e6;
constexpr qreal legend = 22, marks_row = 18, below = 36, most_bar = 24, right_edge = 46;

enum Part : std::size_t { codes, vectors, metadata, policy, answers };

struct PartLook {
    const char* name;
    Ink ink;
};

const std::array<PartLook, MemoryBarsData::part_count>& parts() {
    static const std::array<PartLook, MemoryBarsData::part_count> table{{
        {QT_TRANSLATE_NOOP("QObject", "codes and index"), inkOf(std::string("sieve"))},
        {QT_TRANSLATE_NOOP("QObject", "vectors"), inkOf(Verdict::coalesced)},
        {QT_TRANSLATE_NOOP("QObject", "metadata"), inkOf(std::string("s3-fifo"))},
        {QT_TRANSLATE_NOOP("QObject", "policy"), inkOf(std::string("cluster"))},
        {QT_TRANSLATE_NOOP("QObject", "answers"), inkOf(Verdict::miss)},
    }};
    return table;
}

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

/// In as many lines as it needs; returns their height.
qreal paintLegend(QPainter& painter, const QRectF& outer, const ChartTheme& look) {
    constexpr qreal side = 14, box = 10, gap = 12;
    const QFontMetricsF font(look.axisFont());
    painter.setFont(look.axisFont());
    QPointF at(outer.left() + side, outer.top() + legend / 2);
    for (const PartLook& part : parts()) {
        const QString name = QObject::tr(part.name);
        const qreal width = box + 5 + font.horizontalAdvance(name);
        if (at.x() + width > outer.right() && at.x() > outer.left() + side)
            at = {outer.left() + side, at.y() + legend - 4};
        painter.setPen(Qt::NoPen);
        painter.setBrush(part.ink(look.theme()));
        painter.drawRect(QRectF(at.x(), at.y() - box / 2, box, box));
        painter.setPen(look.value());
        drawTextAt(painter, {at.x() + box + 5, at.y()}, Qt::AlignLeft, name);
        at.rx() += width + gap;
    }
    return at.y() + legend / 2 - outer.top();
}

} // namespace

double MemoryBarsData::Bar::sum() const {
    return std::accumulate(megabytes.begin(), megabytes.end(), 0.0);
}

MemoryBarsData memoryBars(const BenchmarkReport& report) {
    MemoryBarsData data;
    data.empty = QObject::tr("Not measured%1\nRun the benchmarks, or bsc bench memory --save")
                     .arg(QString::fromStdString(report.why_not("memory")));
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
    data.note = QObject::tr("n = 100\u202f000 entries, answers of %1 bytes")
                    .arg(settingOf(*memory, "answer_bytes"));
    return data;
}

void paintMemoryBars(const MemoryBarsData& data, QPainter& painter, const QRectF& outer,
                     const Theme& theme) {
    const ChartTheme look(theme);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (data.bars.empty()) {
        painter.setFont(theme.font(FontRole::secondary));
        painter.setPen(look.caption());
        painter.drawText(outer.adjusted(20, 0, -20, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         data.empty);
        painter.restore();
        return;
    }
    const QFontMetricsF axis(look.axisFont()), text(theme.font(FontRole::secondary));
    qreal titles = 0;
    double most = 0;
    for (const auto& bar : data.bars) {
        titles = std::max(
            {titles, text.horizontalAdvance(bar.title), axis.horizontalAdvance(bar.subtitle)});
        most = std::max(most, bar.sum());
    }
    const qreal legendHeight = paintLegend(painter, outer, look);
    const QRectF area =
        outer.adjusted(14 + titles + 10, legendHeight + marks_row, -right_edge, -below);
    if (!area.isValid()) {
        painter.restore();
        return;
    }
    const auto ticks = roundTicks(0, 1.05 * most, 4);
    const double scale = std::max(1.05 * most, ticks.empty() ? 1.0 : ticks.back());
    const auto x = [&](double mb) { return area.left() + area.width() * mb / scale; };

    painter.setFont(look.axisFont());
    painter.setPen(look.caption());
    for (const double tick : ticks)
        drawTextAt(painter, {x(tick), area.bottom() + 11}, Qt::AlignHCenter, QString::number(tick));
    drawTextAt(painter, {area.center().x(), area.bottom() + 26}, Qt::AlignHCenter,
               QObject::tr("MB, 100\u202f000 entries"));

    const Criterion& criterion = success_criteria()[static_cast<std::size_t>(CriterionId::memory)];
    const qreal slot = area.height() / static_cast<qreal>(data.bars.size()),
                thick = std::min(most_bar, slot * 0.5);
    for (std::size_t i = 0; i < data.bars.size(); ++i) {
        const auto& bar = data.bars[i];
        const qreal y = area.top() + (static_cast<qreal>(i) + 0.5) * slot;
        double from = 0;
        for (std::size_t part = 0; part < bar.megabytes.size(); ++part) {
            const double to = from + bar.megabytes[part];
            painter.setPen(Qt::NoPen);
            painter.setBrush(parts()[part].ink(theme));
            if (to > from)
                painter.drawRect(QRectF(QPointF(x(from), y - thick / 2),
                                        QPointF(std::max(x(from) + 1, x(to) - 1), y + thick / 2)));
            from = to;
        }
        painter.setFont(theme.font(FontRole::number));
        painter.setPen(theme.color(Tone::tx));
        drawTextAt(painter, {x(from) + 6, y}, Qt::AlignLeft, formatFixed(from, 0));
        painter.setFont(theme.font(FontRole::secondary));
        painter.setPen(look.value());
        const bool two = slot > 30; // lines fit
        drawTextAt(painter, {area.left() - 10, two ? y - 7 : y}, Qt::AlignRight, bar.title);
        painter.setFont(look.axisFont());
        painter.setPen(look.caption());
        if (two)
            drawTextAt(painter, {area.left() - 10, y + 7}, Qt::AlignRight, bar.subtitle);
    }
    painter.setPen(look.baseLine());
    painter.drawLine(area.topLeft(), area.bottomLeft());
    for (const auto& [mark, name] : {std::pair{*criterion.stretch, QObject::tr("stretch")},
                                     {*criterion.target, QObject::tr("target")},
                                     {*criterion.minimum, QObject::tr("minimum")}})
        if (mark <= scale) {
            painter.setPen(look.limit());
            painter.drawLine(QPointF(x(mark), area.top() - 2), QPointF(x(mark), area.bottom()));
            painter.setPen(look.caption());
            drawTextAt(painter, {x(mark), area.top() - 9}, Qt::AlignHCenter, name);
        }
    painter.restore();
}

MemoryBars::MemoryBars(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
    setObjectName("memoryBars");
    setAccessibleName(tr("Memory of 100\u202f000 entries"));
    setMinimumSize(120, 90);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
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
    for (const PartLook& part : parts())
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

void MemoryBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    paint(painter, rect(), theme_);
}

} // namespace bsc::ui
