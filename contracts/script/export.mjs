// Writes what Go needs of a compiled contract, and nothing that differs from
// machine to machine: node script/export.mjs OUT_DIR
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const contracts = ["FareboxVault", "TestDollar", "IPaymentToken"];

const dir = process.argv[2];
if (!dir) {
  console.error("usage: node script/export.mjs OUT_DIR");
  process.exit(2);
}
mkdirSync(dir, { recursive: true });
for (const name of contracts) {
  const artefact = JSON.parse(readFileSync(`out/${name}.sol/${name}.json`, "utf8"));
  const exported = {
    compiler: artefact.metadata.compiler.version,
    abi: artefact.abi,
    bytecode: artefact.bytecode.object,
    runtime: artefact.deployedBytecode.object,
  };
  writeFileSync(join(dir, `${name}.json`), JSON.stringify(exported, null, 1) + "\n");
}
