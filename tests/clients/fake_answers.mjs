// What the fake upstream says: the wire formats of OpenAI, Anthropic and Ollama. Each answer is
// {object} or {lines, type} and tells the number of the request that it answers.

export const words = (n) => `Answer ${n}: größer als erwartet, 你好, 🙂, and a line\nbreak.`.split(/(?<= )/);

export function answerTo(request, body, n) {
  const path = request.url.split("?")[0];
  switch (`${request.method} ${path}`) {
    case "POST /v1/chat/completions": return chat(body, n);
    case "POST /v1/completions": return completion(body, n);
    case "POST /v1/responses": return response(body, n);
    case "POST /v1/embeddings": return embeddings(body);
    case "POST /v1/messages": return messages(body, n);
    case "POST /v1/messages/count_tokens": return { object: { input_tokens: 14 } };
    case "GET /v1/models": return { object: models(request.headers) };
    case "POST /v1/files": return { object: { id: "file-1", object: "file", bytes: body.length, purpose: "batch" } };
    case "GET /v1/responses/resp_1": return { object: { id: "resp_1", object: "response", status: "completed", output: [] } };
    case "POST /api/chat": return ollama(body, n, (content) => ({ message: { role: "assistant", content } }));
    case "POST /api/generate": return ollama(body, n, (response) => ({ response }));
    case "POST /api/embed": return { object: { model: body.model, embeddings: inputs(body).map(vector), total_duration: 5, prompt_eval_count: 3 } };
    case "GET /api/tags": return { object: { models: [{ name: "fake-1" }] } };
  }
}

const data = (object) => `data: ${JSON.stringify(object)}\n\n`;
const event = (type, rest) => `event: ${type}\n${data({ type, ...rest })}`;

// Chat and legacy completions send the same kind of chunks, and usage only when it is asked for.
function chunks(body, base, object, choices, usage) {
  const asked = body.stream_options?.include_usage;
  const chunk = (choice) => data({ ...base, object, choices: [choice], ...(asked ? { usage: null } : {}) });
  return [...choices.map(chunk), ...(asked ? [data({ ...base, object, choices: [], usage })] : []), "data: [DONE]\n\n"];
}

function chat(body, n) {
  const base = { id: `chatcmpl-${n}`, created: 1_790_000_000, model: body.model, system_fingerprint: "fp_fake" };
  const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18, prompt_tokens_details: { cached_tokens: 3 } };
  if (!body.stream) {
    const message = { role: "assistant", content: words(n).join(""), refusal: null, reasoning_content: "because" };
    return { object: { ...base, object: "chat.completion", choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }], usage } };
  }
  const choice = (delta, finish_reason = null) => ({ index: 0, delta, logprobs: null, finish_reason });
  return { lines: chunks(body, base, "chat.completion.chunk", [
    choice({ role: "assistant", content: "", refusal: null }), choice({ reasoning_content: "because" }),
    ...words(n).map((content) => choice({ content })), choice({}, "stop"),
  ], usage) };
}

function completion(body, n) {
  const base = { id: `cmpl-${n}`, created: 1_790_000_000, model: body.model };
  const usage = { prompt_tokens: 4, completion_tokens: 7, total_tokens: 11 };
  const choice = (text, finish_reason = null) => ({ index: 0, text, logprobs: null, finish_reason });
  if (!body.stream)
    return { object: { ...base, object: "text_completion", choices: [choice(words(n).join(""), "stop")], usage } };
  return { lines: chunks(body, base, "text_completion", [...words(n).map((text) => choice(text)), choice("", "stop")], usage) };
}

