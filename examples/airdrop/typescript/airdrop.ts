// Sends every line of a CSV file (address,amount in wei) once, 500 in a call, and shows how far it is. After a break, run it again: what was sent is not sent again.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { MsqError, sendBatch, waitFor } from '../../msq.ts';

const mostPerCall = 500;
const followedAtOnce = 20;

const [file = new URL('../recipients.csv', import.meta.url), most = '1000000'] = process.argv.slice(2);
const text = await readFile(file, 'utf8');
// The drop's name: the same file is the same drop.
const drop = createHash('sha256').update(text).digest('hex').slice(0, 16);
const rows = text.trim().split('\n').slice(1, 1 + Number(most)).map((line, index) => {
  const [to = '', value = ''] = line.trim().split(',');
  if (!/^0x[0-9a-fA-F]{40}$/.test(to) || !/^[0-9]+$/.test(value)) throw new Error(`line ${index + 2} is not address,amount: ${line}`);
  return { to, value };
});

let [confirmed, failed] = [0, 0];
const accepted: { id: string; row: number }[] = [];
const complain = (row: number, why: string) => {
  failed++;
  console.error(`\nline ${row + 2}: ${why}`);
};

for (let start = 0; start < rows.length; start += mostPerCall) {
  const chunk = rows.slice(start, start + mostPerCall);
  const results = await sendBatch(chunk.map((direct, index) => ({ direct, idempotencyKey: `airdrop-${drop}-${start + index}` })));
  results.forEach((result, index) => {
    if (result.transactionId) accepted.push({ id: result.transactionId, row: start + index });
    else complain(start + index, new MsqError(result.problem!).message);
  });
  show();
}

const left = [...accepted];
await Promise.all(Array.from({ length: followedAtOnce }, async () => {
  for (let next = left.shift(); next; next = left.shift()) {
    const end = await waitFor(next.id);
    if (end.status === 'confirmed') confirmed++;
    else complain(next.row, `${end.status} (${end.error?.code}): ${end.error?.message}`);
    show();
  }
}));
console.log(`\n${confirmed} confirmed, ${failed} failed of ${rows.length}`);
process.exitCode = failed === 0 ? 0 : 1;

function show() {
  const width = 40;
  const done = Math.round((width * (confirmed + failed)) / rows.length);
  if (process.stdout.isTTY) process.stdout.write(`\r[${'#'.repeat(done)}${'-'.repeat(width - done)}] ${confirmed + failed}/${rows.length} (${accepted.length} accepted) `);
}
