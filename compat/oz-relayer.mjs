// Drives one version of OZ Relayer's SDK against a running Msq, with a pool and with a relayer in place of OZ Relayer's own.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { ethers } from 'ethers';
import { settings, step, until, untilUsedUp } from './world.mjs';

const require = createRequire(import.meta.url);

/** @param {string} version as in package.json */
export async function ozRelayer(version) {
  const { Configuration, RelayersApi } = require(`oz-relayer-${version}`);
  const api = new RelayersApi(new Configuration({ basePath: settings.url, accessToken: settings.key.secret }));
  const pooled = new RelayersApi(new Configuration({ basePath: settings.url, accessToken: settings.pooled }));
  const chain = new ethers.JsonRpcProvider(settings.chain, undefined, { staticNetwork: true });
  const receiver = () => ethers.Wallet.createRandom().address;
  let address;

  await step('lists and shows relayers and pools', async () => {
    const { data } = await pooled.listRelayers();
    assert.ok(data.success);
    assert.ok(data.data.some((one) => one.id === settings.pool));
    assert.ok(data.data.some((one) => one.id === settings.relayer));
    assert.equal(data.pagination.current_page, 1);
    const one = (await api.getRelayer(settings.relayer)).data.data;
    address = ethers.getAddress(one.address);
    const status = (await api.getRelayerStatus(settings.relayer)).data.data;
    assert.equal(Number(status.nonce), await chain.getTransactionCount(address, 'pending'));
    assert.equal((await api.getRelayerBalance(settings.relayer)).data.data.unit, 'wei');
    await assert.rejects(api.getRelayer('nobody'), (error) => error.response.status === 404 && error.response.data.success === false);
  });

  for (const [client, id, name] of [[api, settings.relayer, 'a relayer'], [pooled, settings.pool, 'a pool']]) {
    await step(`sends through ${name} and follows it`, async () => {
      const to = receiver();
      const sent = (await client.sendTransaction(id, { to, value: 31, data: '0x', gas_limit: 50000, speed: 'fast' })).data;
      assert.ok(sent.success);
      assert.equal(sent.data.status, 'pending');
      assert.equal(sent.data.relayer_id, id);
      let row;
      await until(async () => (row = (await client.getTransactionById(id, sent.data.id)).data.data).status === 'confirmed');
      assert.equal(await chain.getBalance(to), 31n);
      assert.equal(BigInt(row.value), 31n);
      assert.ok(!row.signature.r.startsWith('0x'));
      if (name === 'a relayer') {
        assert.equal(ethers.getAddress(row.from), address);
        assert.equal((await client.getTransactionByNonce(id, row.nonce)).data.data.id, row.id);
      }
      const page = (await client.listTransactions(id, 1, 1)).data;
      assert.equal(page.data.length, 1);
      assert.equal(page.data[0].id, row.id);
    });
  }

  await step('repeats a call with an idempotency key, and two calls without one are two', async () => {
    const options = { headers: { 'Idempotency-Key': `compat-${ethers.hexlify(ethers.randomBytes(8))}` } };
    const body = { to: receiver(), value: 1, data: '0x', gas_limit: 50000, speed: 'fast' };
    const first = (await api.sendTransaction(settings.relayer, body, options)).data.data.id;
    assert.equal((await api.sendTransaction(settings.relayer, body, options)).data.data.id, first);
    assert.notEqual((await api.sendTransaction(settings.relayer, body)).data.data.id, first);
  });

  await step('cancels', async () => {
    await chain.send('evm_setIntervalMining', [0]);
    try {
      const to = receiver();
      const { id } = (await api.sendTransaction(settings.relayer, { to, value: 32, data: '0x', gas_limit: 50000, speed: 'fast' })).data.data;
      await until(async () => (await api.getTransactionById(settings.relayer, id)).data.data.hash);
      assert.ok((await api.cancelTransaction(settings.relayer, id)).data.success);
      await untilUsedUp(chain, address, (await api.getTransactionById(settings.relayer, id)).data.data.nonce);
      await chain.send('evm_setIntervalMining', [1]);
      await until(async () => (await api.getTransactionById(settings.relayer, id)).data.data.status === 'canceled');
      assert.equal(await chain.getBalance(to), 0n);
    } finally {
      await chain.send('evm_setIntervalMining', [1]);
    }
  });

  await step('signs messages and typed data', async () => {
    const { data } = (await api.sign(settings.relayer, { message: 'hello' })).data;
    assert.equal(ethers.verifyMessage('hello', `0x${data.sig}`), address);
    const domain = { name: 'compat', chainId: 31337 };
    const types = { Order: [{ name: 'id', type: 'uint256' }] };
    const typed = (await api.signTypedData(settings.relayer, {
      domain_separator: ethers.TypedDataEncoder.hashDomain(domain),
      hash_struct_message: ethers.TypedDataEncoder.from(types).hash({ id: 8 }),
    })).data.data;
    assert.equal(ethers.verifyTypedData(domain, types, { id: 8 }, `0x${typed.sig}`), address);
    await assert.rejects(pooled.sign(settings.relayer, { message: 'hello' }), (error) => error.response.status === 403);
  });

  await step('calls the node, and is told what is not offered', async () => {
    const answer = (await api.rpc(settings.relayer, { jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] })).data;
    assert.ok(BigInt(answer.result) > 0n);
    await assert.rejects(api.deletePendingTransactions(settings.relayer), (error) => error.response.status === 501);
  });

  await step('is refused with a revoked key', async () => {
    const revoked = new RelayersApi(new Configuration({ basePath: settings.url, accessToken: settings.revoked.secret }));
    await assert.rejects(revoked.listRelayers(), (error) => error.response.status === 403);
  });
}
