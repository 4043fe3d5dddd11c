#include "engine/replay/label_queue.h"

namespace bsc {

LabelQueue::LabelQueue(std::span<const unsigned> distances, const LabelQueueOptions& options)
    : random_(options.seed), is_near_(distances.size()) {
    for (std::size_t pair = 0; pair < distances.size(); ++pair) {
        const unsigned distance = distances[pair];
        if (distance > options.reach)
            continue;
        all_.push_back(pair);
        is_near_[pair] =
            distance + options.near >= options.radius && distance <= options.radius + options.near;
        if (is_near_[pair])
            near_.push_back(pair);
    }
    uniform_share_ = near_.empty() ? 1 : options.uniform_share;
}

LabelQueue::Draw LabelQueue::next() {
    const auto& from = random_.chance(uniform_share_) ? all_ : near_;
    Draw draw{.pair = from[random_.below(from.size())], .chance = uniform_share_};
    if (is_near_[draw.pair])
        draw.chance += (1 - uniform_share_) * static_cast<double>(all_.size()) /
                       static_cast<double>(near_.size());
    return draw;
}

} // namespace bsc
