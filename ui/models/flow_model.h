#pragma once

#include "ui/models/flow.h"

#include <QAbstractTableModel>
#include <QSet>
#include <QTimer>

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <unordered_map>

namespace bsc::ui {

enum class FlowColumn {
    time,
    verdict,
    distance,
    similarity,
    model,
    prompt,
    added,
    total,
    tokens,
    saved,
    client,
};
inline constexpr int flow_column_count = static_cast<int>(FlowColumn::client) + 1;

enum FlowRole {
    FlowIdRole = Qt::UserRole,
    VerdictRole,  ///< int of bsc::Verdict
    DistanceRole, ///< int, bits; -1: none
    RadiusRole,   ///< int, bits
    BitsRole,     ///< int, width of the code
    WhyRole,      ///< one sentence
};

/// What a flow saved in dollars, none when it saved nothing or has no price. A wrong hit costs what
/// it seemed to save.
std::optional<double> savedUsd(const Flow& flow);

/// The newest flows, oldest first, at most `capacity` of them. Events are gathered and shown at
/// most ten times a second, in one insertion. GUI thread.
class FlowModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    static constexpr std::size_t default_capacity = 200'000;

    explicit FlowModel(std::size_t capacity = default_capacity, QObject* parent = nullptr);

    void consume(std::span<const Event> events);
    void flush(); ///< shows what was gathered; nothing while paused

    /// While paused, rows stay as they are and new flows wait, until `capacity` of them do.
    void setPaused(bool paused);
    bool isPaused() const { return paused_; }
    std::size_t waiting() const { return waiting_.size(); }
    std::uint64_t received() const { return received_; }

    const Flow& flow(int row) const { return rows_[static_cast<std::size_t>(row)]; }
    /// A hit by its id, shown or waiting; null when it is no longer held or was no hit.
    const Flow* findHit(std::uint64_t id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  signals:
    void waitingChanged();

  private:
    void add(const FlowEvent& event);
    void label(const LabelEvent& event);
    QString shared(std::string_view text);
    /// Position over rows and waiting flows.
    std::optional<std::size_t> position(std::uint64_t id) const;
    void show();
    void dropOldest(std::deque<Flow>& flows, std::size_t count);
    QString text(const Flow& flow, FlowColumn column) const;

    std::size_t capacity_;
    std::deque<Flow> rows_, waiting_;
    std::uint64_t received_ = 0;                            ///< flows ever
    std::unordered_map<std::uint64_t, std::uint64_t> hits_; ///< id to its number among received
    QSet<QString> texts_;
    QTimer timer_;
    bool paused_ = false;
};

} // namespace bsc::ui
