// The one dialog: asks before something is done, and says in place what was wrong with it.

import { byId, element } from './elements.js';

/** A field for a text in words. */
export const reason = (required) => ({ name: 'reason', label: required ? 'Reason' : 'Reason (may be left out)', required, make: () => element('textarea', { rows: 3, maxLength: 512 }) });

/** A field for one of some words. */
export const choice = (name, label, words) => ({ name, label, required: true, make: () => element('select', {}, ...words.map((word) => element('option', { value: word }, word))) });

/**
 * Asks.
 * @param question { title, text, yes, fields, act(values) }; the dialog closes when act has gone well, and shows what it throws.
 */
export function ask({ title, text, yes, fields = [], act }) {
  const dialog = byId('question');
  const inputs = fields.map((field) => Object.assign(field.make(), { id: `question-${field.name}`, name: field.name, required: field.required }));
  byId('question-title').textContent = title;
  byId('question-text').textContent = text;
  byId('question-yes').textContent = yes;
  byId('question-wrong').textContent = '';
  byId('question-fields').replaceChildren(...fields.map((field, at) => element('div', {}, element('label', { for: inputs[at].id }, field.label), inputs[at])));
  byId('question-no').onclick = () => dialog.close();
  byId('answer').onsubmit = async (event) => {
    event.preventDefault();
    byId('question-yes').disabled = true;
    try {
      await act(Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()])));
      dialog.close();
    } catch (failure) {
      byId('question-wrong').textContent = failure.message;
    } finally {
      byId('question-yes').disabled = false;
    }
  };
  dialog.showModal();
}
