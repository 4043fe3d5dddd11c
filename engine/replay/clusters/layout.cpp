#include "engine/replay/clusters/layout.h"

#include "engine/replay/portable_random.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>

namespace bsc {
namespace {

/// 1 / (1 + a d^2): fitted by UMAP's authors for a least distance of 0.1, their exponent rounded
/// to 1.
constexpr float kernel_a = 1.6f;
constexpr float longest_step = 4;
constexpr unsigned strangers_per_edge = 4; ///< negative samples
constexpr float working_span = 10;         ///< of the plane in which forces act
constexpr int cold_rounds = 180, warm_rounds = 40;
constexpr float warm_rate = 0.5f;
constexpr float least_mobility = 0.05f; ///< of rows that had a place

struct Edge {
    std::uint32_t from, to;
    float weight;
};

/// Bandwidth of a row: the sum of its neighbours' weights is log2(k).
float bandwidth(std::span<const Neighbour> neighbours, float nearest) {
    const double wanted = std::log2(static_cast<double>(neighbours.size()) + 1);
    double low = 0, high = 1000;
    for (int step = 0; step < 40; ++step) {
        const double sigma = (low + high) / 2;
        double sum = 0;
        for (const Neighbour& n : neighbours)
            sum += std::exp(-std::max(0.0, n.distance - double{nearest}) / std::max(sigma, 1e-6));
        (sum > wanted ? high : low) = sigma;
    }
    return static_cast<float>(std::max(high, 1e-3));
}

/// The fuzzy graph, each edge once: w = a + b - ab of the two directions.
std::vector<Edge> fuzzy_graph(const NeighbourTable& table) {
    std::vector<Edge> directed;
    for (std::uint32_t row = 0; row < table.rows(); ++row) {
        const auto neighbours = table.of(row);
        const float nearest = neighbours.front().distance;
        const float sigma = bandwidth(neighbours, nearest);
        for (const Neighbour& n : neighbours)
            directed.push_back({std::min(row, n.row), std::max(row, n.row),
                                std::exp(-(static_cast<float>(n.distance) - nearest) / sigma)});
    }
    std::ranges::sort(directed, {}, [](const Edge& e) { return std::pair(e.from, e.to); });
    std::vector<Edge> edges;
    for (const Edge& edge : directed) {
        if (!edges.empty() && edges.back().from == edge.from && edges.back().to == edge.to)
            edges.back().weight += edge.weight - edges.back().weight * edge.weight;
        else
            edges.push_back(edge);
    }
    return edges;
}

float bounded(float step) { return std::clamp(step, -longest_step, longest_step); }

void move_by(MapPosition& position, float x, float y) {
    position.x += x;
    position.y += y;
}

/// Draws the two ends of an edge together.
void attract(MapPosition& a, MapPosition& b, float rate_a, float rate_b) {
    const float dx = a.x - b.x, dy = a.y - b.y;
    const float pull = -2 * kernel_a / (1 + kernel_a * (dx * dx + dy * dy));
    const float x = bounded(pull * dx), y = bounded(pull * dy);
    move_by(a, x * rate_a, y * rate_a);
    move_by(b, -x * rate_b, -y * rate_b);
}

/// Drives a from b.
void repel(MapPosition& a, const MapPosition& b, float rate) {
    const float dx = a.x - b.x, dy = a.y - b.y;
    const float squared = dx * dx + dy * dy;
    const float push = 2 / ((0.001f + squared) * (1 + kernel_a * squared));
    move_by(a, bounded(push * dx) * rate, bounded(push * dy) * rate);
}

using Complex = std::complex<double>;

Complex complex_of(const MapPosition& p) { return {p.x, p.y}; }

Complex mean_of(std::span<const MapPosition> points) {
    Complex sum;
    for (const MapPosition& p : points)
        sum += complex_of(p);
    return sum / static_cast<double>(points.size());
}

/// By the angle of the first principal axis.
void lay_level(std::span<MapPosition> points) {
    const Complex middle = mean_of(points);
    Complex sum; // of the squares: twice the angle of the axis is its own
    for (const MapPosition& p : points) {
        const Complex z = complex_of(p) - middle;
        sum += z * z;
    }
    const Complex turn = std::polar(1.0, -std::arg(sum) / 2);
    for (MapPosition& p : points) {
        const Complex z = complex_of(p) * turn;
        p = {static_cast<float>(z.real()), static_cast<float>(z.imag())};
    }
}

} // namespace

bool refine_layout(const NeighbourTable& neighbours, std::span<const bool> placed,
                   std::span<MapPosition> positions, std::uint64_t seed,
                   const std::function<bool(double)>& progress) {
    if (neighbours.rows() < 2)
        return true;
    for (MapPosition& p : positions)
        p = {p.x * working_span, p.y * working_span};
    const auto known = static_cast<float>(std::ranges::count(placed, true));
    const float fresh = 1 - known / static_cast<float>(placed.size());
    const int rounds = warm_rounds + static_cast<int>((cold_rounds - warm_rounds) * fresh);
    const float first_rate = warm_rate + (1 - warm_rate) * fresh;
    const float of_placed = least_mobility + (1 - least_mobility) * fresh * fresh;
    const auto mobility = [&](std::size_t row) { return placed[row] ? of_placed : 1; };

    const std::vector<Edge> edges = fuzzy_graph(neighbours);
    const float strongest = std::ranges::max(edges, {}, &Edge::weight).weight;
    std::vector<float> due(edges.size(), 0); // an edge acts as often as it is strong
    PortableRandom random(seed);
    for (int round = 0; round < rounds; ++round) {
        if (!progress(static_cast<double>(round) / rounds))
            return false;
        const float rate =
            first_rate * (1 - static_cast<float>(round) / static_cast<float>(rounds));
        for (std::size_t e = 0; e < edges.size(); ++e) {
            due[e] += edges[e].weight / strongest;
            if (due[e] < 1)
                continue;
            due[e] -= 1;
            const auto& [a, b, weight] = edges[e];
            const float rate_a = rate * mobility(a);
            attract(positions[a], positions[b], rate_a, rate * mobility(b));
            for (unsigned s = 0; s < strangers_per_edge; ++s)
                repel(positions[a], positions[random.below(positions.size())], rate_a);
        }
    }
    for (MapPosition& p : positions)
        p = {p.x / working_span, p.y / working_span};
    return true;
}

void align(std::span<const MapPosition> from, std::span<const MapPosition> to,
           std::span<MapPosition> all) {
    if (from.size() < 2)
        return;
    const Complex middle_from = mean_of(from), middle_to = mean_of(to);
    // The factor that turns and scales z, or its mirror image, onto w: sum(w conj z) / sum(|z|^2).
    Complex turned, mirrored;
    double size = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
        const Complex z = complex_of(from[i]) - middle_from, w = complex_of(to[i]) - middle_to;
        turned += w * std::conj(z);
        mirrored += w * z;
        size += std::norm(z);
    }
    if (size == 0)
        return;
    const bool mirror = std::abs(mirrored) > std::abs(turned);
    const Complex factor = (mirror ? mirrored : turned) / size;
    for (MapPosition& p : all) {
        const Complex z = complex_of(p) - middle_from;
        const Complex moved = factor * (mirror ? std::conj(z) : z) + middle_to;
        p = {static_cast<float>(moved.real()), static_cast<float>(moved.imag())};
    }
}

