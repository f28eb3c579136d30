// Ask for a story.
import { html, useEffect, useRef, useState } from '../lib.js';
import * as api from '../data/api.js';
import { useSession } from '../data/remembered.js';
import { newest } from '../data/state.js';
import { useStore } from '../data/store.js';
import { nameOf, usePins } from '../view/checkpoints.js';
import { Problem, announce } from '../view/common.js';
import { Field, openInvalid, valuesOf } from '../view/fields.js';
import { StoryCard, again } from '../view/story.js';
import { FURTHER, SAMPLING } from './promptfields.js';

const MAX_ASKED = 50;

function choices(state, pins) {
  const all = new Map([...pins, ...newest(state.checkpoints)].map((one) => [one.artifact.key, one]));
  return [...all.values()];
}

const reference = (checkpoints, key) => {
  const found = checkpoints.find((one) => one.artifact.key === key);
  return found && { key: found.artifact.key, sha256: found.artifact.sha256 };
};

const randomSeed = () => String(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER));

/** Says when a story ends: that, and not every token. */
function useEndAnnounced(stories) {
  const waited = useRef(new Set());
  useEffect(() => {
    for (const one of stories) {
      if (!one.outcome) {
        waited.current.add(one.subject);
      } else if (waited.current.delete(one.subject)) {
        const tokens = one.outcome.storyTokens;
        announce(one.outcome.outcome === 'completed' ? `The story is complete: ${tokens} tokens` : `The prompt was ${one.outcome.outcome}`);
      }
    }
  });
}

export function Ask({ readOnly }) {
  const state = useStore();
  const [pins] = usePins();
  const [form, setForm] = useSession('ask', { prompt: '' });
  const [asked, setAsked] = useSession('asked', []);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const checkpoints = choices(state, pins);
  const models = [...new Set(newest(state.checkpoints).map((one) => one.model))];
  const change = (name, value) => setForm((before) => ({ ...before, [name]: value }));

  const send = async (requests) => {
    setProblem('');
    setBusy(true);
    try {
      const group = [];
      for (const request of requests) {
        group.push(await api.ask(request));
      }
      setAsked((before) => [group, ...before].slice(0, MAX_ASKED));
      announce(group.length > 1 ? 'Both prompts are sent' : 'The prompt is sent');
    } catch (error) {
      setProblem(error.message);
    } finally {
      setBusy(false);
    }
  };

  const submit = (event) => {
    event.preventDefault();
    const request = { prompt: form.prompt, model: form.model || undefined, ...valuesOf([...SAMPLING, ...FURTHER], form) };
    const first = reference(checkpoints, form.checkpoint);
    const second = reference(checkpoints, form.second);
    if (!second) {
      return send([{ ...request, checkpoint: first }]);
    }
    const same = { ...request, seed: request.seed ?? randomSeed(), id: undefined, key: undefined, model: undefined };
    return send([{ ...same, checkpoint: first }, { ...same, checkpoint: second }]);
  };

  const find = ({ id, key }) => state.stories.get(id + '\n' + key) ?? { subject: id + '\n' + key, id, key, texts: {}, attempt: 0 };
  const groups = asked.map((group) => group.map(find));
  useEndAnnounced(groups.flat());

  const options = [['', 'the newest'], ...checkpoints.map((one) => [one.artifact.key, nameOf(one)])];
  return html`
    <h1>Ask</h1>
    ${!readOnly && html`<form class="ask" onSubmit=${submit} onInvalidCapture=${openInvalid}>
      <label class="field prompt" for="ask-prompt"><span>Prompt</span>
        <textarea id="ask-prompt" rows="3" required value=${form.prompt} placeholder="A shy fox finds a brass compass." onInput=${(event) => change('prompt', event.target.value)}
          onKeyDown=${(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.form.requestSubmit()}></textarea></label>
      <div class="fields">
        <${Field} prefix="ask" of=${{ name: 'model', label: 'model', kind: 'choice', choices: [['', 'with the newest checkpoint'], ...models.map((one) => [one, one])] }} value=${form.model} change=${change} />
        <${Field} prefix="ask" of=${{ name: 'checkpoint', label: 'checkpoint', kind: 'choice', choices: options }} value=${form.checkpoint} change=${change} />
        <${Field} prefix="ask" of=${{ name: 'second', label: 'and side by side', kind: 'choice', choices: [['', 'no other'], ...options.slice(1)] }} value=${form.second} change=${change} />
      </div>
      <details><summary>Sampling</summary><div class="fields">${SAMPLING.map((one) => html`<${Field} key=${one.name} prefix="ask" of=${one} value=${form[one.name]} change=${change} />`)}</div></details>
      <details><summary>Penalties, stop sequences, deadline and record</summary><div class="fields">${FURTHER.map((one) => html`<${Field} key=${one.name} prefix="ask" of=${one} value=${form[one.name]} change=${change} />`)}</div></details>
      <${Problem} text=${problem} />
      <p class="buttons"><button type="submit" class="main" disabled=${busy}>Tell the story</button>
        <button type="button" class="plain" onClick=${() => setForm({ prompt: form.prompt })}>Reset the settings</button></p>
    </form>`}
    <section aria-labelledby="answers"><h2 id="answers">Answers</h2>
      ${groups.length === 0 && html`<p class="quiet">What you ask is answered here.</p>`}
      ${groups.map((group) => html`<div key=${group[0].subject} class=${group.length > 1 ? 'pair' : 'single'}>
        ${group.map((one) => html`<${StoryCard} key=${one.subject} story=${one} readOnly=${readOnly} onAgain=${(outcome) => send([again(outcome)])} />`)}</div>`)}
    </section>`;
}
