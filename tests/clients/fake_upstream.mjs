// An upstream that counts what reaches it. It answers both APIs; models named "cut-*" break their
// answer off half way, "busy-*" answer 429.
import http from "node:http";

export async function startUpstream({ remember = true } = {}) {
  let count = 0;
  const seen = []; // {path, headers, body} of every request, in order
  const server = http.createServer(async (request, response) => {
    let text = "";
    for await (const piece of request) text += piece;
    const body = text ? JSON.parse(text) : null;
    ++count;
    if (remember) seen.push({ path: request.url, headers: request.headers, body });
    if (body?.model?.startsWith("busy-")) return busy(request, response);
    if (request.url === "/v1/chat/completions") return chat(body, response, count);
    if (request.url === "/v1/messages") return messages(body, response, count);
    if (request.url === "/v1/models") return json(response, { object: "list", data: [{ id: "fake-1", object: "model" }] });
    json(response, { error: { message: `no ${request.url} here`, type: "invalid_request_error" } }, 404);
  });
  server.listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    seen,
    close: () => { server.closeAllConnections(); server.close(); },
  };
}

function json(response, object, status = 200) {
  response.writeHead(status, { "content-type": "application/json", "x-request-id": "req_fake" });
  response.end(JSON.stringify(object));
}

function busy(request, response) {
  const error = { type: "rate_limit_error", message: "slow down" };
  const body = request.url === "/v1/messages" ? { type: "error", error } : { error: { ...error, param: null, code: "rate_limit" } };
  response.writeHead(429, { "content-type": "application/json", "retry-after-ms": "1", "x-should-retry": "false" });
  response.end(JSON.stringify(body));
}

export const words = (n) => `Answer ${n}: größer als erwartet, 你好, 🙂, and a line\nbreak.`.split(/(?<= )/);

// A 🙂 is sent in two halves, so that a relay that cuts inside UTF-8 shows.
async function events(response, lines, cut) {
  response.writeHead(200, { "content-type": "text/event-stream", "x-request-id": "req_fake" });
  const bytes = Buffer.from(lines.join(""));
  const end = cut ? Math.floor(bytes.length * 0.6) : bytes.length;
  for (let at = 0; at < end; at += 97) {
    response.write(bytes.subarray(at, Math.min(at + 97, end)));
    await new Promise(setImmediate);
  }
  if (cut) response.destroy();
  else response.end();
}

function chat(body, response, n) {
  const cut = body.model.startsWith("cut-");
  const base = { id: `chatcmpl-${n}`, created: 1_790_000_000, model: body.model, system_fingerprint: "fp_fake" };
  const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18, prompt_tokens_details: { cached_tokens: 3 } };
  const text = words(n);
  if (!body.stream) {
    const message = { role: "assistant", content: text.join(""), refusal: null, reasoning_content: "because" };
    const answer = JSON.stringify({ ...base, object: "chat.completion", choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }], usage });
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(answer), "x-request-id": "req_fake" });
    if (!cut) return response.end(answer);
    response.write(answer.slice(0, 40));
    return setImmediate(() => response.destroy());
  }
  const withUsage = body.stream_options?.include_usage ? { usage: null } : {};
  const chunk = (delta, finish_reason = null) =>
    `data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", choices: [{ index: 0, delta, logprobs: null, finish_reason }], ...withUsage })}\n\n`;
  const lines = [chunk({ role: "assistant", content: "", refusal: null }), chunk({ reasoning_content: "because" }), ...text.map((content) => chunk({ content })), chunk({}, "stop")];
  if (body.stream_options?.include_usage) lines.push(`data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", choices: [], usage })}\n\n`);
  lines.push("data: [DONE]\n\n");
  return events(response, lines, cut);
}

function messages(body, response, n) {
  const cut = body.model.startsWith("cut-");
  const base = { id: `msg_${n}`, type: "message", role: "assistant", model: body.model };
  const text = words(n);
  if (!body.stream)
    return json(response, { ...base, content: [{ type: "text", text: text.join("") }], stop_reason: "end_turn", stop_sequence: null, usage: { input_tokens: 12, output_tokens: 8 } });
  const event = (type, rest) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
  return events(response, [
    event("message_start", { message: { ...base, content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 12, output_tokens: 1 } } }),
    event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    event("ping", {}),
    ...text.map((piece) => event("content_block_delta", { index: 0, delta: { type: "text_delta", text: piece } })),
    event("content_block_stop", { index: 0 }),
    event("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 8 } }),
    event("message_stop", {}),
  ], cut);
}
