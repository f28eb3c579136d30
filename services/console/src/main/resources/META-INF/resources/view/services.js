// The broker and the services: health, lag, and what each is doing.
import { html } from '../lib.js';
import { counted, number, percent } from '../data/format.js';
import { isGenerating, isPending, isRunning } from '../data/state.js';

const SERVICES = ['tokenizer-trainer', 'model-trainer', 'story-generator'];

function doing(name, state) {
  if (name.startsWith('story-generator')) {
    const all = [...state.stories.values()];
    const active = all.filter(isGenerating).length;
    const waiting = all.filter((one) => isPending(one) && !isGenerating(one)).length;
    return active + waiting === 0 ? 'idle' : `${counted(active, 'story', 'stories')} in progress, ${counted(waiting, 'prompt waits', 'prompts wait')}`;
  }
  const work = name === 'tokenizer-trainer' ? 'tokenizer' : 'model';
  const job = [...state.jobs.values()].reverse().find((one) => one.work === work && isRunning(one));
  if (!job) {
    return 'idle';
  }
  return `${job.subject}: ${job.last.stage ?? job.state}${job.last.fraction == null ? '' : ', ' + percent(job.last.fraction)}`;
}

function Card({ name, up, lines, failing }) {
  const word = up === undefined ? 'not asked' : up ? 'up' : 'down';
  return html`
    <li class="card">
      <h3>${name} <span class="badge ${word.replace(' ', '-')}">${word}</span></h3>
      ${lines.map((line) => html`<p>${line}</p>`)}
      ${failing.map((check) => html`<p class="problem">${check}</p>`)}
    </li>`;
}

function failing(gauge) {
  const checks = (gauge?.checks ?? []).filter((check) => check.status !== 'UP')
    .map((check) => check.name + ' is down' + (check.data ? ': ' + JSON.stringify(check.data) : ''));
  return gauge?.reason ? [gauge.reason, ...checks] : checks;
}

export function Services({ state }) {
  const broker = state.gauges.get('broker');
  const groups = new Map((broker?.groups ?? []).map((group) => [group.name, group]));
  const names = [...new Set([...SERVICES, ...groups.keys(), ...[...state.gauges.keys()].filter((key) => key.startsWith('service/')).map((key) => key.slice(8))])];
  return html`
    <ul class="cards">
      <${Card} name="Kafka" up=${broker?.up} failing=${failing(broker)} lines=${broker ? [broker.url, broker.nodes ? counted(broker.nodes, 'broker', 'brokers') : ''] : []} />
      ${names.map((name) => {
        const gauge = state.gauges.get('service/' + name);
        const group = groups.get(name);
        const membership = group ? `${counted(group.members, 'instance', 'instances')}, lag ${number(group.lag)}` : 'no consumer group';
        return html`<${Card} key=${name} name=${name} up=${gauge?.up ?? (group ? group.members > 0 : undefined)} failing=${failing(gauge)}
          lines=${[doing(name, state), membership]} />`;
      })}
    </ul>`;
}
