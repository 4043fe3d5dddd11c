#include "ui/pages/snippets.h"

namespace bsc::ui {

namespace {

Snippet curlFor(const QString& baseUrl) {
    return {"curl", "any shell",
            QString(R"(curl %1/v1/chat/completions \
  -H "Authorization: Bearer $OPENAI_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{"model":"gpt-4o","messages":[{"role":"user",
       "content":"How do I get a refund?"}]}')")
                .arg(baseUrl)};
}

QList<Snippet> sdkSnippets(SnippetKind kind, const QString& baseUrl) {
    switch (kind) {
    case SnippetKind::python:
        return {{"OpenAI", "openai for Python",
                 QString("from openai import OpenAI\nclient = OpenAI(base_url=\"%1/v1\")")
                     .arg(baseUrl)},
                {"Anthropic", "anthropic for Python",
                 QString("from anthropic import Anthropic\nclient = Anthropic(base_url=\"%1\")")
                     .arg(baseUrl)}};
    case SnippetKind::node:
        return {{"OpenAI", "openai for Node",
                 QString("import OpenAI from \"openai\";\n"
                         "const client = new OpenAI({ baseURL: \"%1/v1\" });")
                     .arg(baseUrl)},
                {"Anthropic", "@anthropic-ai/sdk for Node",
                 QString("import Anthropic from \"@anthropic-ai/sdk\";\n"
                         "const client = new Anthropic({ baseURL: \"%1\" });")
                     .arg(baseUrl)}};
    case SnippetKind::environment:
        return {{"OpenAI", "read by both SDKs",
                 QString("export OPENAI_BASE_URL=\"%1/v1\"").arg(baseUrl)},
                {"Anthropic", "read by both SDKs",
                 QString("export ANTHROPIC_BASE_URL=\"%1\"").arg(baseUrl)}};
    }
    return {};
}

} // namespace

QList<Snippet> snippetsFor(SnippetKind kind, const QString& baseUrl) {
    return sdkSnippets(kind, baseUrl) << curlFor(baseUrl);
}

} // namespace bsc::ui
