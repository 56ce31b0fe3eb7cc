#!/usr/bin/env node
// Answers the two questions forge asks a compiler, `--version` and
// `--standard-json`, with the solc of package-lock.json.
import { createRequire } from "node:module";
import { readFileSync, writeSync } from "node:fs";

const solc = createRequire(import.meta.url)("solc");

// print writes everything: a pipe may take a part only, or ask to try again.
function print(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (err) {
      if (err.code !== "EAGAIN") throw err;
    }
  }
}

if (process.argv.includes("--standard-json")) {
  print(solc.compile(readFileSync(0, "utf8")));
} else {
  print(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
}
