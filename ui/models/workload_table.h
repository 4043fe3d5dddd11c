#pragma once

#include "ui/models/workload_shelf.h"

#include <QAbstractTableModel>

namespace bsc::ui {

enum class WorkloadColumn { name, requests, size, lastReplay, count };

/// The library of workloads as a table; those a search leaves. GUI thread.
class WorkloadTable : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Role {
        IdRole = Qt::UserRole,
        KindRole,      ///< int of WorkloadKind
        DetailRole,    ///< "recorded, 6 d 4 h"
        TagsRole,      ///< QStringList: "labelled", "baseline"
        RecordingRole, ///< bool
    };

    explicit WorkloadTable(WorkloadShelf& shelf, QObject* parent = nullptr);

    void setSearch(const QString& text);
    std::uint64_t idAt(int row) const;
    int rowOf(std::uint64_t id) const; ///< -1: not shown

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Renames.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  private:
    void follow();

    WorkloadShelf& shelf_;
    QString search_;
    std::vector<ShelfRow> shown_;
};

/// "42 min", "6 d 4 h": two units at most.
QString formatSpan(double seconds);
/// "11 Mar 09:02 to 17 Mar 13:14", local time.
QString formatPeriod(std::int64_t epochUs, double seconds);
/// "today", "yesterday", "3 days ago", "12 Mar".
QString formatDay(std::int64_t epochUs, std::int64_t nowUs);

} // namespace bsc::ui
