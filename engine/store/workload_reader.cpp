#include "engine/store/workload_library_impl.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <unordered_set>

namespace bsc {
namespace {

constexpr std::size_t page_rows = 1000;

WorkloadRowRecord row_of(SQLite::Statement& row) {
    WorkloadRowRecord record;
    if (!row.getColumn(0).isNull())
        record.arrival = row.getColumn(0).getDouble();
    record.prompt = row.getColumn(1).getString();
    if (!row.getColumn(2).isNull())
        record.meaning_class = row.getColumn(2).getString();
    record.source = row.getColumn(3).getString();
    record.partition = row.getColumn(4).getString();
    record.model = row.getColumn(5).getString();
    record.input_tokens = static_cast<std::uint64_t>(row.getColumn(6).getInt64());
    record.output_tokens = static_cast<std::uint64_t>(row.getColumn(7).getInt64());
    return record;
}

Result<std::vector<WorkloadRowRecord>> read_page(SharedConnection& connection, std::uint64_t id,
                                                 std::uint64_t first, std::size_t count) {
    return connection.with([&](SQLite::Database& db) -> Result<std::vector<WorkloadRowRecord>> {
        SQLite::Statement rows(db, "SELECT arrival, prompt, class, source, partition, model, "
                                   "input_tokens, output_tokens FROM workload_rows "
                                   "WHERE workload = ? AND row >= ? ORDER BY row LIMIT ?");
        rows.bind(1, static_cast<std::int64_t>(id));
        rows.bind(2, static_cast<std::int64_t>(first));
        rows.bind(3, static_cast<std::int64_t>(count));
        std::vector<WorkloadRowRecord> page;
        while (rows.executeStep())
            page.push_back(row_of(rows));
        return page;
    });
}

/// Counts distinct texts by their hashes: one collision in millions changes no picture.
class Distinct {
  public:
    void add(const std::string& text) { hashes_.insert(std::hash<std::string>()(text)); }
    std::uint64_t count() const { return hashes_.size(); }

  private:
    std::unordered_set<std::size_t> hashes_;
};

/// The step of a value in 0..whole.
std::size_t step_of(double value, double whole, std::size_t steps) {
    if (whole <= 0)
        return 0;
    const double at = std::clamp(value / whole, 0.0, 1.0) * static_cast<double>(steps);
    return std::min(static_cast<std::size_t>(at), steps - 1);
}

} // namespace

struct WorkloadLibrary::Rows::Impl {
    std::shared_ptr<WorkloadLibrary::Impl> library;
    std::uint64_t id = 0, next = 0;
    std::deque<WorkloadRowRecord> page;
};

WorkloadLibrary::Rows::Rows(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WorkloadLibrary::Rows::~Rows() = default;
WorkloadLibrary::Rows::Rows(Rows&&) noexcept = default;

Result<std::optional<WorkloadRowRecord>> WorkloadLibrary::Rows::next() {
    if (impl_->page.empty()) {
        auto page = read_page(*impl_->library->reading, impl_->id, impl_->next, page_rows);
        if (!page)
            return tl::unexpected(page.error());
        std::ranges::move(*page, std::back_inserter(impl_->page));
        impl_->next += page->size();
    }
    if (impl_->page.empty())
        return std::nullopt;
    auto row = std::move(impl_->page.front());
    impl_->page.pop_front();
    return row;
}

Result<WorkloadLibrary::Rows> WorkloadLibrary::rows(std::uint64_t id, std::uint64_t first) const {
    if (const auto known = info(id); !known)
        return tl::unexpected(known.error());
    auto rows = std::make_unique<Rows::Impl>();
    rows->library = impl_;
    rows->id = id;
    rows->next = first;
    return Rows(std::move(rows));
}

Result<std::vector<WorkloadRowRecord>> WorkloadLibrary::page(std::uint64_t id, std::uint64_t first,
                                                             std::size_t count) const {
    return read_page(*impl_->reading, id, first, count);
}

Result<WorkloadFigures> WorkloadLibrary::figures(std::uint64_t id,
                                                 std::size_t traffic_steps) const {
    const auto known = info(id);
    if (!known)
        return tl::unexpected(known.error());
    auto source = rows(id);
    if (!source)
        return tl::unexpected(source.error());
    WorkloadFigures figures;
    figures.traffic.resize(traffic_steps);
    Distinct prompts, models, sources, partitions;
    std::optional<double> began;
    for (std::uint64_t number = 0;; ++number) {
        const auto row = source->next();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            break;
        prompts.add((*row)->prompt);
        models.add((*row)->model);
        sources.add((*row)->source);
        partitions.add((*row)->partition);
        if (traffic_steps == 0)
            continue;
        if (known->timed == 0) {
            ++figures.traffic[step_of(static_cast<double>(number),
                                      static_cast<double>(known->requests), traffic_steps)];
        } else if ((*row)->arrival) {
            began = began.value_or(*(*row)->arrival);
            ++figures
                  .traffic[step_of(*(*row)->arrival - *began, known->span_seconds, traffic_steps)];
        }
    }
    figures.prompts = prompts.count();
    figures.models = models.count();
    figures.sources = sources.count();
    figures.partitions = partitions.count();
    return figures;
}

} // namespace bsc
