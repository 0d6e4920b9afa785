// Verifies deliveries as a receiver does, with the official library of Standard Webhooks.
// stdin: a JSON array of {secret, headers, body, now}, now in Unix seconds by the receiver's clock. stdout: a JSON array, null for each that is good, otherwise why it is refused.
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';

const verdicts = JSON.parse(readFileSync(0, 'utf8')).map(({ secret, headers, body, now }) => {
  Date.now = () => now * 1000;
  try {
    new Webhook(secret).verify(body, headers);
    return null;
  } catch (error) {
    return error.message;
  }
});
console.log(JSON.stringify(verdicts));
