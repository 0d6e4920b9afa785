// What an operator may do about one transaction.

import { send } from './api.js';
import { ask, choice, reason } from './ask.js';
import { button, element, notice } from './elements.js';

/** Its buttons; ordered is called when something was. */
export const orderButtons = (id, ordered) => element('div', { class: 'buttons' },
  button('Look now', `Look at ${id} now`, async () => {
    try {
      await send('POST', `/operations/${id}/look`);
      notice('It is looked at now.');
      ordered();
    } catch (failure) {
      notice(failure.message);
    }
  }),
  button('Close …', `Close ${id}`, () => ask({
    title: 'Close it by hand?',
    text: `${id} ends as you say. Nothing is sent or stopped by it, and if the chain executes it all the same, that overrides the end.`,
    yes: 'Close', fields: [choice('status', 'It ends', ['failed', 'canceled', 'expired']), reason(true)],
    async act(values) {
      await send('POST', `/operations/${id}/close`, values);
      notice('It is closed.');
      ordered();
    },
  })));
