// node run.mjs defender 2.7.1 | oz-relayer 1.10.0 | viem
import { defender } from './defender.mjs';
import { ozRelayer } from './oz-relayer.mjs';
import { viem } from './viem.mjs';

const [client, version] = process.argv.slice(2);
const clients = { defender, 'oz-relayer': ozRelayer, viem };
if (!clients[client]) throw new Error(`unknown client: ${client}`);
await clients[client](version);
// Some clients leave timers behind.
process.exit(0);
