// The relayers, and what an operator wants of them.

import { send } from './api.js';
import { ask, reason } from './ask.js';
import { button, byId, element, facts, keyed, notice, pill } from './elements.js';
import { ago, ether, short } from './words.js';

const healthKinds = { healthy: 'good', unhealthy: 'bad', misconfigured: 'bad', gapped: 'bad', unknown: 'warn' };

const orders = [
  { state: 'paused', word: 'Pause', text: 'It gets no new attempts, and what waits in its queue moves to others. What it owns comes to its end.' },
  { state: 'draining', word: 'Drain', text: 'As a pause; the page shows when nothing of it is open any more and it can be taken away.' },
  { state: 'active', word: 'Resume', text: 'It gets new attempts again, as long as it is healthy.' },
];

export const showRelayers = (pools) => keyed(byId('relayers'), pools, (pool) => pool.name, (first) => {
  const list = element('ul', { class: 'cards' });
  const head = element('h3', {});
  const alerts = element('ul', { class: 'small' });
  return {
    element: element('div', { class: 'pool' }, head, list, alerts),
    update(pool) {
      head.textContent = `${pool.name} · chain ${pool.chainId} · block ${pool.height ?? 'unknown'} · ${pool.strategy}`;
      keyed(list, pool.relayers, (relayer) => relayer.id, card);
      alerts.replaceChildren(...pool.alerts.map((alert) => element('li', {}, pill('OZ Monitor', 'warn'), ` ${alert.monitor}: ${alert.count}, the last `, ago(alert.receivedAt))));
    },
  };
});

function card(first) {
  const title = element('div', { class: 'title' });
  const details = element('div', {});
  const buttons = orders.map((order) => button(order.word, `${order.word} ${first.id}`, () => give(first.id, order)));
  return {
    element: element('li', {}, element('div', {}, title, details), element('div', { class: 'buttons' }, ...buttons)),
    update(relayer) {
      title.replaceChildren(...[
        element('h3', {}, relayer.id), pill(relayer.health, healthKinds[relayer.health]),
        relayer.state === 'active' ? null : pill(relayer.isDrained ? 'drained' : relayer.state, 'warn')].filter(Boolean));
      details.replaceChildren(
        ...(relayer.reason && relayer.health !== 'healthy' ? [element('p', { class: 'wrong small' }, relayer.reason)] : []),
        facts(
          ['load', load(relayer)], ['waiting', relayer.waiting || null], ['in doubt', relayer.inDoubt || null], ['balance', ether(relayer.balance)], ['signer', short(relayer.address)],
          ['seen', relayer.health === 'unknown' && relayer.observedAt?.startsWith('1970') ? 'never' : ago(relayer.observedAt)], ['gapped', ago(relayer.gappedSince)],
          ['order', order(relayer)]));
      buttons.forEach((one, at) => { one.hidden = orders[at].state === relayer.state; });
    },
  };
}

const load = (relayer) => element('span', {},
  element('progress', { max: relayer.maxPending, value: Math.min(relayer.open, relayer.maxPending), 'aria-label': `load of ${relayer.id}` }), ` ${relayer.open} of ${relayer.maxPending}`);

const order = (relayer) => relayer.stateBy && element('span', {}, `${relayer.state} by ${relayer.stateBy}, `, ago(relayer.stateSince), relayer.stateReason ? `: ${relayer.stateReason}` : '');

const give = (relayer, { state, word, text }) => ask({
  title: `${word} ${relayer}?`, text, yes: word, fields: [reason(state !== 'active')],
  async act(values) {
    const answer = await send('PATCH', `/pool/${encodeURIComponent(relayer)}`, { state, ...(values.reason && { reason: values.reason }) });
    showRelayers(answer.pools);
    notice(`${relayer} is ${state} now.`);
  },
});
