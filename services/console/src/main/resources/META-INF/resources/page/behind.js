// The records behind the page.
import { html, useEffect, useState } from '../lib.js';
import * as api from '../data/api.js';
import { bytes, counted, short, time, timeExactly } from '../data/format.js';
import { newest } from '../data/state.js';
import { useStore } from '../data/store.js';
import { Problem, Section, Some, announce } from '../view/common.js';

function pretty(value) {
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

/** A large seed would be rounded by parsing: such a value is shown as it is. */
const shownValue = (value) => (value === null ? '(empty: a tombstone)' : /[^.\d]\d{16}/.test(value) ? value : pretty(value));

function Headers({ of }) {
  const entries = Object.entries(of);
  return entries.length > 0 && html`<details><summary>${entries.length} headers</summary>
    <dl class="headers">${entries.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></details>`;
}

function Record({ record }) {
  return html`
    <li class="card record">
      <h3>${record.topic}</h3>
      <dl class="figures">
        <div><dt>partition</dt><dd>${record.partition}</dd></div><div><dt>offset</dt><dd>${record.offset}</dd></div>
        <div><dt>time</dt><dd>${timeExactly(record.at)}</dd></div><div><dt>value</dt><dd>${bytes(record.bytes)}</dd></div>
      </dl>
      <p class="wrap"><span class="quiet">key</span> <code>${record.key ?? '(none)'}</code></p>
      <${Headers} of=${record.headers} />
      <pre tabindex="0" aria-label=${'Value at offset ' + record.offset}>${shownValue(record.value)}</pre>
    </li>`;
}

function DeadLetter({ letter }) {
  const reason = letter.headers['dead-letter-reason'] ?? 'no reason given';
  return html`
    <li class="card record">
      <h3>${letter.headers['dead-letter-topic'] ?? letter.position} <span class="badge rejected">refused</span></h3>
      <p class="reason">${reason}</p>
      <p class="quiet wrap">at ${time(letter.at)}, from partition ${letter.headers['dead-letter-partition'] ?? '?'}, offset ${letter.headers['dead-letter-offset'] ?? '?'}, key ${short(letter.recordKey ?? '(none)', 200)}</p>
      <${Headers} of=${letter.headers} />
      <pre tabindex="0" aria-label="The refused value">${letter.value ?? '(empty)'}</pre>
      ${letter.recordKey && html`<p><a href=${'#/behind?of=' + encodeURIComponent(letter.recordKey)}>All records of this key</a></p>`}
    </li>`;
}

export function Behind({ query }) {
  const state = useStore();
  const of = query.get('of') ?? '';
  const [text, setText] = useState(of);
  const [found, setFound] = useState(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    setText(of);
    setProblem('');
    setFound(null);
    let left = false;
    if (of) {
      api.records(of).then(
        (answer) => {
          if (!left) {
            setFound(answer);
            announce(counted(answer.records.length, 'record', 'records') + ' found');
          }
        },
        (error) => left || setProblem(error.message));
    }
    return () => { left = true; };
  }, [of]);
  const search = (event) => {
    event.preventDefault();
    location.hash = '#/behind?of=' + encodeURIComponent(text.trim());
  };
  const letters = newest(state.deadLetters);
  return html`
    <h1>Look behind</h1>
    <form class="search" onSubmit=${search} role="search">
      <label class="field" for="of"><span>Id or key</span>
        <input id="of" type="text" required value=${text} autocomplete="off" onInput=${(event) => setText(event.target.value)} /></label>
      <button type="submit" class="main">Find the records</button>
    </form>
    <${Problem} text=${problem} />
    ${of && !problem && html`<section aria-labelledby="records"><h2 id="records">Records</h2>
      ${found === null ? html`<p class="quiet">Reading all topics…</p>` : html`
        <p>${counted(found.records.length, 'record', 'records')} of <code class="wrap">${of}</code>${found.complete ? '' : '; older ones may be missing'}.</p>
        <${Some} items=${found.records} limit=${40} name="records">${(shown) => html`
          <ol class="records">${shown.map((record) => html`<${Record} key=${record.topic + record.partition + '-' + record.offset} record=${record} />`)}</ol>`}<//>`}
    </section>`}
    <${Section} id="dead" title="Dead letters">
      ${letters.length === 0 ? html`<p class="quiet">No record was refused.</p>` : html`
        <${Some} items=${letters} limit=${10} name="dead letters">${(shown) => html`
          <ul class="records">${shown.map((letter) => html`<${DeadLetter} key=${letter.position} letter=${letter} />`)}</ul>`}<//>`}
    <//>`;
}
