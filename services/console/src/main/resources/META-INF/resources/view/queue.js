// Prompts that wait for their story.
import { html, useState } from '../lib.js';
import * as api from '../data/api.js';
import { number, short, time } from '../data/format.js';
import { isGenerating, isPending, newest } from '../data/state.js';
import { Action, Problem, Some, Table, announce } from './common.js';

export function Queue({ state, readOnly }) {
  const [problem, setProblem] = useState('');
  const waiting = newest(state.stories, (one) => isPending(one)).reverse();
  const groups = (state.gauges.get('broker')?.groups ?? []).filter((group) => group.name.startsWith('story-generator'));
  const lag = groups.reduce((sum, group) => sum + group.lag, 0);
  return html`
    <p>${number(waiting.length)} unanswered here; the generators have ${number(lag)} records to finish.</p>
    <${Problem} text=${problem} />
    <${Some} items=${waiting} limit=${8} name="prompts">${(shown) => html`
      <${Table} caption="Prompts that wait" empty="No prompt waits."
        head=${['prompt', 'state', 'model', 'priority', 'sent', readOnly ? '' : 'stop']}
        rows=${shown.map((one) => ({ key: one.subject, cells: [
          short(one.request.prompt, 90),
          isGenerating(one) ? 'in progress' : 'waits',
          one.request.model ?? 'newest',
          one.request.priority ?? 'interactive',
          time(one.askedAt),
          readOnly ? '' : html`<${Action} failed=${setProblem} describedBy=${'Stop ' + short(one.request.prompt, 40)}
            does=${() => api.stop(one).then(() => announce('The prompt is cancelled'))}>Stop<//>`,
        ] }))} />`}<//>`;
}
