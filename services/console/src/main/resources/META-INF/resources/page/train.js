// Train a model: on a corpus that is uploaded, or one of the store.
import { html, useEffect, useRef, useState } from '../lib.js';
import * as api from '../data/api.js';
import { bytes } from '../data/format.js';
import { useSession } from '../data/remembered.js';
import { isRunning, newest } from '../data/state.js';
import { useStore } from '../data/store.js';
import { Checkpoints } from '../view/checkpoints.js';
import { Problem, Section, announce } from '../view/common.js';
import { Curves } from '../view/curves.js';
import { Field, openInvalid, valuesOf } from '../view/fields.js';
import { Jobs } from '../view/jobs.js';
import { REQUEST, SETTINGS, TOKENIZER } from './trainingfields.js';

function useCorpora() {
  const [corpora, setCorpora] = useState([]);
  const [problem, setProblem] = useState('');
  const load = () => api.corpora().then(setCorpora, (error) => setProblem(error.message));
  useEffect(() => { load(); }, []);
  return [corpora, problem, load];
}

function Upload({ done }) {
  const form = useRef(null);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = (event) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    api.upload(new FormData(form.current))
      .then((stored) => {
        announce('The corpus is stored: ' + stored.pairs + ' pairs');
        form.current.reset();
        return done(stored);
      }, (error) => setProblem(error.message))
      .finally(() => setBusy(false));
  };
  return html`
    <details class="upload"><summary>Upload a corpus</summary>
      <form ref=${form} onSubmit=${submit}>
        <p class="quiet">Two text files: line n of one is the prompt of line n of the other. <code>${'<newline>'}</code> in a story marks a line break.</p>
        <div class="fields">
          <label class="field" for="corpus-name"><span>name</span><input id="corpus-name" name="name" required pattern="[A-Za-z0-9][A-Za-z0-9._\\-]{0,99}" /></label>
          <label class="field" for="corpus-prompts"><span>prompts</span><input id="corpus-prompts" name="prompts" type="file" required /></label>
          <label class="field" for="corpus-stories"><span>stories</span><input id="corpus-stories" name="stories" type="file" required /></label>
        </div>
        <${Problem} text=${problem} />
        <p class="buttons"><button type="submit" disabled=${busy}>${busy ? 'Uploading…' : 'Upload'}</button></p>
      </form>
    </details>`;
}

function requestOf(form, corpora) {
  const corpus = corpora.find((one) => one.key === form.corpus);
  const settings = valuesOf(SETTINGS, form);
  return {
    model: form.model,
    corpus: corpus && { key: corpus.key, sha256: corpus.sha256 },
    ...valuesOf([...REQUEST, ...TOKENIZER], form),
    continueFrom: form.continueFrom ? 'latest' : undefined,
    settings: Object.keys(settings).length ? settings : undefined,
  };
}

export function Train({ readOnly }) {
  const state = useStore();
  const [form, setForm] = useSession('train', { model: '', size: 'tiny' });
  const [corpora, storeProblem, loadCorpora] = useCorpora();
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const heading = useRef(null);
  const change = (name, value) => setForm((before) => ({ ...before, [name]: value }));
  const jobs = newest(state.jobs, (job) => !job.id.startsWith('refused-'));

  const submit = (event) => {
    event.preventDefault();
    setProblem('');
    setBusy(true);
    api.train(requestOf(form, corpora))
      .then((sent) => announce('The training of ' + sent.model + ' is requested'), (error) => setProblem(error.message))
      .finally(() => setBusy(false));
  };
  const goOn = (job) => {
    const before = state.trainings.get(job.id);
    setForm((old) => ({ ...old, model: job.subject, corpus: before?.corpus?.key ?? old.corpus, size: '', id: '', continueFrom: true }));
    heading.current.focus();
    announce('The form is set to continue ' + job.subject);
  };
  const uploaded = (stored) => loadCorpora().then(() => change('corpus', stored.key));

  return html`
    <h1>Train</h1>
    ${!readOnly && html`
      <section aria-labelledby="request"><h2 id="request" ref=${heading} tabindex="-1">A training</h2>
        <${Upload} done=${uploaded} />
        <form onSubmit=${submit} onInvalidCapture=${openInvalid}>
          <div class="fields">
            <${Field} prefix="train" of=${{ name: 'model', label: 'model', kind: 'text', required: true, pattern: '[A-Za-z0-9][A-Za-z0-9._\\-]{0,99}', placeholder: 'mine' }} value=${form.model} change=${change} />
            <${Field} prefix="train" of=${{ name: 'corpus', label: 'corpus', kind: 'choice', choices: [['', corpora.length ? 'choose one' : 'none in the store: upload one'], ...corpora.map((one) => [one.key, one.key.replace('corpora/', '') + ', ' + bytes(one.bytes)])] }} value=${form.corpus} change=${change} />
            ${REQUEST.map((one) => html`<${Field} key=${one.name} prefix="train" of=${one} value=${form[one.name]} change=${change} />`)}
            <${Field} prefix="train" of=${{ name: 'continueFrom', label: 'continue from the model’s newest checkpoint', kind: 'yes' }} value=${form.continueFrom} change=${change} />
          </div>
          <details><summary>Tokenizer and job</summary><div class="fields">${TOKENIZER.map((one) => html`<${Field} key=${one.name} prefix="train" of=${one} value=${form[one.name]} change=${change} />`)}</div></details>
          <details><summary>Settings</summary><div class="fields">${SETTINGS.map((one) => html`<${Field} key=${one.name} prefix="train" of=${one} value=${form[one.name]} change=${change} />`)}</div></details>
          <${Problem} text=${problem || storeProblem} />
          <p class="buttons"><button type="submit" class="main" disabled=${busy}>Start the training</button></p>
        </form>
      </section>`}
    <${Section} id="jobs" title="Trainings"><${Jobs} jobs=${[...jobs.filter(isRunning), ...jobs.filter((job) => !isRunning(job))]} readOnly=${readOnly} onContinue=${goOn} /><//>
    <${Section} id="curves" title="Curves"><${Curves} jobs=${jobs.filter((job) => job.work === 'model')} /><//>
    <${Section} id="checkpoints" title="Checkpoints"><${Checkpoints} state=${state} /><//>`;
}
