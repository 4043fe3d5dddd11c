#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// A name of up to three words for each cluster of prompts, "Refund, order, money": the words whose
/// share of the cluster's prompts stands out most from all others. By log odds with a Dirichlet
/// prior made of all prompts, over its standard error (Monroe, Colaresi, Quinn 2008, "Fightin'
/// Words"), a word counting once a prompt. Empty where no word stands out.
///
/// `cluster_of` gives each prompt's cluster; prompts of clusters beyond `clusters` count with the
/// others. Any thread.
std::vector<std::string> cluster_names(std::span<const std::string_view> prompts,
                                       std::span<const std::uint16_t> cluster_of,
                                       std::size_t clusters);

} // namespace bsc
