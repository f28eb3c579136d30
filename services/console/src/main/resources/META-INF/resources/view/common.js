// Small pieces that several rooms share.
import { html, useState } from '../lib.js';

let clearing;

/** Says something to those who listen instead of looking. */
export function announce(text) {
  const region = document.getElementById('announcements');
  region.textContent = text;
  clearTimeout(clearing);
  clearing = setTimeout(() => { region.textContent = ''; }, 10_000);
}

export function Section({ title, children, id }) {
  return html`<section aria-labelledby=${id}><h2 id=${id}>${title}</h2>${children}</section>`;
}

export function Table({ caption, head, rows, empty }) {
  if (!rows.length) {
    return html`<p class="quiet">${empty ?? 'Nothing yet.'}</p>`;
  }
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${caption}>
      <table><caption class="unseen">${caption}</caption>
        <thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr key=${row.key}>${row.cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`;
}

/** A list that shows some of its items until it is asked for all. */
export function Some({ items, limit, name, children }) {
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, limit);
  return html`
    ${children(shown)}
    ${items.length > limit && html`<button type="button" class="plain" aria-expanded=${all} onClick=${() => setAll(!all)}>
      ${all ? 'Show fewer' : 'Show all ' + items.length + ' ' + name}</button>`}`;
}

/** A button that does something which takes time and may fail. */
export function Action({ children, does, failed, class: style, disabled, describedBy }) {
  const [busy, setBusy] = useState(false);
  const act = () => {
    setBusy(true);
    does().catch((error) => failed(error.message)).finally(() => setBusy(false));
  };
  return html`<button type="button" class=${style} disabled=${busy || disabled} aria-label=${describedBy} onClick=${act}>${children}</button>`;
}

export function Problem({ text }) {
  return text ? html`<p class="problem" role="alert">${text}</p>` : null;
}
