// What is going on.
import { html } from '../lib.js';
import { useStore } from '../data/store.js';
import { isSample, newest } from '../data/state.js';
import { Checkpoints } from '../view/checkpoints.js';
import { Section, Some } from '../view/common.js';
import { Curves } from '../view/curves.js';
import { Jobs } from '../view/jobs.js';
import { Queue } from '../view/queue.js';
import { Services } from '../view/services.js';
import { StoryCard } from '../view/story.js';

function Stories({ stories, empty }) {
  return stories.length === 0
    ? html`<p class="quiet">${empty}</p>`
    : html`<${Some} items=${stories} limit=${4} name="stories">${(shown) => html`
        <div class="stories">${shown.map((one) => html`<${StoryCard} key=${one.subject} story=${one} readOnly />`)}</div>`}<//>`;
}

export function See({ readOnly }) {
  const state = useStore();
  const jobs = newest(state.jobs, (job) => !job.id.startsWith('refused-'));
  const models = jobs.filter((job) => job.work === 'model');
  if (!state.loaded) {
    return html`
      <h1>See</h1>
      <p class="quiet" aria-busy="true">Reading the topics…</p>`;
  }
  return html`
    <h1>See</h1>
    <${Section} id="services" title="Services"><${Services} state=${state} /><//>
    <${Section} id="jobs" title="Trainings"><${Jobs} jobs=${jobs} readOnly=${readOnly} /><//>
    <${Section} id="curves" title="Curves"><${Curves} jobs=${models} /><//>
    <${Section} id="checkpoints" title="Checkpoints"><${Checkpoints} state=${state} /><//>
    <${Section} id="queue" title="Prompt queue"><${Queue} state=${state} readOnly=${readOnly} /><//>
    <${Section} id="samples" title="Samples of trainings">
      <${Stories} stories=${newest(state.stories, isSample)} empty="A training publishes sample stories while it runs, if it was requested." /><//>
    <${Section} id="stories" title="Stories">
      <${Stories} stories=${newest(state.stories, (one) => !isSample(one))} empty="No story yet: ask for one." /><//>`;
}
