#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// In what two prompts differ that look alike and mean something else.
enum class TrapKind : std::uint8_t { negation, number, entity, order };

inline constexpr TrapKind trap_kinds[] = {TrapKind::negation, TrapKind::number, TrapKind::entity,
                                          TrapKind::order};
std::string_view name_of(TrapKind kind); ///< "negation", ...

struct TrapTwin {
    TrapKind kind = TrapKind::negation;
    std::string prompt, twin;
};

/// Twins of English prompts by fixed rules, in the order of the prompts, at most one of a kind
/// each:
/// - negation: a negation taken away or put in ("can I" to "can I not", "with" to "without");
/// - number: the first number one higher, in digits or as a word up to twelve;
/// - entity: the first name (a capital inside a sentence) replaced by another name of these
/// prompts;
/// - order: what stands around "than", "before", "after", "into" and "from ... to ..." swapped.
/// A rule that does not apply makes no twin. Some twins come out clumsy; none means the same.
std::vector<TrapTwin> trap_twins(std::span<const std::string> prompts);

} // namespace bsc
