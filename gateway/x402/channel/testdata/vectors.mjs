// Writes vectors.json with viem's implementation of EIP-712 and the ABI and the
// stock client's channel ids. README.md says how to run it.
import { encodeAbiParameters, hashDomain, hashTypedData, keccak256 } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { computeChannelId } from "@x402/evm/batch-settlement/client";

const settlement = "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003";
const collector = "0x4020806089470a89826cB9fB1f4059150b550004";
// The second well-known key of local development chains.
const account = privateKeyToAccount("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
const entry = [
  { name: "channelId", type: "bytes32" },
  { name: "maxClaimableAmount", type: "uint128" },
  { name: "totalClaimed", type: "uint128" },
];
const types = {
  Voucher: entry.slice(0, 2),
  Refund: [entry[0], { name: "nonce", type: "uint256" }, { name: "amount", type: "uint128" }],
  ClaimBatch: [{ name: "claims", type: "ClaimEntry[]" }],
  ClaimEntry: entry,
  ReceiveWithAuthorization: [
    { name: "from", type: "address" }, { name: "to", type: "address" }, { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" }, { name: "validBefore", type: "uint256" }, { name: "nonce", type: "bytes32" },
  ],
};
const hex = (n) => "0x" + n.toString(16).padStart(64, "0");
const max128 = (2n ** 128n - 1n).toString();
const base = {
  payer: account.address, payerAuthorizer: account.address,
  receiver: "0x90F79bf6EB2c4f870365E785982E1f101E93b906", receiverAuthorizer: "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65",
  token: "0x5FbDB2315678afecb367f032d93F642f64180aa3", withdrawDelay: 900, salt: hex(0n),
};
const inputs = [
  { name: "one cent", chainId: 31337, config: base, max: "1000", claimed: "700", refund: ["0", "300"], deposit: ["5000", "0", "1800000120", hex(1n)] },
  { name: "zero", chainId: 1, config: base, max: "0", claimed: "0", refund: ["0", "0"], deposit: ["0", "0", "0", hex(0n)] },
  {
    name: "all bits", chainId: 2 ** 53 - 1,
    config: { ...base, payerAuthorizer: "0x00000000000000000000000000000000000000ff", withdrawDelay: 2 ** 40 - 1, salt: hex(2n ** 256n - 1n) },
    max: max128, claimed: max128, refund: [(2n ** 256n - 1n).toString(), max128],
    deposit: [max128, (2n ** 64n - 1n).toString(), (2n ** 64n - 1n).toString(), hex(2n ** 256n - 1n)],
  },
  {
    name: "another chain, salt and delay", chainId: 84532, config: { ...base, withdrawDelay: 86400, salt: hex(7n) },
    max: "18446744073709551616", claimed: "18446744073709551615", refund: ["12", "1"], deposit: ["50000", "1700000000", "1800000060", hex(0xabcdefn)],
  },
];
const cases = [];
for (const i of inputs) {
  const domain = { name: "x402 Batch Settlement", version: "1", chainId: i.chainId, verifyingContract: settlement };
  const channelId = computeChannelId(i.config, `eip155:${i.chainId}`);
  const voucher = { domain, types, primaryType: "Voucher", message: { channelId, maxClaimableAmount: BigInt(i.max) } };
  const row = { channelId, maxClaimableAmount: BigInt(i.max), totalClaimed: BigInt(i.claimed) };
  const claims = (n) => hashTypedData({ domain, types, primaryType: "ClaimBatch", message: { claims: Array(n).fill(row) } });
  const [value, validAfter, validBefore, salt] = i.deposit;
  const nonce = keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "uint256" }], [channelId, BigInt(salt)]));
  const deposit = {
    domain: { name: "Test Dollar", version: "7", chainId: i.chainId, verifyingContract: i.config.token },
    types, primaryType: "ReceiveWithAuthorization",
    message: {
      from: i.config.payer, to: collector, value: BigInt(value),
      validAfter: BigInt(validAfter), validBefore: BigInt(validBefore), nonce,
    },
  };
  const signature = await account.signTypedData(deposit);
  cases.push({
    name: i.name, chainId: i.chainId, config: i.config, maxClaimable: i.max, totalClaimed: i.claimed,
    separator: hashDomain({ domain, types: { EIP712Domain: [
      { name: "name", type: "string" }, { name: "version", type: "string" },
      { name: "chainId", type: "uint256" }, { name: "verifyingContract", type: "address" },
    ] } }),
    channelId, voucherDigest: hashTypedData(voucher), voucherSignature: await account.signTypedData(voucher),
    noClaims: claims(0), oneClaim: claims(1), threeClaims: claims(3),
    refundNonce: i.refund[0], refundAmount: i.refund[1],
    refundDigest: hashTypedData({ domain, types, primaryType: "Refund", message: { channelId, nonce: BigInt(i.refund[0]), amount: BigInt(i.refund[1]) } }),
    deposit: { amount: value, validAfter, validBefore, salt, nonce, digest: hashTypedData(deposit), signature,
      collectorData: encodeAbiParameters([{ type: "uint256" }, { type: "uint256" }, { type: "uint256" }, { type: "bytes" }],
        [BigInt(validAfter), BigInt(validBefore), BigInt(salt), signature]) },
  });
}
process.stdout.write(JSON.stringify({ settlement, collector, tokenName: "Test Dollar", tokenVersion: "7", cases }, null, 1) + "\n");
