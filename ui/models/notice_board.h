#pragma once

#include <QList>
#include <QObject>
#include <QString>

#include <functional>

namespace bsc::ui {

struct NoticeAction {
    QString text;              ///< names its result: "Use 8081"
    std::function<void()> run; ///< the notice is gone by then
};

/// What happened, what still works, and the way out: shown as a strip, never as a modal box.
struct Notice {
    enum class Level { info, warning, error };
    QString key; ///< one notice a key; a later one replaces it
    Level level = Level::info;
    QString title, text;
    QList<NoticeAction> actions;
};

/// The notices that stand at the moment, oldest first. GUI thread.
class NoticeBoard : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    void raise(Notice notice);
    void clear(const QString& key);
    const QList<Notice>& notices() const { return notices_; }
    const Notice* find(const QString& key) const;

  signals:
    void changed();

  private:
    QList<Notice> notices_;
};

} // namespace bsc::ui
