#pragma once

#include "ui/models/post_to.h"

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace bsc::ui {

/// Work off the GUI thread, one after the other, whose outcome comes back to it. What is still
/// running is waited for by the destructor, its outcome forgotten. GUI thread.
class Background : public QObject {
  public:
    explicit Background(int threads = 1) { pool_.setMaxThreadCount(threads); }
    ~Background() override { pool_.waitForDone(); }

    /// Runs `work()` in a worker, then `then(result)` here.
    template <class Work, class Then>
    void run(Work work, Then then) {
        pool_.start([self = QPointer<Background>(this), work = std::move(work),
                     then = std::move(then)]() mutable {
            postTo(self, [then = std::move(then), result = work()]() mutable {
                then(std::move(result));
            });
        });
    }

  private:
    QThreadPool pool_;
};

} // namespace bsc::ui
