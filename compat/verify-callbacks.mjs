// Verifies deliveries as a receiver with Defender's SDK does.
// stdin: a JSON array of {secret, headers, body, now}, now in Unix seconds by the receiver's clock. stdout: a JSON array, null for each that is good, otherwise why it is refused.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { NotificationChannelClient } = createRequire(import.meta.url)('defender-notifications-2.7.1');
const SystemDate = Date;
let now;
globalThis.Date = class extends SystemDate {
  constructor(...given) {
    super(...(given.length ? given : [now]));
  }
};

const channel = new NotificationChannelClient({ apiKey: 'none', apiSecret: 'none' });
const verdicts = JSON.parse(readFileSync(0, 'utf8')).map((delivery) => {
  now = delivery.now * 1000;
  const headers = new Headers(delivery.headers);
  try {
    const { valid, error } = channel.verifySignature({
      body: JSON.parse(delivery.body),
      secret: delivery.secret,
      signature: headers.get('Defender-Signature'),
      timestamp: headers.get('Defender-Timestamp'),
    });
    return valid ? null : error;
  } catch (error) {
    return error.message;
  }
});
console.log(JSON.stringify(verdicts));
process.exit(0);
