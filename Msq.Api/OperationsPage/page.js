// The operators' page: asks for the key, and keeps what is shown live by one stream.

import { follow, get, key } from './api.js';
import { byId } from './elements.js';
import { showFlow } from './flow.js';
import { readCallbacks, readErrors, readUnresolved } from './lists.js';
import { showRelayers } from './relayers.js';
import { beginSearch, refreshTransaction } from './transaction.js';
import { setClock } from './words.js';

const silence = 10_000; // milliseconds without an event: events come every two seconds
const pause = 2_000;
let live = null;
let known = {};

byId('entry').onsubmit = async (event) => {
  event.preventDefault();
  key.keep(byId('key').value.trim());
  await enter();
};
byId('leave').onclick = () => askForKey('');
document.addEventListener('visibilitychange', () => {
  if (byId('board').hidden) return;
  if (document.hidden) live?.abort();
  else listen();
});

if (key.get()) await enter();
else askForKey('');

/** Shows the board when the key is good for it, and what is wrong with it otherwise. */
async function enter() {
  say('Checking the key …');
  try {
    const { pools } = await get('/pool');
    byId('key').value = '';
    byId('entry').hidden = true;
    byId('board').hidden = byId('leave').hidden = false;
    showRelayers(pools);
    listen();
    beginSearch();
    await Promise.all([readUnresolved(), readCallbacks(), readErrors()]);
  } catch (failure) {
    if (failure.status === undefined) throw failure;
    askForKey(failure.message, failure.isOfKey);
  }
}

function askForKey(wrong, isOfKey = true) {
  live?.abort();
  if (isOfKey) key.forget();
  byId('board').hidden = byId('leave').hidden = true;
  byId('entry').hidden = false;
  byId('refusal').textContent = wrong;
  say('');
  byId('key').focus();
}

/** Follows the stream until the page is left or hidden; a stream that ends or falls silent is opened again. */
async function listen() {
  live?.abort();
  const mine = live = new AbortController();
  while (!mine.signal.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    mine.signal.addEventListener('abort', stop);
    let watchdog = setTimeout(stop, silence);
    try {
      for await (const { event, data } of follow('/operations/live', attempt.signal)) {
        clearTimeout(watchdog);
        watchdog = setTimeout(stop, silence);
        if (event === 'state') await show(data);
        else trouble('The database does not answer. What is shown is what was known last.');
      }
      continue;
    } catch (failure) {
      if (mine.signal.aborted) return;
      if (failure.isOfKey) {
        askForKey(failure.message);
        return;
      }
      say('Not connected, trying again …');
    } finally {
      clearTimeout(watchdog);
      mine.signal.removeEventListener('abort', stop);
    }
    await new Promise((resume) => setTimeout(resume, pause));
  }
}

async function show(state) {
  setClock(state.at);
  say(`Live, ${state.at.slice(11, 19)} UTC`);
  trouble(state.errorQueues === null ? 'The broker does not answer: what is accepted waits, and orders are refused.' : '');
  showFlow(state);
  showRelayers(state.pools);
  await refreshTransaction().catch(() => {});
  // Lists are read again when their numbers change, and not under somebody's hands otherwise.
  const messages = state.errorQueues?.reduce((sum, queue) => sum + queue.messages, 0);
  if (known.unresolved !== undefined && known.unresolved !== state.unresolved) readUnresolved();
  if (known.messages !== undefined && messages !== undefined && known.messages !== messages) readErrors();
  known = { unresolved: state.unresolved, messages: messages ?? known.messages };
}

function say(text) {
  if (byId('connection').textContent !== text) byId('connection').textContent = text;
}

function trouble(text) {
  byId('trouble').textContent = text;
  byId('trouble').hidden = text === '';
}
