// Makes elements. Texts are only ever text: what clients sent cannot become markup.

export const byId = (id) => document.getElementById(id);

/** An element with properties, and children that are elements or texts; null ones are left out. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    if (property === 'class') made.className = value;
    else if (property.startsWith('aria-') || property === 'role' || property === 'for') made.setAttribute(property, value);
    else made[property] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const pill = (text, kind = '') => element('span', { class: `pill ${kind}` }, text);
export const button = (text, label, onclick, kind = 'quiet') => element('button', { type: 'button', class: kind, 'aria-label': label, onclick }, text);
export const soft = (text) => element('p', { class: 'soft' }, text);

/** Names and values side by side; a value is a text, an element, or null where nothing is known. */
export const facts = (...pairs) => element('dl', { class: 'facts' }, ...pairs
  .filter(([, value]) => value !== null && value !== undefined && value !== '')
  .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))));

/**
 * Shows a list so that what stays keeps its elements, and with them the focus: make(item) is asked once for each key and answers { element, update(item) }.
 */
export function keyed(container, items, keyOf, make) {
  const shown = container.shown ??= new Map();
  const keys = new Set(items.map(keyOf));
  for (const [key, entry] of shown) {
    if (keys.has(key)) continue;
    entry.element.remove();
    shown.delete(key);
  }
  items.forEach((item, place) => {
    let entry = shown.get(keyOf(item));
    if (!entry) shown.set(keyOf(item), entry = make(item));
    entry.update(item);
    if (container.children[place] !== entry.element) container.insertBefore(entry.element, container.children[place] ?? null);
  });
}

let hiding;

/** Says for a few seconds what was done. */
export function notice(text) {
  const place = byId('notice');
  place.textContent = text;
  place.classList.add('shown');
  clearTimeout(hiding);
  hiding = setTimeout(() => place.classList.remove('shown'), 5000);
}
