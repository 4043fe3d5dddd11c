#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <QPointer>

#include <utility>

namespace bsc::ui {

/// Runs `function` on the GUI thread, if `object` is still there. For threads of the engine, which
/// may end after `object`: it hops over the application, which lives longest, and looks there.
template <class Object, class Function>
void postTo(const QPointer<Object>& object, Function function) {
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [object, function = std::move(function)]() mutable {
            if (object)
                function();
        },
        Qt::QueuedConnection);
}

} // namespace bsc::ui
