import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { startBsc } from "./bsc_process.mjs";
import { startUpstream, words } from "./fake_upstream.mjs";

let upstream, bsc, client;
before(async () => {
  upstream = await startUpstream();
  bsc = await startBsc(upstream.url);
  client = new OpenAI({ apiKey: "sk-test", baseURL: `${bsc.url}/v1`, maxRetries: 0 });
});
after(async () => {
  assert.equal(await bsc.stop(), 0, "a clean stop on SIGTERM");
  upstream.close();
});

const ask = (content, more = {}) => ({ model: "fake-1", messages: [{ role: "user", content }], ...more });
const cacheOf = (response) => response.headers.get("x-cache");

/** Runs `call` and says how many requests reached the upstream meanwhile. */
async function reaching(call) {
  const before = upstream.seen.length;
  const result = await call();
  return { result, count: upstream.seen.length - before };
}

test("first call reaches the upstream, exact repeat and paraphrase do not, another question does", async () => {
  const first = await reaching(() => client.chat.completions.create(ask("How do I reset my password?")).withResponse());
  assert.equal(first.count, 1);
  assert.equal(cacheOf(first.result.response), "MISS");
  const text = first.result.data.choices[0].message.content;
  assert.match(text, /größer als erwartet, 你好, 🙂/);

  const repeat = await reaching(() => client.chat.completions.create(ask("How do I reset my password?")).withResponse());
  assert.equal(repeat.count, 0);
  assert.equal(cacheOf(repeat.result.response), "HIT");
  assert.equal(repeat.result.data.choices[0].message.content, text);
  assert.deepEqual(repeat.result.data.usage, first.result.data.usage, "the original usage");
  assert.equal(repeat.result.data.choices[0].message.reasoning_content, "because", "unknown fields survive");

  const paraphrase = await reaching(() => client.chat.completions.create(ask("How can I reset my password?")).withResponse());
  assert.equal(paraphrase.count, 0);
  const { headers } = paraphrase.result.response;
  assert.equal(headers.get("x-cache"), "HIT");
  assert.match(headers.get("cache-status"), /"?bsc"?; hit/);
  const distance = Number(headers.get("x-bsc-distance"));
  assert.ok(distance > 0 && distance <= 48, `distance ${distance}`);
  assert.equal(Number(headers.get("x-bsc-similarity")).toFixed(3), (1 - distance / 256).toFixed(3));
  assert.ok(headers.get("x-bsc-entry"));
  assert.ok(headers.has("age"));
  assert.equal(paraphrase.result.data.choices[0].message.content, text);

  const other = await reaching(() => client.chat.completions.create(ask("Which birds stay in Finland over winter?")).withResponse());
  assert.equal(other.count, 1);
  assert.equal(cacheOf(other.result.response), "MISS");
});

test("other models, system messages and keys do not share answers", async () => {
  const question = "Where can I download the yearly invoice?";
  await client.chat.completions.create(ask(question));
  const variants = [
    () => client.chat.completions.create(ask(question, { model: "fake-2" })),
    () => client.chat.completions.create({ model: "fake-1", messages: [{ role: "system", content: "Be brief." }, { role: "user", content: question }] }),
    () => new OpenAI({ apiKey: "sk-other", baseURL: `${bsc.url}/v1` }).chat.completions.create(ask(question)),
  ];
  for (const variant of variants) assert.equal((await reaching(variant)).count, 1);
});

test("streams arrive intact, from the upstream and from the cache", async () => {
  const read = async (content) => {
    const stream = await client.chat.completions.create(ask(content, { stream: true, stream_options: { include_usage: true } }));
    let text = "", usage, finish;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? "";
      finish ??= chunk.choices[0]?.finish_reason ?? undefined;
      usage ??= chunk.usage ?? undefined;
    }
    return { text, usage, finish };
  };
  const live = await reaching(() => read("Why do onions make people cry?"));
  assert.equal(live.count, 1);
  assert.equal(live.result.text, words(upstream.seen.length).join(""));
  const cached = await reaching(() => read("Why do onions make people cry?"));
  assert.equal(cached.count, 0);
  assert.deepEqual(cached.result, live.result);

  const helper = await reaching(() => client.chat.completions.stream(ask("Why do onions make people cry?")).finalChatCompletion());
  assert.equal(helper.count, 0, "the same question, through the SDK's stream helper");
  assert.equal(helper.result.choices[0].message.content, live.result.text);

  const whole = await reaching(() => client.chat.completions.create(ask("Why do onions make people cry?")));
  assert.equal(whole.count, 0, "a streamed answer serves a request for the whole object");
  assert.equal(whole.result.choices[0].message.content, live.result.text);
});

test("an answer cut by the upstream fails in the SDK and is not stored", async () => {
  for (const stream of [true, false]) {
    const body = ask(`How deep is the deepest lake, stream ${stream}?`, { model: "cut-1", stream });
    const read = async () => {
      const answer = await client.chat.completions.create(body);
      if (stream) for await (const chunk of answer) void chunk;
    };
    for (let attempt = 0; attempt < 2; ++attempt) {
      const { count } = await reaching(() => assert.rejects(read));
      assert.equal(count, 1, "asked again, because nothing was stored");
    }
  }
});

test("errors keep their shape, and tools are never matched by meaning", async () => {
  await assert.rejects(client.chat.completions.create(ask("Anything at all, please?", { model: "busy-1" })), (error) => {
    assert.ok(error instanceof OpenAI.RateLimitError);
    assert.equal(error.error.message, "slow down");
    return true;
  });
  const tools = [{ type: "function", function: { name: "get_order", parameters: { type: "object", properties: {} } } }];
  assert.equal((await reaching(() => client.chat.completions.create(ask("Where is order number seven now?", { tools })))).count, 1);
  assert.equal((await reaching(() => client.chat.completions.create(ask("Where is the order number seven now?", { tools })))).count, 1);
});

test("other paths pass through", async () => {
  const page = await client.models.list();
  assert.equal(page.data[0].id, "fake-1");
  assert.equal(upstream.seen.at(-1).headers.authorization, "Bearer sk-test");
});
