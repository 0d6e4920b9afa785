// Pseudo-random forward requests and what ethers makes of them, one JSON object a line, for tests of other implementations of EIP-712:
//   node typed-data-vectors.mjs <seed> <count>
// The same seed gives the same lines; a smaller count gives the first of them. Numbers are decimal strings.
import { computeAddress, concat, dataSlice, getAddress, id, keccak256, SigningKey, toBeHex, toBigInt, TypedDataEncoder } from "ethers";

const types = {
  ForwardRequest: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "gas", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
    { name: "data", type: "bytes" },
  ],
};

const maxUint256 = 2n ** 256n - 1n;
const maxUint160 = 2n ** 160n - 1n;
const maxUint48 = 2n ** 48n - 1n;
const names = ["MsqForwarder", "", "ERC2771Forwarder", 'a "quoted" \\ name', "Übertragung ✓ 転送 🚀", "x".repeat(200)];
const versions = ["1", "2", "", "1.0.0-β"];
const chainIds = [1n, 137n, 80002n, 11155111n, 56n, 97n, 31337n, 2n ** 53n + 1n, 2n ** 63n - 1n];
// Around the 32 bytes of a word and the 136 of a Keccak block.
const lengths = [0, 1, 4, 31, 32, 33, 36, 68, 135, 136, 137, 5000];

/** A source of pseudo-random values that hangs on nothing but its seed. */
function randomSource(seed) {
  let drawn = 0;
  const word = () => keccak256(concat([seed, toBeHex(drawn++, 32)]));
  const below = (limit) => Number(toBigInt(word()) % BigInt(limit));
  const bytes = (length) => {
    const words = ["0x"];
    for (let have = 0; have < length; have += 32) words.push(word());
    return dataSlice(concat(words), 0, length);
  };
  return {
    word,
    bytes,
    pick: (values) => values[below(values.length)],
    address: () => getAddress(bytes(20)),
    /** Of any size, not only of the full one, and now and then the smallest or the largest. */
    uint: (max) => {
      const kind = below(8);
      if (kind === 0) return 0n;
      if (kind === 1) return max;
      return (toBigInt(word()) & max) >> BigInt(below(max.toString(2).length));
    },
  };
}

function vector(seed, index) {
  const random = randomSource(id(`${seed}/${index}`));
  // Any hash but one in 2^128 is a private key.
  const key = new SigningKey(random.word());
  // The first ones are the edges, whatever the seed.
  const edge = [0n, 1n][index];
  const domain = {
    name: random.pick(names),
    version: random.pick(versions),
    chainId: random.pick(chainIds),
    verifyingContract: random.address(),
  };
  const message = {
    from: computeAddress(key),
    to: edge === undefined ? random.address() : getAddress(toBeHex(edge * maxUint160, 20)),
    value: edge === undefined ? random.uint(maxUint256) : edge * maxUint256,
    gas: edge === undefined ? random.uint(maxUint256) : edge * maxUint256,
    nonce: edge === undefined ? random.uint(maxUint256) : edge * maxUint256,
    deadline: edge === undefined ? random.uint(maxUint48) : edge * maxUint48,
    data: random.bytes(edge === undefined ? random.pick(lengths) : Number(edge) * 100_000),
  };
  const digest = TypedDataEncoder.hash(domain, types, message);
  const signature = key.sign(digest);
  return {
    domain: { ...domain, chainId: domain.chainId.toString() },
    privateKey: key.privateKey,
    message: {
      ...message,
      value: message.value.toString(),
      gas: message.gas.toString(),
      nonce: message.nonce.toString(),
      deadline: message.deadline.toString(),
    },
    domainSeparator: TypedDataEncoder.hashDomain(domain),
    structHash: TypedDataEncoder.hashStruct("ForwardRequest", types, message),
    digest,
    signature: signature.serialized,
    compactSignature: signature.compactSerialized,
  };
}

const [seed, count, ...rest] = process.argv.slice(2);
if (!seed || !/^[0-9]+$/.test(count ?? "") || rest.length > 0) {
  console.error("usage: node typed-data-vectors.mjs <seed> <count>");
  process.exit(2);
}
for (let index = 0; index < Number(count); index++) console.log(JSON.stringify(vector(seed, index)));
