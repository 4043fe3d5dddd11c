#include "engine/cache/eviction/policy.h"

#include "engine/cache/eviction/lru.h"

#include <array>
#include <utility>

namespace bsc {
namespace {

using Maker = std::unique_ptr<EvictionPolicy> (*)(PolicyConfig);
struct Known {
    std::string_view name;
    Maker make;
};

constexpr std::array known_policies{
    Known{LruPolicy::policy_name,
          [](PolicyConfig config) -> std::unique_ptr<EvictionPolicy> {
              return std::make_unique<LruPolicy>(std::move(config));
          }},
};

} // namespace

Result<std::unique_ptr<EvictionPolicy>> make_policy(std::string_view name, PolicyConfig config) {
    std::string names;
    for (const Known& known : known_policies) {
        if (known.name == name)
            return known.make(std::move(config));
        names.append(names.empty() ? "" : ", ").append(known.name);
    }
    return fail(ErrorCode::invalid_argument,
                "unknown eviction policy \"" + std::string(name) + "\"; known are: " + names);
}

} // namespace bsc