function response(body, n) {
  const text = words(n).join("");
  const content = { type: "output_text", text, annotations: [], logprobs: [] };
  const message = { id: `msg_${n}`, type: "message", status: "completed", role: "assistant", content: [content] };
  const call = { id: `fc_${n}`, type: "function_call", status: "completed", call_id: `call_${n}`, name: "get_order", arguments: '{"number":7}' };
  const item = body.tools ? call : message;
  const whole = {
    id: `resp_${n}`, object: "response", created_at: 1_790_000_000, status: "completed", error: null, incomplete_details: null,
    instructions: null, model: body.model, output: [item], parallel_tool_calls: true, store: body.store ?? true, tool_choice: "auto", tools: body.tools ?? [],
    usage: { input_tokens: 12, input_tokens_details: { cached_tokens: 2 }, output_tokens: 8, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 20 },
    vendor_field: "kept",
  };
  if (!body.stream) return { object: whole };
  const begun = { ...whole, status: "in_progress", output: [], usage: null };
  const place = { item_id: item.id, output_index: 0 };
  const told = item === call ? [
    ["response.output_item.added", { output_index: 0, item: { ...call, status: "in_progress", arguments: "" } }],
    ["response.function_call_arguments.delta", { ...place, delta: call.arguments }],
    ["response.function_call_arguments.done", { ...place, name: call.name, arguments: call.arguments }],
  ] : [
    ["response.output_item.added", { output_index: 0, item: { ...message, status: "in_progress", content: [] } }],
    ["response.content_part.added", { ...place, content_index: 0, part: { ...content, text: "" } }],
    ...words(n).map((delta) => ["response.output_text.delta", { ...place, content_index: 0, delta, logprobs: [] }]),
    ["response.output_text.done", { ...place, content_index: 0, text, logprobs: [] }],
    ["response.content_part.done", { ...place, content_index: 0, part: content }],
  ];
  return { lines: [
    ["response.created", { response: begun }], ["response.in_progress", { response: begun }],
    ...told, ["response.output_item.done", { output_index: 0, item }], ["response.completed", { response: whole }],
  ].map(([type, rest], sequence_number) => event(type, { sequence_number, ...rest })) };
}

const inputs = (body) => [body.input].flat();
/** Eight float32 that depend on the text. */
export const vector = (text) => [...new Float32Array(8).map((_, i) => Math.sin(text.length + i))];

function embeddings(body) {
  const form = (floats) => body.encoding_format === "base64" ? Buffer.from(new Float32Array(floats).buffer).toString("base64") : floats;
  const list = inputs(body).map((text, index) => ({ object: "embedding", index, embedding: form(vector(text)) }));
  return { object: { object: "list", data: list, model: body.model, usage: { prompt_tokens: 5, total_tokens: 5 } } };
}

function messages(body, n) {
  const base = { id: `msg_${n}`, type: "message", role: "assistant", model: body.model };
  const text = words(n);
  if (!body.stream)
    return { object: { ...base, content: [{ type: "text", text: text.join("") }], stop_reason: "end_turn", stop_sequence: null, usage: { input_tokens: 12, output_tokens: 8 } } };
  return { lines: [
    event("message_start", { message: { ...base, content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 12, output_tokens: 1 } } }),
    event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    event("ping", {}),
    ...text.map((piece) => event("content_block_delta", { index: 0, delta: { type: "text_delta", text: piece } })),
    event("content_block_stop", { index: 0 }),
    event("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 8 } }),
    event("message_stop", {}),
  ] };
}

function models(headers) {
  const openai = { object: "list", data: [{ id: "fake-1", object: "model" }] };
  const anthropic = { data: [{ id: "fake-claude", type: "model", display_name: "Fake" }], has_more: false, first_id: "fake-claude", last_id: "fake-claude" };
  return headers["anthropic-version"] ? anthropic : openai;
}

// Streams unless it is told not to.
function ollama(body, n, part) {
  const base = { model: body.model, created_at: "2026-01-01T00:00:00.5Z" };
  const end = { done: true, done_reason: "stop", total_duration: 9, prompt_eval_count: 6, eval_count: 7 };
  if (body.stream === false) return { object: { ...base, ...part(words(n).join("")), ...end } };
  const line = (object) => JSON.stringify({ ...base, ...object }) + "\n";
  return { type: "application/x-ndjson", lines: [...words(n).map((text) => line({ ...part(text), done: false })), line({ ...part(""), ...end })] };
}
