#include "engine/replay/generate/text_workload.h"

#include "engine/replay/generate/support_desk.h"
#include "engine/replay/library_rows.h"
#include "engine/replay/progress_interval.h"
#include "engine/replay/setting_range.h"
#include "engine/replay/zipf_ranks.h"

#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <utility>

namespace bsc {
namespace {

constexpr double day_seconds = 86'400, night_share = 0.5;

Result<void> check(const TextWorkloadSettings& s) {
    const auto range = [](const char* setting, double value, double low, double high) {
        return in_range("Generated workload", setting, value, low, high);
    };
    return range("requests", static_cast<double>(s.requests), 1, 1e7)
        .and_then([&] { return range("classes", s.classes, 1, support_desk::meanings()); })
        .and_then([&] { return range("zipf", s.zipf, 0, 10); })
        .and_then([&] { return range("drift", s.drift, 0, 1); })
        .and_then([&] { return range("one-offs", s.one_offs, 0, 1); })
        .and_then([&] { return range("paraphrase spread", s.paraphrase_spread, 0, 1); })
        .and_then([&] { return range("requests per minute", s.per_minute, 0.001, 1e9); })
        .and_then([&]() -> Result<void> {
            const double wanted = s.one_offs * static_cast<double>(s.requests);
            if (wanted <= 0.9 * static_cast<double>(support_desk::one_offs()))
                return {};
            return fail(ErrorCode::invalid_argument,
                        fmt::format("Generated workload: there are sentences for {} one-offs; ask "
                                    "for fewer requests or a smaller share of them.",
                                    support_desk::one_offs()));
        });
}

/// Walks over 0..n-1 in a scattered order without repeating: steps of a length prime to n.
class Scattered {
  public:
    Scattered(std::uint64_t n, PortableRandom& random) : n_(n), at_(random.next() % n) {
        for (step_ = n / 3 + random.next() % (n / 3 + 1) + 1; std::gcd(step_, n) != 1; ++step_) {
        }
    }
    std::uint64_t next() { return at_ = (at_ + step_) % n_; }

  private:
    std::uint64_t n_, at_, step_;
};

} // namespace

std::string TextWorkloadSettings::text() const {
    return fmt::format("{} requests, {} classes, zipf {}, drift {}, one-offs {}, paraphrase spread "
                       "{}, {} a minute, seed {}",
                       requests, classes, zipf, drift, one_offs, paraphrase_spread, per_minute,
                       seed);
}

struct TextWorkloadRows::Impl {
    explicit Impl(const TextWorkloadSettings& settings)
        : s(settings), random(s.seed), ranks(s.classes, s.zipf), meaning_at(s.classes),
          one_offs(support_desk::one_offs(), random) {
        Scattered order(support_desk::meanings(), random);
        for (std::uint32_t& meaning : meaning_at)
            meaning = static_cast<std::uint32_t>(order.next());
    }

    WorkloadRow row() {
        ++made;
        WorkloadRow row;
        row.arrival = seconds += gap();
        row.source = "generated";
        row.model = "gpt-4o-mini";
        if (random.chance(s.one_offs)) {
            const std::uint64_t number = one_offs.next();
            row.prompt = support_desk::one_off(number);
            row.meaning_class = "one-off-" + std::to_string(number);
            set_tokens(row, splitmix64(number ^ std::uint64_t{1} << 63));
            return row;
        }
        if (s.drift > 0 && random.chance(s.drift))
            std::swap(meaning_at[ranks.draw(random)], meaning_at[random.below(s.classes)]);
        const std::uint32_t meaning = meaning_at[ranks.draw(random)];
        row.prompt = said(meaning);
        row.meaning_class = support_desk::meaning_name(meaning);
        set_tokens(row, meaning);
        return row;
    }

    std::string said(std::uint32_t meaning) {
        const double ways = 1 + s.paraphrase_spread * (support_desk::ways() - 1);
        const auto way = static_cast<std::uint32_t>(random.share() * ways);
        std::string text = support_desk::sentence(meaning, way);
        const double greeted = s.paraphrase_spread / 2;
        const auto pick = [&](std::span<const std::string_view> texts) {
            return std::string(texts[random.below(texts.size())]);
        };
        if (random.chance(greeted))
            text = pick(support_desk::openings()) + text;
        if (random.chance(greeted))
            text += pick(support_desk::closings());
        return text;
    }

    /// Between two requests: even within twice the mean, and longer by night.
    double gap() {
        const double hour = seconds / day_seconds - std::floor(seconds / day_seconds);
        const double by_day = 1 - std::abs(2 * hour - 1); // 0 at midnight, 1 at noon
        const double rate = s.per_minute / 60 * (night_share + 2 * (1 - night_share) * by_day);
        return 2 * random.share() / rate;
    }

    /// Answers are log-normal in length, the same for all of a class.
    static void set_tokens(WorkloadRow& row, std::uint64_t answer) {
        constexpr double median_tokens = 200, sigma_in_doublings = 1.3;
        constexpr std::size_t bytes_a_token = 4, tokens_of_a_turn = 8;
        const double tokens =
            median_tokens * portable_power(2, sigma_in_doublings * PortableRandom(answer).normal());
        row.output_tokens = static_cast<std::uint64_t>(tokens) + 1;
        row.input_tokens = row.prompt.size() / bytes_a_token + tokens_of_a_turn;
    }

    const TextWorkloadSettings s;
    PortableRandom random;
    const ZipfRanks ranks;
    std::vector<std::uint32_t> meaning_at; ///< by rank
    Scattered one_offs;
    std::uint64_t made = 0;
    double seconds = 0;
};

TextWorkloadRows::TextWorkloadRows(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TextWorkloadRows::~TextWorkloadRows() = default;

Result<std::unique_ptr<TextWorkloadRows>>
TextWorkloadRows::create(const TextWorkloadSettings& settings) {
    if (auto ok = check(settings); !ok)
        return tl::unexpected(ok.error());
    return std::unique_ptr<TextWorkloadRows>(
        new TextWorkloadRows(std::make_unique<Impl>(settings)));
}

Result<std::optional<WorkloadRow>> TextWorkloadRows::next() {
    if (impl_->made == impl_->s.requests)
        return std::nullopt;
    return impl_->row();
}

Result<WorkloadInfo> generate_workload(const TextWorkloadSettings& settings,
                                       WorkloadLibrary& library, const std::string& name,
                                       const std::function<bool(std::uint64_t rows)>& progress) {
    auto rows = TextWorkloadRows::create(settings);
    if (!rows)
        return tl::unexpected(rows.error());
    auto writer = library.create(name, WorkloadKind::synthetic, settings.text());
    if (!writer)
        return tl::unexpected(writer.error());
    for (;;) {
        if (progress && writer->rows() % rows_a_report == 0 && !progress(writer->rows()))
            return fail(ErrorCode::unavailable, "Generating was cancelled; nothing is left of it.");
        auto row = (*rows)->next();
        if (!*row)
            return writer->commit();
        if (auto added = writer->add(row_record(std::move(**row))); !added)
            return tl::unexpected(added.error());
    }
}

} // namespace bsc
