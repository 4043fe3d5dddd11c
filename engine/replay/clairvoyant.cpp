#include "engine/replay/clairvoyant.h"

#include "engine/index/code_index.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace bsc {
namespace {

constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t most_pairs = std::size_t{1} << 29; // 2 GiB
constexpr std::size_t cancel_interval = 1024;

} // namespace

Result<Clairvoyant> Clairvoyant::prepare(const CodeTrace& trace, unsigned radius,
                                         const std::function<bool()>& cancelled) {
    Clairvoyant made;
    std::unordered_map<std::uint64_t, std::uint32_t> numbers;
    std::vector<const CodeRequest*> firsts; // by text
    for (const CodeRequest& request : trace.requests) {
        const auto number = static_cast<std::uint32_t>(numbers.size());
        const auto [at, fresh] = numbers.try_emplace(request.text, number);
        if (fresh) {
            firsts.push_back(&request);
            made.first_.push_back(static_cast<std::uint32_t>(made.order_.size()));
        }
        made.order_.push_back(at->second);
    }

    made.next_same_.assign(made.order_.size(), never);
    std::vector<std::uint32_t> last(firsts.size(), never);
    for (std::size_t t = made.order_.size(); t-- > 0;) {
        made.next_same_[t] = last[made.order_[t]];
        last[made.order_[t]] = static_cast<std::uint32_t>(t);
    }

    std::unordered_map<std::uint32_t, std::unique_ptr<CodeIndex>> indexes; // by partition
    for (std::size_t text = 0; text < firsts.size(); ++text) {
        if (firsts[text]->code.bits() == 0)
            continue;
        auto& index = indexes[firsts[text]->partition];
        if (!index) {
            auto made_index = make_index(trace.bits, firsts.size());
            if (!made_index)
                return tl::unexpected(made_index.error());
            index = std::move(*made_index);
        }
        if (auto added = index->add(text, firsts[text]->code); !added)
            return tl::unexpected(added.error());
    }
    for (std::size_t text = 0; text < firsts.size(); ++text) {
        made.near_begin_.push_back(made.near_.size());
        if (cancelled && text % cancel_interval == 0 && cancelled())
            break;
        const auto& [code, partition] = std::tie(firsts[text]->code, firsts[text]->partition);
        if (code.bits() == 0)
            made.near_.push_back(static_cast<std::uint32_t>(text));
        else
            for (const Match& match : indexes[partition]->k_nearest(code, firsts.size(), radius))
                made.near_.push_back(static_cast<std::uint32_t>(match.id));
        if (made.near_.size() > most_pairs)
            return fail(ErrorCode::invalid_argument,
                        "Too many prompts of " + trace.name +
                            " lie within the radius of each other for the clairvoyant bound; use a "
                            "smaller radius or fewer requests.");
    }
    made.near_begin_.resize(firsts.size() + 1, made.near_.size());
    return made;
}

/// One pass over the trace with a cache of some capacity. Entries and requests are both texts.
class ClairvoyantRun {
  public:
    ClairvoyantRun(const Clairvoyant& trace, std::size_t capacity)
        : trace_(trace), capacity_(capacity), upcoming_(trace.first_), covers_(trace.first_.size()),
          coverer_(trace.first_.size()), needed_(trace.first_.size(), never) {}

    /// True for a hit.
    bool step(std::uint32_t request) {
        const std::uint32_t text = trace_.order_[request];
        upcoming_[text] = trace_.next_same_[request];
        if (covers_[text] > 0) {
            if (covers_[text] == 1)
                refresh(coverer_[text]);
            return true;
        }
        enter(text);
        if (by_need_.size() > capacity_)
            leave(by_need_.rbegin()->second);
        return false;
    }

  private:
    std::span<const std::uint32_t> near(std::uint32_t text) const {
        return std::span(trace_.near_)
            .subspan(trace_.near_begin_[text],
                     trace_.near_begin_[text + 1] - trace_.near_begin_[text]);
    }

    /// The next request that would miss without this entry.
    std::uint32_t need_of(std::uint32_t entry) const {
        std::uint32_t soonest = never;
        for (const std::uint32_t text : near(entry))
            if (covers_[text] == 1)
                soonest = std::min(soonest, upcoming_[text]);
        return soonest;
    }

    void refresh(std::uint32_t entry) {
        const std::uint32_t need = need_of(entry);
        if (need == needed_[entry])
            return;
        by_need_.erase({needed_[entry], entry});
        needed_[entry] = need;
        by_need_.emplace(need, entry);
    }

    void refresh_affected() {
        std::ranges::sort(affected_);
        const auto repeated = std::ranges::unique(affected_);
        affected_.erase(repeated.begin(), repeated.end());
        for (const std::uint32_t entry : affected_)
            refresh(entry);
        affected_.clear();
    }

    void enter(std::uint32_t entry) {
        for (const std::uint32_t text : near(entry)) {
            if (covers_[text] == 1)
                affected_.push_back(coverer_[text]); // no longer the only one
            ++covers_[text];
            coverer_[text] ^= entry;
        }
        refresh_affected();
        needed_[entry] = need_of(entry);
        by_need_.emplace(needed_[entry], entry);
    }

    void leave(std::uint32_t entry) {
        by_need_.erase({needed_[entry], entry});
        for (const std::uint32_t text : near(entry)) {
            --covers_[text];
            coverer_[text] ^= entry;
            if (covers_[text] == 1)
                affected_.push_back(coverer_[text]); // now the only one
        }
        refresh_affected();
    }

    const Clairvoyant& trace_;
    const std::size_t capacity_;
    std::vector<std::uint32_t> upcoming_; ///< next request, by text
    std::vector<std::uint32_t> covers_;   ///< entries within the radius, by text
    std::vector<std::uint32_t> coverer_;  ///< these entries combined by XOR: itself if only one
    std::vector<std::uint32_t> needed_;   ///< need_of, by entry
    std::set<std::pair<std::uint32_t, std::uint32_t>> by_need_; ///< (needed_, entry)
    std::vector<std::uint32_t> affected_;
};

std::uint64_t Clairvoyant::hits(std::size_t capacity,
                                const std::function<bool()>& cancelled) const {
    ClairvoyantRun run(*this, capacity);
    std::uint64_t hits = 0;
    for (std::size_t request = 0; request < order_.size(); ++request) {
        if (cancelled && request % cancel_interval == 0 && cancelled())
            break;
        hits += run.step(static_cast<std::uint32_t>(request));
    }
    return hits;
}

} // namespace bsc
