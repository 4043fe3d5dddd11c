#include "ui/widgets/reset_splitter.h"

#include <QMouseEvent>
#include <QSplitterHandle>

namespace bsc::ui {

namespace {

class Handle : public QSplitterHandle {
  public:
    explicit Handle(ResetSplitter* splitter)
        : QSplitterHandle(splitter->orientation(), splitter), splitter_(splitter) {}

  protected:
    void mouseDoubleClickEvent(QMouseEvent*) override { splitter_->reset(); }

  private:
    ResetSplitter* splitter_;
};

} // namespace

ResetSplitter::ResetSplitter(Qt::Orientation orientation, const QList<int>& sizes, QWidget* parent)
    : QSplitter(orientation, parent), sizes_(sizes) {
    setHandleWidth(1);
    setChildrenCollapsible(false);
}

QSplitterHandle* ResetSplitter::createHandle() { return new Handle(this); }

} // namespace bsc::ui
