#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bsc {

/// The content gate between the texts of a trace, by their numbers (CodeRequest::text).
///
/// Threads: any number.
class PromptGate {
  public:
    explicit PromptGate(std::vector<std::string> prompts);

    /// Whether the stored text's answer may be given to the one asked.
    bool lets_pass(std::uint64_t asked, std::uint64_t stored) const;

  private:
    std::vector<std::string> prompts_;
    std::vector<bool> unmarked_; ///< nothing in the prompt that the gate compares
};

} // namespace bsc
