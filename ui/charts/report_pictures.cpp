#include "ui/charts/report_pictures.h"

#include "ui/charts/curve_plot.h"
#include "ui/charts/evict_time_chart.h"
#include "ui/charts/memory_bars.h"
#include "ui/charts/not_measured.h"
#include "ui/charts/report_curves.h"

namespace bsc::ui {

namespace {

/// "; run 16": where the figures were taken, when it was not in the reported run.
QString takenIn(const BenchmarkReport& report, const char* experiment) {
    const std::uint64_t run = report.run_of(experiment);
    return run == 0 || run == report.run.id ? QString() : QObject::tr("; run %1").arg(run);
}

class CurvesPicture final : public PaintedPicture {
  public:
    CurvesPicture(const QString& title, const QString& caption, CurveData data)
        : PaintedPicture(title, caption), data_(std::move(data)) {}

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override {
        CurvePlot(data_, area, theme).paint(painter);
    }
    QString slug() const override { return data_.slug; }

  private:
    CurveData data_;
};

class MemoryPicture final : public PaintedPicture {
  public:
    explicit MemoryPicture(const BenchmarkReport& report)
        : MemoryPicture(memoryBars(report), takenIn(report, "memory")) {}

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override {
        paintMemoryBars(data_, painter, area, theme);
    }
    QString slug() const override { return QStringLiteral("memory"); }

  private:
    MemoryPicture(MemoryBarsData data, const QString& run)
        : PaintedPicture(QObject::tr("Memory of a cache"), data.note + run),
          data_(std::move(data)) {}

    MemoryBarsData data_;
};

class EvictPicture final : public PaintedPicture {
  public:
    explicit EvictPicture(const BenchmarkReport& report)
        : PaintedPicture(QObject::tr("Time to evict"),
                         QObject::tr("100 of 10\u202f000 entries, p50 to p99; log scale") +
                             takenIn(report, "eviction")),
          empty_(notMeasured(report, "eviction", "bsc bench all")) {
        const ExperimentResult* eviction = report.experiment("eviction");
        if (const ResultTable* table = eviction ? eviction->table("cost") : nullptr)
            for (std::size_t row = 0; row < table->rows.size(); ++row) {
                const auto p50 = table->number(row, "batch_p50"),
                           p99 = table->number(row, "batch_p99");
                if (p50 && p99 && table->number(row, "entries") == measured_entries)
                    times_.push_back({std::string(table->text(row, "policy")), *p50, *p99});
            }
    }

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override {
        if (!times_.empty()) {
            paintEvictTimes(times_, painter, area, theme);
            return;
        }
        painter.setFont(theme.font(FontRole::secondary));
        painter.setPen(theme.color(Tone::tx3));
        painter.drawText(area, Qt::AlignCenter, empty_);
    }
    QString slug() const override { return "time-to-evict"; }

  private:
    static constexpr double measured_entries = 10'000;
    const QString empty_;
    std::vector<EvictTime> times_;
};

} // namespace

std::vector<std::unique_ptr<PaintedPicture>> reportPictures(const BenchmarkReport& report) {
    std::vector<std::unique_ptr<PaintedPicture>> pictures;
    pictures.push_back(std::make_unique<CurvesPicture>(
        QObject::tr("Hamming scan at scale"),
        QObject::tr("one query against all codes, p50, one thread; log scales") +
            takenIn(report, "hamming"),
        scanCurves(report)));
    pictures.push_back(std::make_unique<MemoryPicture>(report));
    pictures.push_back(std::make_unique<CurvesPicture>(
        QObject::tr("Added latency"),
        QObject::tr("share of requests slower than a time, default settings; log scales"),
        latencyCurves(report)));
    pictures.push_back(std::make_unique<EvictPicture>(report));
    return pictures;
}

} // namespace bsc::ui
