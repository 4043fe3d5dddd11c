#pragma once

#include "engine/code/code.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace bsc {

/// Codes grouped around their medoids.
struct CodeClusters {
    static constexpr std::uint16_t none = UINT16_MAX;

    std::vector<Code> centres;          ///< bitwise majority of each cluster
    std::vector<std::uint32_t> medoids; ///< row of the member nearest to it, the first of several
    std::vector<std::uint16_t> cluster_of; ///< row by row; none: near to no centre
    std::vector<std::uint16_t> to_medoid;  ///< bits, row by row; to the nearest medoid for none
    std::vector<std::uint32_t> sizes;
};

struct KMedoidsSettings {
    unsigned clusters = 0; ///< 0: as many as describe the codes best, up to most_clusters
    unsigned most_clusters = 12;
    /// Codes from which the criterion is asked; 0: always.
    std::size_t few = 200;
    std::uint64_t seed = 1;
    /// Where to begin, e.g. the centres of an earlier run: a run that begins there keeps its
    /// clusters as long as they fit. Empty: from the codes.
    std::vector<Code> start{};
};

/// Clusters of equally wide codes, largest first, deterministic.
///
/// By k-majority (Grana, Borghesani, Manfredi, Cucchiara 2013, "A fast approach for integrating ORB
/// descriptors in the bag of words model": k-means in Hamming space, a centre's bit being the
/// majority's), begun by k-means++ (Arthur, Vassilvitskii 2007); the medoid is the member nearest
/// to the centre. The number is the one that Akaike's criterion (1974) prefers: the length of the
/// codes under one Bernoulli distribution a cluster and bit, plus one nat for each of these. Codes
/// that are no nearer to any centre than three standard deviations of random codes belong to none.
///
/// So many parameters take more codes than a small set has: less than `few` are grouped by
/// average_linkage(), with the same reach; a cluster is three or more.
///
/// `go_on` is asked now and then; when it says no the result is empty. Codes of one width, at least
/// one. Any thread.
CodeClusters k_medoids(std::span<const Code> codes, const KMedoidsSettings& settings,
                       const std::function<bool()>& go_on);

} // namespace bsc
