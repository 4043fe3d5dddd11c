#pragma once

#include "engine/replay/clusters/neighbours.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace bsc {

struct MapPosition {
    float x = 0, y = 0;
};

/// Places codes in the plane so that near ones stay near: the neighbour embedding of McInnes,
/// Healy, Melville 2018 ("UMAP") over the table of nearest neighbours, with the kernel 1 / (1 + a
/// d^2), which needs no powers, and one random number generator, so that the same input gives the
/// same map.
///
/// `positions` is where to begin: for rows that `placed` marks the place they had, for others a
/// first guess. Rows that had a place move little: the search is the shorter and the gentler the
/// more of them there are. False when `progress` (share done) said no: the positions are void.
bool refine_layout(const NeighbourTable& neighbours, std::span<const bool> placed,
                   std::span<MapPosition> positions, std::uint64_t seed,
                   const std::function<bool(double)>& progress);

/// The similarity transform (turn, mirror, scale, shift) that brings `from` nearest to `to` in the
/// least squares, applied to `all`. Procrustes analysis (Schönemann, Carroll 1970; in the plane it
/// has a closed form over complex numbers). `from` and `to` are of one size; fewer than two points
/// leave everything where it is.
void align(std::span<const MapPosition> from, std::span<const MapPosition> to,
           std::span<MapPosition> all);

/// Classical scaling (Torgerson 1952) of a few points: positions in the plane whose distances are
/// as near as can be to `distances`, a square matrix row by row.
std::vector<MapPosition> classical_scaling(std::span<const float> distances, std::size_t points);

/// Turns the map so that its longer axis lies level, as screens do, moves its middle to 0 and
/// scales it so that all but a few stray points lie within -1..1.
void fit_to_unit(std::span<MapPosition> positions);

} // namespace bsc
