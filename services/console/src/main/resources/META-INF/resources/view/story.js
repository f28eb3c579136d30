// One prompt and its story, while it is generated and afterwards. A story is text, never markup.
import { html, useLayoutEffect, useRef, useState } from '../lib.js';
import * as api from '../data/api.js';
import { number, short, time } from '../data/format.js';
import { textOf } from '../data/state.js';
import { Action, Problem, announce } from './common.js';
import { Tokens } from './tokens.js';

/** Text that follows its end only while the reader is there. */
function Following({ text, label }) {
  const pane = useRef(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (atEnd.current && pane.current) {
      pane.current.scrollTop = pane.current.scrollHeight;
    }
  }, [text]);
  const scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = pane.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < 8;
  };
  return html`<div class="text" ref=${pane} onScroll=${scrolled} tabindex="0" role="region" aria-label=${label}>${text}</div>`;
}

function status(story) {
  if (story.outcome) {
    return story.outcome.outcome;
  }
  if (story.attempt > 0) {
    return 'in progress';
  }
  return story.request ? 'waits' : 'sent'; // Or so long ago that it is no longer known here.
}

/** Speed: from the timings of the outcome, which the generator measured. */
function figures(outcome) {
  const timings = outcome?.timings;
  if (!timings) {
    return [];
  }
  const seconds = (timings.lastTokenMillis - timings.firstTokenMillis) / 1000;
  return [
    ['waited', number(timings.queuedMillis, 0) + ' ms'],
    ['first token', number(timings.firstTokenMillis, 0) + ' ms'],
    ['whole story', number(timings.lastTokenMillis, 0) + ' ms'],
    ['tokens', number(outcome.storyTokens)],
    ['tokens/s', seconds > 0 && outcome.storyTokens > 1 ? number((outcome.storyTokens - 1) / seconds, 0) : '–'],
    ['finish', outcome.finish ?? '–'],
    ['seed', String(outcome.sampling?.seed ?? '–')],
  ];
}

export function again(outcome) {
  return {
    prompt: outcome.prompt,
    model: outcome.model,
    checkpoint: outcome.checkpoint,
    ...outcome.sampling,
    seed: outcome.sampling?.seed == null ? undefined : String(outcome.sampling.seed),
  };
}

export function StoryCard({ story, readOnly, onAgain }) {
  const [problem, setProblem] = useState('');
  const outcome = story.outcome;
  const prompt = outcome?.prompt ?? story.request?.prompt ?? story.key;
  const checkpoint = outcome?.checkpoint ?? story.checkpoint;
  const others = outcome?.alternatives?.map((one) => one.index) ?? Object.keys(story.texts).map(Number).filter((index) => index > 0);
  return html`
    <article class="card story" aria-label=${short(prompt, 60)}>
      <h3>${short(prompt, 300)}</h3>
      <p class="quiet"><span class="badge ${status(story).replace(' ', '-')}">${status(story)}</span>
        ${' '}${outcome?.model ?? story.request?.model ?? ''} ${outcome?.step == null ? '' : 'step ' + number(outcome.step)} ${time(story.endedAt ?? story.askedAt)}</p>
      ${[0, ...others].map((index) => html`<${OneText} key=${index} story=${story} index=${index} numbered=${others.length > 0} />`)}
      ${outcome?.reason && html`<p class="reason">${short(outcome.reason, 500)}</p>`}
      <dl class="figures">${figures(outcome).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      ${checkpoint?.key && html`<p class="quiet wrap">${checkpoint.key}</p>`}
      <${Problem} text=${problem} />
      <p class="buttons">
        ${!readOnly && !outcome && html`<${Action} failed=${setProblem} does=${() => api.stop(story).then(() => announce('The story is to stop'))}>Stop<//>`}
        ${!readOnly && onAgain && outcome?.sampling && html`<${Action} failed=${setProblem} does=${() => onAgain(outcome)}>Write this story again<//>`}
        <a href=${'#/behind?of=' + encodeURIComponent(story.id)} aria-label=${'Look behind ' + story.id}>Look behind</a>
      </p>
    </article>`;
}

function OneText({ story, index, numbered }) {
  const tokens = index === 0
    ? story.outcome?.logProbabilities
    : story.outcome?.alternatives?.find((one) => one.index === index)?.logProbabilities;
  const label = numbered ? 'Story ' + (index + 1) : 'Story';
  const text = (story.from > 0 && !story.outcome ? '… ' : '') + textOf(story, index);
  return html`
    ${numbered && html`<h4>${label}</h4>`}
    ${tokens?.length ? html`<${Tokens} tokens=${tokens} label=${label} />` : html`<${Following} text=${text} label=${label} />`}`;
}
