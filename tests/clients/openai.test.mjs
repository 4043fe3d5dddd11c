import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import OpenAI from "openai";
import OpenAIOld from "openai-old";
import { words } from "./fake_answers.mjs";
import { cacheOf, useBsc } from "./harness.mjs";

for (const [name, SDK] of [["openai 6", OpenAI], ["openai 5", OpenAIOld]])
  describe(`${name}, chat completions`, () => {
    const it = useBsc();
    const reaching = it.reaching;
    let client;
    before(() => (client = new SDK({ apiKey: "sk-test", baseURL: `${it.bsc.url}/v1`, maxRetries: 0 })));
    const ask = (content, more = {}) => ({ model: "fake-1", messages: [{ role: "user", content }], ...more });

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
      assert.notEqual(repeat.result.data.id, first.result.data.id);

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
        () => new SDK({ apiKey: "sk-other", baseURL: `${it.bsc.url}/v1` }).chat.completions.create(ask(question)),
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
      assert.equal(live.result.text, words(it.upstream.seen.length).join(""));
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

    test("a stream that did not ask for usage gets none, yet its answer serves who needs it", async () => {
      const question = "What makes bread rise in the oven?";
      const read = async () => {
        const chunks = [];
        for await (const chunk of await client.chat.completions.create(ask(question, { stream: true }))) chunks.push(chunk);
        return chunks;
      };
      const live = await reaching(read);
      assert.equal(live.count, 1);
      assert.deepEqual(it.upstream.seen.at(-1).body.stream_options, { include_usage: true });
      const replayed = await reaching(read);
      assert.equal(replayed.count, 0);
      for (const chunks of [live.result, replayed.result])
        for (const chunk of chunks) {
          assert.equal(chunk.choices.length, 1, "no extra chunk");
          assert.ok(!chunk.usage);
        }
      const whole = await reaching(() => client.chat.completions.create(ask(question)));
      assert.equal(whole.count, 0);
      assert.equal(whole.result.usage.total_tokens, 18, "the original usage");
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

    test("an upstream that compresses although it was asked not to is read all the same", async () => {
      for (const [question, stream] of [["Who invented the printing press?", false], ["Which bridges cross the river Elbe?", true]]) {
        const read = () => client.chat.completions.create(ask(question, { model: "gzip-1" }));
        const first = stream
          ? await reaching(() => client.chat.completions.stream(ask(question, { model: "gzip-1" })).finalChatCompletion())
          : await reaching(read);
        assert.equal(first.count, 1);
        assert.equal(it.upstream.seen.at(-1).headers["accept-encoding"], "identity");
        const again = await reaching(read);
        assert.equal(again.count, 0, "stored");
        assert.equal(again.result.choices[0].message.content, first.result.choices[0].message.content);
      }
    });

    test("errors keep their shape, and tools are never matched by meaning", async () => {
      await assert.rejects(client.chat.completions.create(ask("Anything at all, please?", { model: "busy-1" })), (error) => {
        assert.ok(error instanceof SDK.RateLimitError);
        assert.equal(error.error.message, "slow down");
        return true;
      });
      await assert.rejects(client.chat.completions.create({ model: "fake-1" }), (error) => {
        assert.ok(error instanceof SDK.BadRequestError);
        assert.match(error.error.message, /messages/);
        return true;
      });
      const tools = [{ type: "function", function: { name: "get_order", parameters: { type: "object", properties: {} } } }];
      assert.equal((await reaching(() => client.chat.completions.create(ask("Where is order number seven now?", { tools })))).count, 1);
      assert.equal((await reaching(() => client.chat.completions.create(ask("Where is the order number seven now?", { tools })))).count, 1);
    });
  });
