// The shop's server: serves the page, decides what may be minted, and is the only one that has the key to Msq.
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { encodeFunctionData, isAddress, parseAbi, type Address } from 'viem';
import { ask, MsqError } from '../../msq.ts';

// SampleNft, as ./run deploys it.
const nft = process.env.NFT ?? '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0';
const chainRpc = process.env.CHAIN_RPC_URL;
const port = Number(process.env.PORT ?? 3000);
const page = new URL('../page/', import.meta.url);
const abi = parseAbi(['function mint(address to)']);

interface TypedData {
  domain: { chainId: number };
  message: { to: string; data: string };
}

class Refusal extends Error {}

const server = createServer((request, response) => {
  answer(request).then(
    ({ type, body }) => response.writeHead(200, { 'Content-Type': type }).end(body),
    (failure: unknown) => {
      const [status, detail] = failure instanceof MsqError ? [failure.problem.status, failure.message] : failure instanceof Refusal ? [400, failure.message] : [500, 'The shop failed.'];
      if (status === 500) console.error(failure);
      response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify({ status, detail }));
    },
  );
});
server.listen(port, '127.0.0.1', () => console.log(`The shop is open: http://127.0.0.1:${port}`));

async function answer(request: IncomingMessage): Promise<{ type: string; body: string | Buffer }> {
  const route = `${request.method} ${request.url}`;
  if (route === 'GET /') return { type: 'text/html', body: await readFile(new URL('index.html', page)) };
  if (route === 'GET /mint.js') return { type: 'text/javascript', body: await readFile(new URL('mint.js', page)) };
  if (route === 'POST /mint/typed-data') {
    const { from, to } = await read<{ from: string; to: Address }>(request);
    if (!isAddress(to, { strict: false })) throw new Refusal(`${to} is no address`);
    const data = encodeFunctionData({ abi, functionName: 'mint', args: [to] });
    const typedData = await ask<TypedData>('POST', '/relay/gasless/typed-data', { from, to: nft, data });
    const chain = { chainId: `0x${typedData.domain.chainId.toString(16)}`, chainName: 'Msq', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: chainRpc ? [chainRpc] : [] };
    return json({ typedData, chain });
  }
  if (route === 'POST /mint') {
    const { request: signed, signature } = await read<{ request: TypedData['message']; signature: string }>(request);
    // Whatever else a wallet has signed is not paid for.
    if (signed.to.toLowerCase() !== nft.toLowerCase() || !signed.data.startsWith('0x6a627842')) throw new Refusal('only mints are paid for');
    return json(await ask('POST', '/relay/gasless', { request: signed, signature }, `mint-${signature.slice(2, 66)}`));
  }
  const [, id] = /^GET \/mint\/([0-9a-f-]{36})$/.exec(route) ?? [];
  if (id) return json(await ask('GET', `/relay/transactions/${id}`));
  throw new Refusal(`there is no ${route}`);
}

const json = (value: unknown) => ({ type: 'application/json', body: JSON.stringify(value) });

async function read<T>(request: IncomingMessage): Promise<T> {
  let body = '';
  for await (const part of request) {
    body += part;
    if (body.length > 100_000) throw new Refusal('the body is too long');
  }
  return JSON.parse(body) as T;
}
