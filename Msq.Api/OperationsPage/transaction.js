// One transaction, found by its id or by a hash, with its timeline.

import { get } from './api.js';
import { byId, element, facts, pill, soft } from './elements.js';
import { orderButtons } from './orders.js';
import { ago, ether, kindOf, moment } from './words.js';

const ends = ['confirmed', 'failed', 'canceled', 'expired'];
let shown = null;
let said = '';
let buttons = { id: null, element: null };

/** A link that shows a transaction. */
export const linkTo = (id) => element('a', { class: 'code', href: `#${id}` }, id);

export function beginSearch() {
  byId('search').onsubmit = (event) => {
    event.preventDefault();
    const wanted = byId('wanted').value.trim().toLowerCase();
    if (location.hash === `#${wanted}`) find(wanted);
    else location.hash = wanted;
  };
  addEventListener('hashchange', fromAddress);
  fromAddress();
}

/** Reads it again as long as it is not over. */
export async function refreshTransaction() {
  if (shown && !ends.includes(shown.status)) await show(shown.transactionId);
}

function fromAddress() {
  const wanted = location.hash.slice(1);
  if (!wanted || byId(wanted)) return;
  byId('wanted').value = wanted;
  find(wanted);
}

async function find(wanted) {
  shown = null;
  said = '';
  const place = byId('transaction');
  try {
    if (/^0x[0-9a-f]{64}$/.test(wanted)) {
      const { items } = await get(`/relay/transactions?hash=${wanted}`);
      if (items.length === 0) place.replaceChildren(soft('No transaction of Msq has this hash.'));
      else if (items.length === 1) await show(items[0].transactionId);
      else place.replaceChildren(soft('A batch and the requests in it have this hash:'), element('ul', {}, ...items.map((item) => element('li', {}, linkTo(item.transactionId), ` ${item.type}, ${item.status}`))));
    } else if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(wanted)) {
      await show(wanted);
    } else {
      place.replaceChildren(soft('Enter the id of a transaction, or a hash: 0x and 64 hex digits.'));
    }
  } catch (failure) {
    place.replaceChildren(element('p', { class: 'wrong' }, failure.message));
  }
}

async function show(id) {
  const found = await get(`/relay/transactions/${id}`);
  shown = found;
  // Read again and again: what is the same is not said again, and the buttons keep the focus.
  if (said === (said = JSON.stringify(found))) return;
  if (buttons.id !== id) buttons = { id, element: orderButtons(id, () => show(id)) };
  const code = (text) => text && element('span', { class: 'code' }, text);
  const text = [
    element('div', { class: 'title' }, element('h3', { class: 'code' }, found.transactionId), pill(found.status, kindOf(found.status)), pill(found.type)),
    ...(found.unresolved ? [element('p', { class: 'wrong' }, found.unresolved)] : []),
    ...(found.error ? [element('p', { class: 'wrong' }, `${found.error.code}: ${found.error.message}`, found.error.revertReason ? ` (${found.error.revertReason})` : '')] : []),
    facts(
      ['hash', code(found.transactionHash)], ['pool', found.pool], ['relayer', found.relayer], ['from', code(found.from)], ['to', code(found.to)], ['value', ether(found.value)],
      ['nonce', found.nonce], ['gas limit', found.gasLimit], ['block', found.blockNumber], ['confirmations', found.confirmations], ['reference', found.reference], ['signer', code(found.forward?.from)],
      ['accepted', ago(found.createdAt)], ['valid until', found.validUntil && moment(found.validUntil)]),
    element('ol', { class: 'timeline' }, ...found.timeline.map((line) => element('li', {},
      element('span', { class: 'soft small' }, moment(line.at)), ' ', element('b', {}, line.event.replaceAll('_', ' ')), line.detail ? ` ${line.detail}` : ''))),
  ];
  const place = byId('transaction');
  if (ends.includes(found.status)) place.replaceChildren(...text);
  else if (buttons.element.parentElement === place) {
    while (place.firstChild !== buttons.element) place.firstChild.remove();
    place.prepend(...text);
  } else place.replaceChildren(...text, buttons.element);
}
