// Writes what Go needs of a compiled contract, and nothing that differs from
// machine to machine: node script/export.mjs OUT_DIR
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const contracts = ["FareboxVault", "LocalBatchSettlement", "LocalDepositCollector", "TestDollar", "IPaymentToken"];

// Immutables are zero in the compiler's runtime code. Where that code is placed
// on a chain as it is, they are filled in here: with the address that x402 gives
// the batch settlement contract on every chain.
const immutables = { LocalDepositCollector: "4020074e9df2ce1dee5a9c1b5c3f541d02a10003" };

const dir = process.argv[2];
if (!dir) {
  console.error("usage: node script/export.mjs OUT_DIR");
  process.exit(2);
}
mkdirSync(dir, { recursive: true });

// place returns the runtime code with every immutable set to the address.
function place({ object, immutableReferences }, address) {
  const word = address.padStart(64, "0");
  for (const { start, length } of Object.values(immutableReferences).flat()) {
    if (length !== 32) throw new Error(`immutable of ${length} bytes`);
    const at = 2 + 2 * start;
    object = object.slice(0, at) + word + object.slice(at + 64);
  }
  return object;
}

for (const name of contracts) {
  const artefact = JSON.parse(readFileSync(`out/${name}.sol/${name}.json`, "utf8"));
  const exported = {
    compiler: artefact.metadata.compiler.version,
    abi: artefact.abi,
    bytecode: artefact.bytecode.object,
    runtime: immutables[name] ? place(artefact.deployedBytecode, immutables[name]) : artefact.deployedBytecode.object,
  };
  writeFileSync(join(dir, `${name}.json`), JSON.stringify(exported, null, 1) + "\n");
}
