// Records what unmodified x402 clients send for the 402s in required.json.
// README.md says how to run it.
import { readFileSync } from "node:fs";
import { privateKeyToAccount } from "viem/accounts";
import { wrapFetchWithPayment, x402Client, decodePaymentResponseHeader } from "@x402/fetch";
import { registerExactEvmScheme } from "@x402/evm/exact/client";
import { wrapFetchWithPayment as wrapFetchV1, decodeXPaymentResponse } from "x402-fetch";

const now = 1_800_000_000;
Date.now = () => now * 1000;
let draws = 0;
globalThis.crypto.getRandomValues = (bytes) => {
  draws++;
  return bytes.fill(draws);
};

// The second well-known key of local development chains.
const account = privateKeyToAccount("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
const { cases } = JSON.parse(readFileSync("required.json", "utf8"));
const recorded = [];

for (const c of cases) {
  for (const client of c.clients) {
    const sent = [];
    const server = async (input, init) => {
      const request = new Request(input, init);
      sent.push(Object.fromEntries([...request.headers].sort()));
      if (sent.length > 1) {
        return new Response("{}", { status: 200, headers: c.response });
      }
      const headers = { "content-type": "application/problem+json" };
      if (client !== "v2-on-v1-body") headers["PAYMENT-REQUIRED"] = c.header;
      return new Response(c.body, { status: 402, headers });
    };
    let parsed = null;
    let pay;
    if (client === "v1") {
      pay = wrapFetchV1(server, account, 10n ** 12n);
    } else {
      const x = new x402Client();
      registerExactEvmScheme(x, { signer: account });
      x.setSpendControls({ allowedAssets: true });
      x.onBeforePaymentCreation(async (context) => {
        parsed = context.paymentRequired;
      });
      pay = wrapFetchWithPayment(server, x);
    }
    const reply = await pay("https://api.example.com/demo/quote?secret=1");
    const get = (name) => reply.headers.get(name);
    const decoded = client === "v1"
      ? decodeXPaymentResponse(get("X-PAYMENT-RESPONSE"))
      : decodePaymentResponseHeader(client === "v2" ? get("PAYMENT-RESPONSE") : get("X-PAYMENT-RESPONSE"));
    recorded.push({ case: c.name, client, now, status: reply.status, parsed, headers: sent[1], decoded });
  }
}
process.stdout.write(JSON.stringify({ payer: account.address, recorded }, null, 1) + "\n");
