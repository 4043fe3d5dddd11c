#include "engine/replay/nearest_pairs.h"

#include "engine/index/code_index.h"

#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace bsc {

Result<std::vector<NearestPair>> nearest_pairs(const CodeTrace& trace) {
    std::unordered_map<std::uint32_t, std::unique_ptr<CodeIndex>> indexes; // by partition
    std::unordered_set<std::uint64_t> texts;
    std::vector<NearestPair> pairs;
    for (std::size_t number = 0; number < trace.requests.size(); ++number) {
        const CodeRequest& request = trace.requests[number];
        if (!texts.insert(request.text).second || request.code.bits() == 0)
            continue;
        auto& index = indexes[request.partition];
        if (!index) {
            auto made = make_index(trace.bits, trace.requests.size());
            if (!made)
                return tl::unexpected(made.error());
            index = std::move(*made);
        }
        if (const auto nearest = index->nearest(request.code, trace.bits))
            pairs.push_back({number, nearest->id - 1, nearest->distance});
        // Ids begin at 1.
        if (auto added = index->add(number + 1, request.code); !added)
            return tl::unexpected(added.error());
    }
    return pairs;
}

} // namespace bsc
