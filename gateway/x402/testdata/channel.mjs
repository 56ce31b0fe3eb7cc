// Records what the unmodified batch-settlement client sends to the server in
// channel.json, which answers as this package does. README.md says how to run it.
import { readFileSync } from "node:fs";
import { privateKeyToAccount } from "viem/accounts";
import { wrapFetchWithPayment, x402Client, decodePaymentResponseHeader } from "@x402/fetch";
import { BatchSettlementEvmScheme } from "@x402/evm/batch-settlement/client";
import { toClientEvmSigner } from "@x402/evm";

const now = 1_800_000_000;
Date.now = () => now * 1000;
let draws = 0;
globalThis.crypto.getRandomValues = (bytes) => {
  draws++;
  return bytes.fill(draws);
};

// The second well-known key of local development chains.
const account = privateKeyToAccount("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
const { steps } = JSON.parse(readFileSync("channel.json", "utf8"));
const recorded = [];
let step;
const chain = { readContract: async () => [BigInt(step.chain.balance), BigInt(step.chain.claimed)] };
const open = () => {
  const scheme = new BatchSettlementEvmScheme(toClientEvmSigner(account, chain));
  const x = new x402Client().register("eip155:*", scheme);
  x.setSpendControls({ allowedAssets: true });
  return { scheme, x };
};
let client = open();
for (step of steps) {
  if (step.lost) client = open(); // and all it knew
  const sent = [];
  const answers = [...step.answers];
  const server = async (input, init) => {
    const request = new Request(input, init);
    const payment = request.headers.get("PAYMENT-SIGNATURE");
    if (payment) sent.push(payment);
    const { status, header, value } = answers.shift();
    return new Response("{}", { status, headers: header ? { [header]: value } : {} });
  };
  let settled = null;
  const url = "https://api.example.com/demo/quote";
  if (step.refund) {
    settled = await client.scheme.refund(url, { fetch: server, ...(step.refund === "all" ? {} : { amount: step.refund }) });
  } else {
    const reply = await wrapFetchWithPayment(server, client.x)(url);
    const value = reply.headers.get("PAYMENT-RESPONSE");
    settled = value && decodePaymentResponseHeader(value);
  }
  const id = JSON.parse(atob(sent[0])).payload.voucher.channelId;
  const known = await client.scheme.storage.get(id.toLowerCase());
  recorded.push({ step: step.name, sent, settled, unanswered: answers.length, known: known ?? null });
}
process.stdout.write(JSON.stringify({ recorded }, null, 1) + "\n");
