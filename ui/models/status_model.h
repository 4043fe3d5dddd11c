#pragma once

#include "ui/models/encoder_info.h"
#include "ui/models/engine_link.h"

#include <QObject>
#include <QString>

#include <vector>

namespace bsc::ui {

/// One item of the status bar.
struct StatusItem {
    QString text, tip;
    bool trouble = false; ///< shown in amber
};

/// The texts of the status bar. GUI thread.
class StatusModel : public QObject {
    Q_OBJECT
  public:
    /// `database` is the path of the store, empty when nothing is kept.
    StatusModel(const EngineLink& link, EncoderInfo encoder, QString database,
                QObject* parent = nullptr);

    QString stateText() const; ///< "Listening on 127.0.0.1:8080 · 3 clients"
    /// Encoder, index, answers, look-up, events (only when some were lost), database.
    QList<StatusItem> items() const;

    /// From the event pump: look-up times.
    void take(const std::vector<Event>& events);

  signals:
    void changed();

  private:
    StatusItem encoderItem() const;
    StatusItem lookupItem() const;
    StatusItem databaseItem() const;

    const EngineLink& link_;
    const EncoderInfo encoder_;
    const QString database_;
    std::vector<std::uint32_t> lookups_; ///< ns, the last few hundred, as a ring
    std::size_t nextLookup_ = 0;
};

} // namespace bsc::ui
