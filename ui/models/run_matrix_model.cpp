#include "ui/models/run_matrix_model.h"

#include "ui/models/format.h"
#include "ui/models/policy_look.h"

#include <algorithm>

namespace bsc::ui {

namespace {

/// The simple ones first, then those of this program.
constexpr const char* shown_policies[] = {"lru",   "sieve", "s3-fifo", "w-tinylfu",
                                          "s-arc", "mmr",   "cluster", "sage"};
constexpr const char* first_policies[] = {"lru", "sieve",   "s3-fifo", "w-tinylfu",
                                          "mmr", "cluster", "sage"};

double rateOf(std::uint64_t hits, std::uint64_t requests) {
    return requests == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(requests);
}

void judge(MatrixCellView& view, std::uint64_t judged, std::uint64_t wrong) {
    if (judged == 0)
        return;
    const ShareInterval interval = share_interval(wrong, judged);
    view.judged = judged;
    view.wrongRate = interval.share;
    view.wrongUpper = interval.upper;
}

} // namespace

RunMatrixModel::RunMatrixModel(ReplaySession& session, QObject* parent)
    : QAbstractTableModel(parent), session_(session), capacities_{1000, 5000, 20'000} {
    for (const char* policy : shown_policies)
        rows_.push_back({policy, std::ranges::count(
                                     first_policies, std::string_view(policy),
                                     [](const char* each) { return std::string_view(each); }) > 0});
    connect(&session_, &ReplaySession::changed, this, &RunMatrixModel::tellOfCells);
    connect(&session_, &ReplaySession::planShown, this, [this] {
        const ReplayPlan& plan = session_.plan();
        setSettings(plan.settings);
        setLayer(plan.layers().front());
        setCapacities(plan.capacities);
        setPolicies(plan.policies);
    });
}

void RunMatrixModel::tellOfCells() {
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void RunMatrixModel::setCapacities(std::vector<std::size_t> capacities) {
    std::ranges::sort(capacities);
    const auto rest = std::ranges::unique(capacities);
    capacities.erase(rest.begin(), rest.end());
    if (capacities.empty() || capacities.size() > most_capacities || capacities == capacities_)
        return;
    beginResetModel();
    capacities_ = std::move(capacities);
    endResetModel();
    emit planChanged();
}

void RunMatrixModel::addCapacity(std::size_t entries) {
    std::vector<std::size_t> capacities = capacities_;
    capacities.push_back(entries);
    setCapacities(std::move(capacities));
}

void RunMatrixModel::removeCapacity(std::size_t entries) {
    std::vector<std::size_t> capacities = capacities_;
    std::erase(capacities, entries);
    setCapacities(std::move(capacities));
}

std::vector<std::string> RunMatrixModel::policies() const {
    std::vector<std::string> on;
    for (const Row& row : rows_)
        if (row.on)
            on.push_back(row.policy);
    return on;
}

void RunMatrixModel::setPolicies(const std::vector<std::string>& on) {
    for (const std::string& policy : on)
        if (std::ranges::find(rows_, policy, &Row::policy) == rows_.end()) {
            beginInsertRows({}, rowCount(), rowCount());
            rows_.push_back({policy, true});
            endInsertRows();
        }
    for (Row& row : rows_)
        row.on = std::ranges::find(on, row.policy) != on.end();
    tellOfCells();
    emit planChanged();
}

void RunMatrixModel::setLayer(const ReplayLayer& layer) {
    layer_ = layer;
    tellOfCells();
}

void RunMatrixModel::setSettings(const PolicySettings& settings) {
    settings_ = settings;
    tellOfCells();
    emit planChanged();
}

const std::string& RunMatrixModel::policyAt(int row) const {
    return rows_[static_cast<std::size_t>(row)].policy;
}

bool RunMatrixModel::isOn(int row) const { return rows_[static_cast<std::size_t>(row)].on; }

std::size_t RunMatrixModel::capacityAt(int column) const {
    return column >= 1 && column < lastColumn() ? capacities_[static_cast<std::size_t>(column) - 1]
                                                : 0;
}

std::optional<std::size_t> RunMatrixModel::cellAt(const QModelIndex& index) const {
    const std::size_t capacity = capacityAt(index.column());
    if (!index.isValid() || capacity == 0)
        return std::nullopt;
    const ReplayCell* cell = session_.find(layer_, policyAt(index.row()), capacity);
    return cell ? std::optional(static_cast<std::size_t>(cell - session_.cells().data()))
                : std::nullopt;
}

/// Highest hit rate of a column whose replays are all done.
bool RunMatrixModel::isBest(const MatrixCell& cell, double rate) const {
    std::size_t others = 0;
    for (const ReplayCell& other : session_.cells()) {
        if (other.cell.capacity != cell.capacity || layerOf(other.cell) != layer_)
            continue;
        ++others;
        if (!other.figures || other.figures->hit_rate() > rate)
            return false;
    }
    return others > 1;
}

MatrixCellView RunMatrixModel::view(const QModelIndex& index) const {
    using Kind = MatrixCellView::Kind;
    MatrixCellView view;
    if (!isOn(index.row()) || capacityAt(index.column()) == 0)
        return view;
    view.kind = Kind::planned;
    const auto at = cellAt(index);
    if (!at)
        return view;
    const ReplayCell& cell = session_.cells()[*at];
    view.error = cell.error;
    view.requests = cell.requests;
    switch (cell.state) {
    case CellState::queued:
        view.kind = Kind::queued;
        return view;
    case CellState::running:
        view.kind = Kind::running;
        view.rate = rateOf(cell.hits, cell.requests);
        view.share = rateOf(cell.requests, session_.plan().requests);
        judge(view, cell.judged, cell.wrong);
        return view;
    case CellState::cancelled:
        view.kind = Kind::cancelled;
        return view;
    case CellState::failed:
        view.kind = Kind::failed;
        return view;
    case CellState::done:
        break;
    }
    view.kind = Kind::done;
    const CellFigures& figures = *cell.figures;
    view.rate = figures.hit_rate();
    view.requests = figures.requests;
    judge(view, figures.judged_hits, figures.wrong_hits);
    const ReplayCell* lru = session_.find(layer_, "lru", cell.cell.capacity);
    if (lru && lru->figures && cell.cell.policy != "lru")
        view.overLru = 100 * (view.rate - lru->figures->hit_rate());
    view.best = isBest(cell.cell, view.rate);
    return view;
}

QString RunMatrixModel::parameters(int row) const {
    const std::string& policy = policyAt(row);
    if (policy == "mmr")
        return QString("λ %1").arg(static_cast<double>(settings_.lambda));
    if (policy == "cluster")
        return QString("k = %1").arg(settings_.clusters);
    if (policy == "sage")
        return tr("%1 ghosts").arg(static_cast<double>(settings_.ghosts_per_entry));
    return {};
}

int RunMatrixModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int RunMatrixModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : lastColumn() + 1;
}

Qt::ItemFlags RunMatrixModel::flags(const QModelIndex& index) const {
    const auto flags = QAbstractTableModel::flags(index);
    return index.column() == 0 ? flags | Qt::ItemIsUserCheckable : flags;
}

bool RunMatrixModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || index.column() != 0 || session_.isBusy())
        return false;
    const bool on = value.toInt() == Qt::Checked;
    if (!on && policies().size() == 1)
        return false; // a plan has a policy
    rows_[static_cast<std::size_t>(index.row())].on = on;
    tellOfCells();
    emit planChanged();
    return true;
}

