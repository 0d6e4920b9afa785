// Settles payouts: one by itself, then a list of them in one call. Running it again pays nobody twice.
import { confirmed, MsqError, send, sendBatch } from '../../msq.ts';

interface Payout {
  /** The order that it pays: it makes the idempotency key, so each order is paid once, whoever runs this how often. */
  order: string;
  to: string;
  /** Wei, decimal. */
  value: string;
}

const day = process.env.SETTLEMENT ?? new Date().toISOString().slice(0, 10);
const payouts: Payout[] = [
  { order: '4711', to: '0xb403b1cDE72F3159f5F88bfA2389c8Eb3eCcE139', value: '10000000000000000' },
  { order: '4712', to: '0x63891F90882c189538B8b5cd145f90c508C86122', value: '20000000000000000' },
  { order: '4713', to: '0xC9126e2BcdeD4a90b750782e6DABD7387441Fb31', value: '30000000000000000' },
];
const keyOf = (payout: Payout) => `payout-${day}-${payout.order}`;

// One by itself.
const [first, ...others] = payouts as [Payout, ...Payout[]];
const id = await send({ to: first.to, value: first.value, reference: `order ${first.order}` }, keyOf(first));
const paid = await confirmed(id);
console.log(`order ${first.order}: paid by ${paid.relayer} in block ${paid.blockNumber}, ${paid.transactionHash}`);

// The others in one call. One that is refused hinders no other.
const results = await sendBatch(others.map((payout) => ({
  direct: { to: payout.to, value: payout.value, reference: `order ${payout.order}` },
  idempotencyKey: keyOf(payout),
})));
let failures = 0;
await Promise.all(results.map(async (result, index) => {
  const order = others[index]!.order;
  try {
    if (!result.transactionId) throw new MsqError(result.problem!);
    const end = await confirmed(result.transactionId);
    console.log(`order ${order}: paid by ${end.relayer} in block ${end.blockNumber}, ${end.transactionHash}`);
  } catch (failure) {
    failures++;
    console.error(`order ${order}: NOT paid: ${failure instanceof Error ? failure.message : failure}`);
  }
}));
process.exitCode = failures === 0 ? 0 : 1;
