// Starts the program under test and waits for its ready line.
import { spawn } from "node:child_process";
import readline from "node:readline";

export async function startBsc(upstream, extra = []) {
  const args = ["serve", "--listen", "127.0.0.1:0", "--openai-upstream", upstream, "--anthropic-upstream", upstream, "--ollama-upstream", upstream,
    "--encoder", "lexical", ...extra];
  if (!extra.includes("--db")) args.push("--db", ":memory:");
  const child = spawn(process.env.BSC, args, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.on("data", (text) => (log += text));
  const exited = new Promise((done) => child.once("exit", (code, signal) => done(signal ?? code)));
  const ready = new Promise((done) => readline.createInterface(child.stdout).once("line", done));
  const line = await Promise.race([ready, exited.then((code) => Promise.reject(new Error(`bsc left with ${code}: ${log}`)))]);
  const url = /http:\/\/[^\s,]+/.exec(line)[0];
  return {
    url,
    line,
    log: () => log,
    stop: async () => { child.kill("SIGTERM"); return exited; },
    kill: async () => { child.kill("SIGKILL"); return exited; },
  };
}