std::vector<MapPosition> classical_scaling(std::span<const float> distances, std::size_t points) {
    if (points == 0)
        return {};
    const auto n = static_cast<Eigen::Index>(points);
    using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Matrix squared =
        Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
            distances.data(), n, n)
            .cast<double>()
            .array()
            .square();
    const Matrix centring = Matrix::Identity(n, n) - Matrix::Constant(n, n, 1.0 / points);
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(-0.5 * centring * squared * centring);
    std::vector<MapPosition> positions(points);
    const auto coordinate = [&](Eigen::Index row, Eigen::Index rank) {
        if (rank >= n)
            return 0.f;
        const Eigen::Index column = n - 1 - rank; // eigenvalues ascend
        return static_cast<float>(solver.eigenvectors()(row, column) *
                                  std::sqrt(std::max(0.0, solver.eigenvalues()(column))));
    };
    for (Eigen::Index row = 0; row < n; ++row)
        positions[static_cast<std::size_t>(row)] = {coordinate(row, 0), coordinate(row, 1)};
    return positions;
}

void fit_to_unit(std::span<MapPosition> positions) {
    if (positions.empty())
        return;
    lay_level(positions);
    const auto range = [&](float MapPosition::*axis) {
        std::vector<float> values;
        for (const MapPosition& p : positions)
            values.push_back(p.*axis);
        std::ranges::sort(values);
        const std::size_t stray = values.size() / 200;
        return std::pair(values[stray], values[values.size() - 1 - stray]);
    };
    const auto [left, right] = range(&MapPosition::x);
    const auto [top, bottom] = range(&MapPosition::y);
    const float span = std::max({right - left, bottom - top, 1e-6f}) / 2;
    for (MapPosition& p : positions)
        p = {(p.x - (left + right) / 2) / span, (p.y - (top + bottom) / 2) / span};
}

} // namespace bsc
