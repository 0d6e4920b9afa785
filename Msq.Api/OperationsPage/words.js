// Puts values into words.

import { element } from './elements.js';

// The server's clock minus this machine's, in milliseconds.
let offset = 0;
export const setClock = (at) => { offset = Date.parse(at) - Date.now(); };

/** A span of time in its largest unit. */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`;
}

export const age = (at) => span(Date.now() + offset - Date.parse(at));

/** A time, shown as how long ago it was. */
export const ago = (at) => at && element('time', { dateTime: at, title: at }, `${age(at)} ago`);

/** A time of today by its clock, in UTC, another one with its day. */
export function moment(at) {
  const today = new Date(Date.now() + offset).toISOString().slice(0, 10);
  const text = at.slice(0, 10) === today ? at.slice(11, 19) : at.slice(0, 19).replace('T', ' ');
  return element('time', { dateTime: at, title: at }, `${text} UTC`);
}

/** Wei as ether, with four digits behind the point; as wei where these would all be 0. */
export function ether(wei) {
  if (wei === null) return null;
  const amount = BigInt(wei);
  if (amount > 0n && amount < 10n ** 14n) return `${number(amount)} wei`;
  const digits = (amount / 10n ** 14n).toString().padStart(5, '0');
  return element('span', { title: `${wei} wei` }, `${number(digits.slice(0, -4))}.${digits.slice(-4)} ether`);
}

/** A hash, shortened in its middle. */
export const short = (hash) => hash && element('span', { class: 'code', title: hash }, `${hash.slice(0, 10)}…${hash.slice(-6)}`);

export const number = (value) => value.toString().replace(/\B(?=(\d{3})+$)/g, ' ');

/** What a status is like, for its colour. */
export const kindOf = (status) => ({ confirmed: 'good', mined: 'good', failed: 'bad', expired: 'warn', canceled: 'warn' })[status] ?? '';
