import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { startBsc } from "./bsc_process.mjs";
import { startUpstream, words } from "./fake_upstream.mjs";

let upstream, bsc, client;
before(async () => {
  upstream = await startUpstream();
  bsc = await startBsc(upstream.url);
  client = new Anthropic({ apiKey: "sk-ant-test", baseURL: bsc.url, maxRetries: 0 });
});
after(async () => {
  assert.equal(await bsc.stop(), 0, "a clean stop on SIGTERM");
  upstream.close();
});

const ask = (content, more = {}) => ({ model: "fake-1", max_tokens: 512, messages: [{ role: "user", content }], ...more });

async function reaching(call) {
  const before = upstream.seen.length;
  const result = await call();
  return { result, count: upstream.seen.length - before };
}

test("first call reaches the upstream, exact repeat and paraphrase do not, another question does", async () => {
  const first = await reaching(() => client.messages.create(ask("How do I get a refund?")).withResponse());
  assert.equal(first.count, 1);
  assert.equal(first.result.response.headers.get("x-cache"), "MISS");
  const text = first.result.data.content[0].text;

  for (const content of ["How do I get a refund?", "How can I get a refund?"]) {
    const again = await reaching(() => client.messages.create(ask(content)).withResponse());
    assert.equal(again.count, 0, content);
    assert.equal(again.result.response.headers.get("x-cache"), "HIT");
    assert.equal(again.result.data.content[0].text, text);
    assert.deepEqual(again.result.data.usage, first.result.data.usage);
    assert.equal(again.result.data.stop_reason, "end_turn");
  }
  assert.equal((await reaching(() => client.messages.create(ask("Explain what a Bloom filter is good for.")))).count, 1);
});

test("streams arrive intact, from the upstream and from the cache", async () => {
  const question = "Which countries do you ship parcels to?";
  const live = await reaching(() => client.messages.stream(ask(question)).finalMessage());
  assert.equal(live.count, 1);
  assert.equal(live.result.content[0].text, words(upstream.seen.length).join(""));
  const cached = await reaching(() => client.messages.stream(ask(question)).finalMessage());
  assert.equal(cached.count, 0);
  assert.deepEqual(cached.result.content, live.result.content);
  assert.deepEqual(cached.result.usage, live.result.usage);
  assert.equal(cached.result.stop_reason, "end_turn");

  const kinds = [];
  for await (const event of await client.messages.create(ask(question, { stream: true }))) kinds.push(event.type);
  assert.equal(kinds[0], "message_start");
  assert.equal(kinds.at(-1), "message_stop");
  assert.equal((await reaching(() => client.messages.create(ask(question)))).count, 0, "and as a whole object");
});

test("an answer cut by the upstream fails in the SDK and is not stored", async () => {
  const body = ask("How wide is the widest river there is?", { model: "cut-1" });
  for (let attempt = 0; attempt < 2; ++attempt) {
    const { count } = await reaching(() => assert.rejects(client.messages.stream(body).finalMessage()));
    assert.equal(count, 1, "asked again, because nothing was stored");
  }
});

test("errors keep their shape", async () => {
  await assert.rejects(client.messages.create(ask("Anything at all, please?", { model: "busy-1" })), (error) => {
    assert.ok(error instanceof Anthropic.RateLimitError);
    assert.equal(error.error.error.message, "slow down");
    return true;
  });
});
