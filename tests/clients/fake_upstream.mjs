// An upstream that remembers what reaches it. It answers every API; models named "cut-*" break their
// answer off half way, "busy-*" answer 429, "gzip-*" compress although they were asked not to.
import http from "node:http";
import zlib from "node:zlib";
import * as answers from "./fake_answers.mjs";

export async function startUpstream({ remember = true } = {}) {
  let count = 0;
  const seen = []; // {method, path, headers, body} of every request, in order
  const server = http.createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    const is_json = request.headers["content-type"]?.startsWith("application/json");
    const body = is_json && bytes.length ? JSON.parse(bytes) : bytes;
    ++count;
    if (remember) seen.push({ method: request.method, path: request.url, headers: request.headers, body });
    if (body.model?.startsWith("busy-")) return busy(request, response);
    const answer = answers.answerTo(request, body, count);
    if (!answer) return json(response, { error: { message: `no ${request.url} here`, type: "invalid_request_error" } }, 404);
    const model = body.model ?? "";
    if (answer.lines) return stream(response, answer, model);
    return model.startsWith("cut-") ? cutShort(response, answer.object) : json(response, answer.object, 200, model.startsWith("gzip-"));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    seen,
    close: () => { server.closeAllConnections(); server.close(); },
  };
}

function json(response, object, status = 200, compressed = false) {
  let body = Buffer.from(JSON.stringify(object));
  if (compressed) body = zlib.gzipSync(body);
  response.writeHead(status, {
    "content-type": "application/json", "content-length": body.length, "x-request-id": "req_fake", "request-id": "req_fake",
    ...(compressed ? { "content-encoding": "gzip" } : {}),
  });
  response.end(body);
}

function cutShort(response, object) {
  const body = JSON.stringify(object);
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.write(body.slice(0, 40));
  setImmediate(() => response.destroy());
}

function busy(request, response) {
  const error = { type: "rate_limit_error", message: "slow down" };
  const body = request.url === "/v1/messages" ? { type: "error", error }
    : request.url.startsWith("/api/") ? { error: "slow down" }
    : { error: { ...error, param: null, code: "rate_limit" } };
  response.writeHead(429, { "content-type": "application/json", "retry-after-ms": "1", "x-should-retry": "false" });
  response.end(JSON.stringify(body));
}

// Cut into small pieces without regard to characters, so that a relay that cuts inside UTF-8 shows.
async function stream(response, { lines, type = "text/event-stream" }, model) {
  const compressed = model.startsWith("gzip-");
  response.writeHead(200, { "content-type": type, "x-request-id": "req_fake", ...(compressed ? { "content-encoding": "gzip" } : {}) });
  const plain = Buffer.from(lines.join(""));
  const bytes = compressed ? zlib.gzipSync(plain) : plain;
  const end = model.startsWith("cut-") ? Math.floor(bytes.length * 0.6) : bytes.length;
  for (let at = 0; at < end; at += 97) {
    response.write(bytes.subarray(at, Math.min(at + 97, end)));
    await new Promise(setImmediate);
  }
  if (end < bytes.length) response.destroy();
  else response.end();
}
