// The lists of what needs somebody: what does not move, callbacks that failed, messages that nobody could handle.

import { get, send } from './api.js';
import { ask } from './ask.js';
import { button, byId, element, facts, keyed, notice, pill, soft } from './elements.js';
import { orderButtons } from './orders.js';
import { linkTo } from './transaction.js';
import { ago, number } from './words.js';

/**
 * A list in its section: read from a path, page by page where it has pages. What stays keeps its buttons, and its text as long as that is the same.
 * @param details what is said of an item, as elements
 * @param buttons what may be done about it; the second argument reads the list again
 */
function list({ id, path, itemsOf, keyOf, empty, details, buttons }) {
  const place = byId(id);
  const rows = element('ul', { class: 'cards' });
  let items = [];
  const row = (first) => {
    const text = element('div', {});
    let said;
    return {
      element: element('li', {}, text, buttons(first, () => read())),
      update(item) {
        if (said === (said = JSON.stringify(item))) return;
        text.replaceChildren(...details(item));
      },
    };
  };
  async function read(cursor) {
    try {
      const page = await get(cursor ? `${path}&cursor=${cursor}` : path);
      items = [...(cursor ? items : []), ...itemsOf(page)];
      keyed(rows, items, keyOf, row);
      const shown = [items.length > 0 ? rows : soft(empty), ...(page.next ? [button('More', `More of ${id}`, () => read(page.next))] : [])];
      if (page.next || place.children.length !== 1 || place.firstChild !== shown[0]) place.replaceChildren(...shown);
    } catch (failure) {
      place.replaceChildren(element('p', { class: 'wrong' }, failure.message));
    }
  }

  byId(`${id}-again`).onclick = () => read();
  return () => read();
}

export const readUnresolved = list({
  id: 'unresolved', path: '/operations/unresolved?limit=20', itemsOf: (page) => page.items, keyOf: (item) => item.transactionId, empty: 'Everything moves.',
  details: (item) => [
    element('div', { class: 'title' }, linkTo(item.transactionId), pill(item.status)),
    element('p', {}, item.reason),
    facts(
      ['client', item.client], ['pool', item.pool], ['relayer', item.relayer], ['attempt', item.attempt || null], ['nonce', item.nonce], ['accepted', ago(item.createdAt)], ['last change', ago(item.updatedAt)])],
  buttons: (item, again) => orderButtons(item.transactionId, again),
});

export const readCallbacks = list({
  id: 'callbacks', path: '/callbacks?status=failed&limit=20', itemsOf: (page) => page.items, keyOf: (item) => item.id, empty: 'No callback has been given up.',
  details: (item) => [
    element('div', { class: 'title' }, element('h3', {}, `${item.client} · ${item.endpoint}`), pill(item.type)),
    element('p', { class: 'wrong' }, item.lastError ?? ''),
    facts(
      ['to', item.url ?? 'no endpoint any more'], ['answer', item.lastAnswer], ['attempts', item.attempts], ['last', ago(item.lastAttemptAt)], ['transaction', item.transactionId && linkTo(item.transactionId)])],
  buttons: (item, again) => element('div', { class: 'buttons' }, button('Replay', `Replay the callback ${item.eventId} to ${item.client}`, async () => {
    try {
      await send('POST', `/callbacks/${item.id}/replay`);
      notice('It is sent again now.');
      again();
    } catch (failure) {
      notice(failure.message);
    }
  })),
});

export const readErrors = list({
  id: 'errors', path: '/operations/error-queues', itemsOf: (page) => page.queues, keyOf: (item) => item.queue, empty: 'No message was given up.',
  details: (item) => [
    element('div', { class: 'title' }, element('h3', {}, item.queue), pill(`${number(item.messages)} ${item.messages === 1 ? 'message' : 'messages'}`, 'bad')),
    element('p', { class: 'wrong' }, item.last?.reason ?? ''),
    facts(['message', item.last?.message], ['exception', item.last?.exception], ['last', ago(item.last?.at)])],
  buttons: (item, again) => element('div', { class: 'buttons' }, button('Requeue …', `Requeue ${item.queue}`, () => ask({
    title: `Requeue ${item.queue}?`,
    text: `Its messages go back to ${item.from} and are handled again. What fails again comes back.`,
    yes: 'Requeue',
    async act() {
      const { moved } = await send('POST', `/operations/error-queues/${encodeURIComponent(item.queue)}/requeue`);
      notice(`${number(moved)} moved back to ${item.from}.`);
      again();
    },
  }))),
});
