#pragma once

#include <QObject>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace bsc::ui {

/// One that was deleted and can be brought back.
struct DeletedThing {
    std::uint64_t id = 0;
    QStringList cells; ///< by column
    QString tip;       ///< more of it; may be empty
    bool isGoing = false;
};

/// What was deleted of one kind, for a list in which it waits to be brought back or deleted for
/// good. GUI thread.
class DeletedThings : public QObject {
    Q_OBJECT
  public:
    struct Column {
        QString title;
        bool words = true; ///< else figures
    };

    using QObject::QObject;

    virtual QString title() const = 0; ///< "Deleted workloads"
    virtual std::vector<Column> columns() const = 0;
    virtual int wideColumn() const = 0;
    virtual QString emptyText() const = 0; ///< what would be here

    virtual std::vector<DeletedThing> things() const = 0; ///< newest first
    virtual QString summary() const = 0;                  ///< "3 deleted, 1.2 MB"
    virtual bool canChange() const = 0;
    /// What is lost with these, as a question.
    virtual QString question(const std::vector<std::uint64_t>& ids) const = 0;

    virtual void refresh() = 0; ///< bsc may have deleted others meanwhile; changed() follows
    virtual void restore(const std::vector<std::uint64_t>& ids) = 0;
    virtual void erase(const std::vector<std::uint64_t>& ids) = 0; ///< for good

  signals:
    void changed();
};

} // namespace bsc::ui
