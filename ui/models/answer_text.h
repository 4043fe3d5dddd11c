#pragma once

#include <QByteArray>
#include <QString>

namespace bsc::ui {

/// What a stored answer says, out of the JSON of any API: of a chat its first text. Empty when it
/// says nothing in words, as embeddings do not.
QString answerText(const QByteArray& json);

} // namespace bsc::ui
