// Forms that are described by a list of fields, each named like the field of its event.
import { html } from '../lib.js';

/** A field: its event's name, label and kind; the rest are attributes of the input. */
export const field = (name, label, kind, more = {}) => ({ name, label, kind, ...more });

/** Opens the section of a field that is not valid: in a closed one the browser could neither show nor focus it. */
export const openInvalid = (event) => {
  const section = event.target.closest('details');
  if (section) {
    section.open = true;
  }
};

export function Field({ of, value, change, prefix }) {
  const id = prefix + '-' + of.name;
  const set = (event) => change(of.name, of.kind === 'yes' ? event.target.checked : event.target.value);
  if (of.kind === 'yes') {
    return html`<label class="field yes" for=${id}><input id=${id} type="checkbox" checked=${value ?? false} onChange=${set} /> ${of.label}</label>`;
  }
  return html`
    <label class="field" for=${id}><span>${of.label}</span>${input(of, id, value ?? '', set)}
      ${of.hint && html`<small>${of.hint}</small>`}</label>`;
}

function input(of, id, value, set) {
  switch (of.kind) {
    case 'choice':
      return html`<select id=${id} value=${value} onChange=${set}>
        ${of.choices.map(([key, label]) => html`<option value=${key} selected=${key === value}>${label}</option>`)}</select>`;
    case 'lines':
      return html`<textarea id=${id} rows=${of.rows ?? 2} value=${value} placeholder=${of.placeholder} onInput=${set}></textarea>`;
    case 'number':
      return html`<input id=${id} type="number" value=${value} min=${of.min} max=${of.max} step=${of.step ?? 1} placeholder=${of.placeholder} onInput=${set} />`;
    case 'time':
      return html`<input id=${id} type="datetime-local" step="1" value=${value} onInput=${set} />`;
    default:
      return html`<input id=${id} type="text" value=${value} pattern=${of.pattern} placeholder=${of.placeholder} required=${of.required} autocomplete="off" onInput=${set} />`;
  }
}

/** The values of a form as its event has them; empty ones are left out. */
export function valuesOf(fields, form) {
  const values = {};
  for (const one of fields) {
    const text = form[one.name];
    if (text === undefined || text === '' || text === false) {
      continue;
    }
    const value = one.read ? one.read(text) : standard(one, text);
    if (value !== undefined) {
      values[one.name] = value;
    }
  }
  return values;
}

function standard(of, text) {
  switch (of.kind) {
    case 'number':
      return Number(text);
    case 'lines':
      return text.split('\n').filter((line) => line !== '');
    case 'time':
      return new Date(text).toISOString();
    default:
      return text;
  }
}