QVariant RunMatrixModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    if (index.column() == 0) {
        if (role == Qt::DisplayRole)
            return policyTitle(policyAt(index.row()));
        if (role == Qt::CheckStateRole)
            return isOn(index.row()) ? Qt::Checked : Qt::Unchecked;
        return {};
    }
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole) {
        using Kind = MatrixCellView::Kind;
        const MatrixCellView cell = view(index);
        const QString which =
            tr("%1, %2 entries: ")
                .arg(policyTitle(policyAt(index.row())), formatCount(capacityAt(index.column())));
        if (cell.kind == Kind::failed)
            return which + cell.error;
        if (cell.kind != Kind::done)
            return {};
        const QString rate = tr("hit rate %1 of %2 requests")
                                 .arg(formatPercent(cell.rate), formatCount(cell.requests));
        const QString wrong =
            cell.wrongRate ? tr("wrong hits %1 of %2 judged, at most %3 with 95 % confidence")
                                 .arg(formatPercent(*cell.wrongRate), formatCount(cell.judged),
                                      formatPercent(cell.wrongUpper))
                           : tr("no hit could be judged: the requests have no classes");
        return which + rate + "\n" + wrong;
    }
    return {};
}

QVariant RunMatrixModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return tr("Policy");
    if (section == lastColumn())
        return QString("+");
    const std::size_t entries = capacityAt(section);
    return entries == 1 ? tr("1 entry") : tr("%1 entries").arg(formatCount(entries));
}

} // namespace bsc::ui
