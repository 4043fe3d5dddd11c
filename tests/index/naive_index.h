#pragma once

#include "engine/index/code_index.h"

#include <algorithm>
#include <bit>
#include <map>

namespace bsc::test {

/// What CodeIndex promises, as a loop over a map.
class NaiveIndex {
  public:
    std::map<EntryId, Code> codes;

    std::vector<Match> k_nearest(const Code& query, std::size_t k, unsigned radius) const {
        std::vector<Match> matches;
        for (const auto& [id, code] : codes) {
            unsigned distance = 0;
            for (std::size_t w = 0; w < code.words().size(); ++w)
                distance +=
                    static_cast<unsigned>(std::popcount(code.words()[w] ^ query.words()[w]));
            if (distance <= radius)
                matches.push_back({id, distance});
        }
        // Ids ascend already: a stable sort keeps the older of equals first.
        std::ranges::stable_sort(matches, {}, &Match::distance);
        matches.resize(std::min(k, matches.size()));
        return matches;
    }
};

} // namespace bsc::test
