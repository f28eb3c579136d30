// The curves of chosen runs, laid over each other.
import { html, useState } from '../lib.js';
import { useSession } from '../data/remembered.js';
import { Chart } from './chart.js';

const CHARTS = [
  { title: 'Loss (nats per token)', metrics: [['trainingLoss', 'train'], ['validationLoss', 'validation']] },
  { title: 'Learning rate', metrics: [['learningRate', '']] },
  { title: 'Gradient norm', metrics: [['gradientNorm', '']] },
  { title: 'Tokens per second', metrics: [['tokensPerSecond', '']] },
];

function seriesOf(runs, metrics) {
  return runs.flatMap(({ job, colour }) => metrics.map(([metric, suffix]) => ({
    label: (job.id + ' ' + suffix).trim(),
    colour,
    dashed: metric === 'validationLoss',
    points: job.points.filter((point) => point[metric] != null).map((point) => [point.step, point[metric]]),
  }))).filter((one) => one.points.length > 0);
}

export function Curves({ jobs }) {
  const drawable = jobs.filter((job) => job.points.length > 0);
  const [chosen, setChosen] = useState(null);
  const [settings, setSettings] = useSession('curves', { logX: false, logY: false, smoothing: 0 });
  if (drawable.length === 0) {
    return html`<p class="quiet">Curves appear with the first step of a training.</p>`;
  }
  const ids = chosen ?? [drawable[0].id];
  const runs = drawable.map((job, colour) => ({ job, colour })).filter(({ job }) => ids.includes(job.id));
  const toggle = (id) => setChosen(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);
  const set = (name) => (event) => setSettings((before) => ({ ...before, [name]: event.target.type === 'range' ? Number(event.target.value) : event.target.checked }));
  return html`
    <div class="controls">
      <fieldset><legend>Runs</legend>${drawable.slice(0, 12).map((job) => html`
        <label key=${job.id}><input type="checkbox" checked=${ids.includes(job.id)} onChange=${() => toggle(job.id)} /> ${job.id}</label>`)}
      </fieldset>
      <fieldset><legend>Axes</legend>
        <label><input type="checkbox" checked=${settings.logY} onChange=${set('logY')} /> log values</label>
        <label><input type="checkbox" checked=${settings.logX} onChange=${set('logX')} /> log steps</label>
        <label>smoothing <input type="range" min="0" max="0.99" step="0.01" value=${settings.smoothing} onInput=${set('smoothing')} /></label>
      </fieldset>
    </div>
    <div class="charts">${CHARTS.map((chart) => {
      const series = seriesOf(runs, chart.metrics);
      return series.length > 0 && html`<${Chart} key=${chart.title} title=${chart.title} series=${series} settings=${settings} />`;
    })}</div>`;
}
