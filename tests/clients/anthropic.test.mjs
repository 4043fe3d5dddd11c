import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import AnthropicOld from "anthropic-old";
import { words } from "./fake_answers.mjs";
import { cacheOf, useBsc } from "./harness.mjs";

for (const [name, SDK] of [["@anthropic-ai/sdk 1", Anthropic], ["@anthropic-ai/sdk 0", AnthropicOld]])
  describe(name, () => {
    const it = useBsc();
    const reaching = it.reaching;
    let client;
    before(() => (client = new SDK({ apiKey: "sk-ant-test", baseURL: it.bsc.url, maxRetries: 0 })));
    const ask = (content, more = {}) => ({ model: "fake-1", max_tokens: 512, messages: [{ role: "user", content }], ...more });

    test("first call reaches the upstream, exact repeat and paraphrase do not, another question does", async () => {
      const first = await reaching(() => client.messages.create(ask("How do I get a refund?")).withResponse());
      assert.equal(first.count, 1);
      assert.equal(cacheOf(first.result.response), "MISS");
      const text = first.result.data.content[0].text;

      for (const content of ["How do I get a refund?", "How can I get a refund?"]) {
        const again = await reaching(() => client.messages.create(ask(content)).withResponse());
        assert.equal(again.count, 0, content);
        assert.equal(cacheOf(again.result.response), "HIT");
        assert.equal(again.result.data.content[0].text, text);
        assert.deepEqual(again.result.data.usage, first.result.data.usage);
        assert.equal(again.result.data.stop_reason, "end_turn");
        assert.notEqual(again.result.data.id, first.result.data.id);
      }
      assert.equal((await reaching(() => client.messages.create(ask("Explain what a Bloom filter is good for.")))).count, 1);
      const other = new SDK({ apiKey: "sk-ant-other", baseURL: it.bsc.url });
      assert.equal((await reaching(() => other.messages.create(ask("How do I get a refund?")))).count, 1, "another key");
    });

    test("streams arrive intact, from the upstream and from the cache", async () => {
      const question = "Which countries do you ship parcels to?";
      const live = await reaching(() => client.messages.stream(ask(question)).finalMessage());
      assert.equal(live.count, 1);
      assert.equal(live.result.content[0].text, words(it.upstream.seen.length).join(""));
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
        assert.ok(error instanceof SDK.RateLimitError);
        assert.equal(error.error.error.message, "slow down");
        return true;
      });
      await assert.rejects(client.messages.create({ model: "fake-1", max_tokens: 1, messages: [] }), (error) => {
        assert.ok(error instanceof SDK.BadRequestError);
        assert.equal(error.error.type, "error");
        assert.match(error.error.error.message, /messages/);
        return true;
      });
    });

    test("counting tokens and listing models pass through", async () => {
      for (let i = 0; i < 2; ++i) {
        const counted = await reaching(() => client.messages.countTokens({ model: "fake-1", messages: ask("How many tokens are these?").messages }).withResponse());
        assert.equal(counted.count, 1);
        assert.equal(counted.result.data.input_tokens, 14);
        assert.equal(cacheOf(counted.result.response), "BYPASS");
      }
      const page = await client.models.list();
      assert.equal(page.data[0].id, "fake-claude");
      assert.ok(it.upstream.seen.at(-1).headers["anthropic-version"]);
    });
  });
