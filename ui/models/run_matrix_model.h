#pragma once

#include "ui/models/replay_session.h"

#include <QAbstractTableModel>

namespace bsc::ui {

/// What a cell of the matrix shows.
struct MatrixCellView {
    enum class Kind { none, planned, queued, running, done, cancelled, failed };
    Kind kind = Kind::none; ///< none: the policy is off
    double rate = 0, share = 0;
    std::optional<double> overLru;   ///< points
    std::optional<double> wrongRate; ///< none: no hit could be judged
    double wrongUpper = 0;           ///< of its 90 % interval
    std::uint64_t requests = 0, judged = 0;
    bool best = false; ///< of its finished column
    QString error;
};

/// The matrix policy × capacity of one layer: the plan as it is drawn up, and what the session made
/// of it. The first column holds the policies with a check box, the last their parameters. GUI
/// thread.
class RunMatrixModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    static constexpr std::size_t most_capacities = 6;

    explicit RunMatrixModel(ReplaySession& session, QObject* parent = nullptr);

    const std::vector<std::size_t>& capacities() const { return capacities_; }
    void setCapacities(std::vector<std::size_t> capacities);
    void addCapacity(std::size_t entries); ///< kept in order
    void removeCapacity(std::size_t entries);
    std::vector<std::string> policies() const; ///< those that are on
    void setPolicies(const std::vector<std::string>& on);
    const ReplayLayer& layer() const { return layer_; }
    void setLayer(const ReplayLayer& layer); ///< whose cells are shown
    const PolicySettings& settings() const { return settings_; }
    void setSettings(const PolicySettings& settings);

    const std::string& policyAt(int row) const;
    bool isOn(int row) const;
    std::size_t capacityAt(int column) const; ///< 0: no capacity's column
    int lastColumn() const { return static_cast<int>(capacities_.size()) + 1; }
    MatrixCellView view(const QModelIndex& index) const;
    /// The session's cell there, if it has one.
    std::optional<std::size_t> cellAt(const QModelIndex& index) const;
    QString parameters(int row) const; ///< "λ 0.5"; empty: it has none

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  signals:
    void planChanged();

  private:
    struct Row {
        std::string policy;
        bool on;
    };
    bool isBest(const MatrixCell& cell, double rate) const;
    void tellOfCells();

    ReplaySession& session_;
    std::vector<Row> rows_;
    std::vector<std::size_t> capacities_;
    ReplayLayer layer_;
    PolicySettings settings_;
};

} // namespace bsc::ui
