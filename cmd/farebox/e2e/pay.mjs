// Pays for requests with the unmodified x402 clients, and says what happened: one
// line of JSON for each request. Standard input is one JSON object:
//
//   {client: "v1" | "v2", key, url, method?, body?, token?, network, asset, times}
//
// Each line: {status, body, requestId, response, sent}: response is the decoded
// payment response, sent the header that carried the payment.
import { ExactEvmScheme } from '@x402/evm';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { text } from 'node:stream/consumers';
import { createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { baseSepolia } from 'viem/chains';
import { decodeXPaymentResponse, wrapFetchWithPayment as wrapV1 } from 'x402-fetch';

const task = JSON.parse(await text(process.stdin));
const account = privateKeyToAccount(task.key);

const v2 = {
  signature: 'payment-signature',
  decode: (headers) => decodePaymentResponseHeader(headers.get('payment-response')),
  wrap: (fetch) => {
    const client = new x402Client().register('eip155:*', new ExactEvmScheme(account));
    // By default the client pays in well-known stablecoins only.
    client.setSpendControls({
      allowedAssets: [{ network: task.network, asset: task.asset, maxAmountPerPayment: '10000000' }],
    });
    return wrapFetchWithPayment(fetch, client);
  },
};
const v1 = {
  signature: 'x-payment',
  decode: (headers) => decodeXPaymentResponse(headers.get('x-payment-response')),
  wrap: (fetch) => wrapV1(fetch, createWalletClient({ account, chain: baseSepolia, transport: http('http://127.0.0.1:1') })),
};

const client = task.client === 'v1' ? v1 : v2;
let sent = null;
const pay = client.wrap((input, init) => {
  sent = new Headers(init?.headers ?? input.headers).get(client.signature);
  return fetch(input, init);
});

for (let i = 0; i < task.times; i++) {
  const headers = {};
  if (task.token) headers.authorization = `Bearer ${task.token}`;
  if (task.body) headers['content-type'] = 'application/json';
  const res = await pay(task.url, { method: task.method || 'GET', headers, body: task.body || undefined });
  const body = await res.text();
  const response = res.status === 200 ? client.decode(res.headers) : null;
  console.log(JSON.stringify({ status: res.status, body, requestId: res.headers.get('request-id'), response, sent }));
}
