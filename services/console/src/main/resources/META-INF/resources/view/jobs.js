// Trainings, with how far each is.
import { html, useState } from '../lib.js';
import * as api from '../data/api.js';
import { duration, number, percent, short, time } from '../data/format.js';
import { isRunning } from '../data/state.js';
import { Action, Problem, Some, announce } from './common.js';

function Figures({ last }) {
  const figures = [
    ['step', last.step == null ? null : number(last.step) + (last.steps ? ' of ' + number(last.steps) : '')],
    ['training loss', last.trainingLoss == null ? null : number(last.trainingLoss)],
    ['validation loss', last.validationLoss == null ? null : number(last.validationLoss)],
    ['learning rate', last.learningRate == null ? null : number(last.learningRate, 5)],
    ['gradient norm', last.gradientNorm == null ? null : number(last.gradientNorm)],
    ['tokens/s', last.tokensPerSecond == null ? null : number(last.tokensPerSecond, 0)],
    ['trainers', last.workers == null ? null : number(last.workers, 0)],
    ['elapsed', last.elapsedSeconds == null ? null : duration(last.elapsedSeconds)],
    ['left', last.etaSeconds == null ? null : duration(last.etaSeconds)],
  ].filter(([, value]) => value != null);
  return html`<dl class="figures">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function Job({ job, readOnly, onContinue }) {
  const [problem, setProblem] = useState('');
  const running = isRunning(job);
  const cancel = () => api.cancelTraining(job.subject).then(() => announce('The training of ' + job.subject + ' is to end'));
  return html`
    <li class="card job">
      <h3>${job.subject} <span class="badge ${job.state}">${job.state}</span></h3>
      <p class="quiet">${job.work}, ${job.id}, since ${time(job.startedAt)}${job.last.stage && running ? ': ' + job.last.stage : ''}</p>
      ${running && html`<progress max="1" value=${job.last.fraction ?? null} aria-label=${'Progress of ' + job.subject}>${percent(job.last.fraction)}</progress>`}
      <${Figures} last=${job.last} />
      ${job.last.reason && html`<p class="reason">${short(job.last.reason, 500)}</p>`}
      <${Problem} text=${problem} />
      <p class="buttons">
        ${!readOnly && running && job.work === 'model' && html`<${Action} does=${cancel} failed=${setProblem} describedBy=${'Cancel the training of ' + job.subject}>Cancel<//>`}
        ${!readOnly && !running && job.work === 'model' && onContinue && html`<button type="button" onClick=${() => onContinue(job)} aria-label=${'Continue ' + job.subject}>Continue</button>`}
        <a href=${'#/behind?of=' + encodeURIComponent(job.id)} aria-label=${'Look behind ' + job.id}>Look behind</a>
      </p>
    </li>`;
}

export function Jobs({ jobs, readOnly, onContinue }) {
  return html`<${Some} items=${jobs} limit=${4} name="jobs">${(shown) => (shown.length
    ? html`<ul class="cards wide">${shown.map((job) => html`<${Job} key=${job.id} job=${job} readOnly=${readOnly} onContinue=${onContinue} />`)}</ul>`
    : html`<p class="quiet">No training yet.</p>`)}<//>`;
}
