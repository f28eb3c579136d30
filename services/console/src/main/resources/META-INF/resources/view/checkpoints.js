// Checkpoints with their figures; pinned ones are compared.
import { html } from '../lib.js';
import { zipOf } from '../data/api.js';
import { number, percent, time } from '../data/format.js';
import { useLasting } from '../data/remembered.js';
import { newest } from '../data/state.js';
import { Some, Table } from './common.js';

const MAX_PINNED = 8;

export const usePins = () => useLasting('pins', []);

export const nameOf = (checkpoint) => checkpoint.model + ' · step ' + number(checkpoint.step) + ' · ' + checkpoint.id.slice(0, 14);

const figure = (checkpoint, name) => checkpoint.validation?.[name];

const COLUMNS = [
  ['model', (c) => c.model],
  ['step', (c) => number(c.step) + (c.best ? ' (best)' : '')],
  ['validation loss', (c) => number(c.validationLoss, 4)],
  ['training loss', (c) => number(c.trainingLoss, 4)],
  ['perplexity', (c) => number(figure(c, 'perplexity'), 2)],
  ['bits per byte', (c) => number(figure(c, 'bitsPerByte'))],
  ['ranking', (c) => percent(figure(c, 'promptRanking'))],
  ['parameters', (c) => number(c.parameters)],
  ['context', (c) => number(c.context)],
  ['vocabulary', (c) => number(c.vocabularySize)],
];

export function Checkpoints({ state }) {
  const [pins, setPins] = usePins();
  const toggle = (checkpoint) => setPins((before) => (before.some((pin) => pin.artifact.key === checkpoint.artifact.key)
    ? before.filter((pin) => pin.artifact.key !== checkpoint.artifact.key)
    : [checkpoint, ...before].slice(0, MAX_PINNED)));
  const pinned = new Set(pins.map((pin) => pin.artifact.key));
  return html`
    <${Some} items=${newest(state.checkpoints)} limit=${6} name="checkpoints">${(shown) => html`
      <${Table} caption="Checkpoints" empty="A training publishes its first checkpoint after some seconds."
        head=${['compare', ...COLUMNS.map(([title]) => title), 'published', 'download']}
        rows=${shown.map((one) => ({ key: one.artifact.key, cells: [
          html`<input type="checkbox" checked=${pinned.has(one.artifact.key)} aria-label=${'Pin ' + nameOf(one)} onChange=${() => toggle(one)} />`,
          ...COLUMNS.map(([, value]) => value(one)),
          time(one.at),
          html`<a href=${zipOf(one.artifact)} download aria-label=${'Download ' + nameOf(one)}>zip</a>`,
        ] }))} />`}<//>
    ${pins.length > 0 && html`<${Comparison} pins=${pins} toggle=${toggle} />`}`;
}

function Comparison({ pins, toggle }) {
  return html`
    <h3>Pinned checkpoints</h3>
    <div class="scroll" tabindex="0" role="region" aria-label="Pinned checkpoints"><table>
      <thead><tr><td></td>${pins.map((pin) => html`<th scope="col" key=${pin.artifact.key}>${nameOf(pin)}
        <button type="button" class="plain" aria-label=${'Unpin ' + nameOf(pin)} onClick=${() => toggle(pin)}>unpin</button></th>`)}</tr></thead>
      <tbody>${COLUMNS.map(([title, value]) => html`<tr key=${title}><th scope="row">${title}</th>
        ${pins.map((pin) => html`<td key=${pin.artifact.key}>${value(pin)}</td>`)}</tr>`)}</tbody>
    </table></div>
    <p><a href="#/ask">Ask two of them the same prompt</a></p>`;
}
