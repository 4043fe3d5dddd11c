#include "engine/replay/judged_pairs.h"

#include "engine/index/code_index.h"

#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace bsc {

Result<std::vector<DistanceLabel>> judged_pairs(const CodeTrace& trace) {
    std::unordered_map<std::uint32_t, std::unique_ptr<CodeIndex>> indexes; // by partition
    std::unordered_set<std::uint64_t> texts;
    std::vector<std::uint32_t> meanings{CodeRequest::no_class}; // by entry, from 1 on
    std::vector<DistanceLabel> labels;
    for (const CodeRequest& request : trace.requests) {
        if (!texts.insert(request.text).second || request.code.bits() == 0)
            continue;
        auto& index = indexes[request.partition];
        if (!index) {
            auto made = make_index(trace.bits, trace.requests.size());
            if (!made)
                return tl::unexpected(made.error());
            index = std::move(*made);
        }
        const auto nearest = index->nearest(request.code, trace.bits);
        if (nearest && request.meaning != CodeRequest::no_class &&
            meanings[nearest->id] != CodeRequest::no_class)
            labels.push_back(
                {.distance = nearest->distance, .wrong = meanings[nearest->id] != request.meaning});
        if (auto added = index->add(meanings.size(), request.code); !added)
            return tl::unexpected(added.error());
        meanings.push_back(request.meaning);
    }
    return labels;
}

} // namespace bsc
