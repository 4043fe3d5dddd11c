#include "app/cli/replay_table.h"

#include "engine/experiment/cells.h"

#include <fmt/format.h>
#include <map>

namespace bsc::cli {
namespace {

std::string rule_of(const MatrixCell& cell) {
    if (!cell.adaptive)
        return fmt::format("radius {}", cell.radius);
    const bool every = cell.adaptive->insert == AdaptiveSettings::Insert::every_miss;
    return fmt::format("adaptive {} {}", cell.adaptive->max_error, every ? "every-miss" : "wrong");
}

std::string key_with_lru(MatrixCell cell) {
    cell.policy = "lru";
    return cell.key();
}

std::vector<Cell> figures_in(const CellFigures& figures, const CellFigures* lru) {
    const ShareInterval wrong = figures.wrong_share();
    const bool judged = figures.judged_hits > 0;
    const auto share = [&](double value) { return judged ? Cell(value) : Cell(); };
    const auto evicted = [&](double value) { return figures.evictions ? Cell(value) : Cell(); };
    return {count_cell(figures.requests),
            figures.hit_rate(),
            lru ? Cell(100 * (figures.hit_rate() - lru->hit_rate())) : Cell(),
            count_cell(figures.judged_hits),
            share(wrong.share),
            share(wrong.lower),
            share(wrong.upper),
            count_cell(figures.saved_tokens),
            count_cell(figures.evictions),
            evicted(figures.evict_p50_us),
            evicted(figures.evict_p99_us),
            count_cell(figures.policy_bytes),
            figures.seconds,
            figures.state_hash};
}

} // namespace

ResultTable matrix_table(const std::vector<CellRow>& rows) {
    ResultTable table{"replays",
                      {{"encoder", ""},
                       {"bits", ""},
                       {"capacity", "entries"},
                       {"policy", ""},
                       {"rule", ""},
                       {"requests", ""},
                       {"hit_rate", "share", 4},
                       {"over_lru", "points", 2},
                       {"judged_hits", ""},
                       {"wrong_hit_rate", "share", 4},
                       {"wrong_lower", "share", 4},
                       {"wrong_upper", "share", 4},
                       {"saved_tokens", ""},
                       {"evictions", ""},
                       {"evict_p50", "us", 1},
                       {"evict_p99", "us", 1},
                       {"policy_memory", "bytes"},
                       {"took", "s", 3},
                       {"state_hash", ""}},
                      {},
                      {}};
    std::map<std::string, const CellFigures*> lru;
    for (const CellRow& row : rows)
        if (row.figures && row.cell.policy == "lru")
            lru[row.cell.key()] = &*row.figures;
    for (const CellRow& row : rows) {
        const MatrixCell& cell = row.cell;
        std::vector<Cell> line{cell.encoder, std::int64_t{cell.bits}, count_cell(cell.capacity),
                               cell.policy, rule_of(cell)};
        if (row.figures) {
            const auto beside = lru.find(key_with_lru(cell));
            const auto figures =
                figures_in(*row.figures, beside == lru.end() ? nullptr : beside->second);
            line.insert(line.end(), figures.begin(), figures.end());
        } else {
            table.notes.push_back(cell.key() + ": " + row.error);
        }
        line.resize(table.columns.size());
        table.rows.push_back(std::move(line));
    }
    table.notes.push_back("wrong_lower to wrong_upper: 90 % interval of the wrong-hit rate, among "
                          "hits whose requests both have a class");
    table.notes.push_back("codes straight from the encoder: no boilerplate mean, no second score");
    return table;
}

} // namespace bsc::cli
