// The live flow: how much comes in, and what is open.

import { byId, element, pill } from './elements.js';
import { age, kindOf, number } from './words.js';

const kept = 90; // looks, two seconds apart
const rates = [];

export function showFlow(state) {
  rates.push(state.acceptedPerSecond);
  if (rates.length > kept) rates.shift();
  const open = state.open.reduce((sum, one) => sum + one.count, 0);
  const oldest = state.open.map((one) => one.oldest).sort()[0];
  const errors = state.errorQueues?.reduce((sum, queue) => sum + queue.messages, 0);
  byId('flow').replaceChildren(
    element('dl', { class: 'tiles' },
      tile('Accepted per second', state.acceptedPerSecond.toFixed(1)),
      tile('Open', number(open)),
      tile('Oldest open', oldest ? age(oldest) : '–'),
      tile('Unresolved', number(state.unresolved), state.unresolved > 0),
      tile('In error queues', errors === undefined ? 'no broker' : number(errors), errors !== 0)),
    curve(),
    ...state.pools.map((pool) => counts(pool.name, state.open.filter((one) => one.pool === pool.name))));
}

const tile = (name, value, isBad = false) => element('div', { class: isBad ? 'tile bad' : 'tile' }, element('dt', {}, name), element('dd', {}, value));

const counts = (pool, open) => element('div', { class: 'counts' }, element('b', {}, pool),
  ...(open.length > 0 ? open.map((one) => pill(`${one.status} ${number(one.count)}`, kindOf(one.status))) : [element('span', { class: 'soft' }, 'nothing open')]));

function curve() {
  const most = Math.max(1, ...rates);
  const svg = shape('svg', { class: 'curve', viewBox: `0 0 ${kept - 1} 30`, preserveAspectRatio: 'none', role: 'img' });
  svg.setAttribute('aria-label', `Accepted per second in the last three minutes, at most ${Math.max(...rates).toFixed(1)}`);
  const drawn = rates.length > 1 ? rates : [rates[0], rates[0]];
  const points = drawn.map((rate, at) => `${kept - drawn.length + at},${(29 - (28 * rate) / most).toFixed(2)}`).join(' ');
  svg.append(shape('line', { x1: 0, x2: kept - 1, y1: 29.5, y2: 29.5 }), shape('polyline', { points }));
  return svg;
}

function shape(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
