// What the page knows, folded from the changes that the service sends. Plain data: it can be sent to another thread.

const MAX_STORIES = 2000;
const MAX_CHECKPOINTS = 500;
const MAX_JOBS = 200; // Each with its points.
const MAX_OTHERS = 200; // Trainings, tokenizers and dead letters.
const MAX_POINTS = 1500;
const METRICS = ['trainingLoss', 'validationLoss', 'learningRate', 'gradientNorm', 'tokensPerSecond'];

export function emptyState() {
  return {
    gauges: new Map(), jobs: new Map(), trainings: new Map(), stories: new Map(),
    checkpoints: new Map(), tokenizers: new Map(), deadLetters: new Map(), cancellations: 0, loaded: false,
  };
}

/** Applies one message: a snapshot begins anew. */
export function apply(state, message) {
  const next = message.reset ? emptyState() : state;
  next.loaded = true;
  for (const change of message.changes) {
    folds[change.kind]?.(next, change);
  }
  return next;
}

const folds = {
  'gauge': (state, change) => state.gauges.set(change.name, { ...change.value, at: change.at }),
  'prompt': foldPrompt,
  'part': foldPart,
  'story': foldStory,
  'cancellation': (state) => { state.cancellations += 1; },
  'training': (state, change) => renew(state.trainings, change.value.id, { ...change.value, at: change.at }, MAX_OTHERS),
  'progress': foldProgress,
  'checkpoint': (state, change) => renew(state.checkpoints, change.value.artifact.key, { ...change.value, recordKey: change.recordKey, at: change.at }, MAX_CHECKPOINTS),
  'tokenizer': (state, change) => renew(state.tokenizers, change.value.artifact.key, { ...change.value, recordKey: change.recordKey, at: change.at }, MAX_OTHERS),
  'deletion': foldDeletion,
  'dead-letter': (state, change) => renew(state.deadLetters, change.position, change, MAX_OTHERS),
};

/** Puts an entry last, as the newest. */
function renew(map, key, value, most) {
  map.delete(key);
  map.set(key, value);
  forgetOldest(map, most);
}

/** A tab may stay open for weeks. Entries that are still needed give way last. */
function forgetOldest(map, most, isNeeded = () => false) {
  if (map.size <= most) {
    return;
  }
  for (const [key, one] of map) {
    if (!isNeeded(one) || map.size > 2 * most) {
      map.delete(key);
      return;
    }
  }
}

function story(state, id, key) {
  const subject = id + '\n' + key;
  let found = state.stories.get(subject);
  if (!found) {
    found = { subject, id, key, texts: {}, attempt: 0 };
    state.stories.set(subject, found);
    forgetOldest(state.stories, MAX_STORIES, (one) => !one.outcome);
  }
  return found;
}

function foldPrompt(state, change) {
  const one = story(state, change.value.id, change.recordKey);
  one.request = change.value;
  one.topic = change.topic;
  one.partition = change.partition;
  one.askedAt = change.at;
}

function foldPart(state, part) {
  const one = story(state, part.id, part.recordKey);
  if (one.outcome || part.attempt < one.attempt) {
    return;
  }
  if (part.attempt > one.attempt) {
    Object.assign(one, { attempt: part.attempt, attemptId: part.attemptId, texts: {}, from: part.from });
  }
  if (part.attemptId === one.attemptId) {
    one.texts[part.index] = (one.texts[part.index] ?? '') + part.text;
    one.checkpoint = part.checkpoint ?? one.checkpoint;
    one.toldAt = part.at;
  }
}

function foldStory(state, change) {
  const one = story(state, change.value.id, change.recordKey);
  one.outcome = change.value;
  one.endedAt = change.at;
  one.texts = {};
}

function foldProgress(state, change) {
  const value = change.value;
  let job = state.jobs.get(value.id);
  if (!job) {
    job = { id: value.id, subject: value.subject, work: value.work, points: [], startedAt: change.at };
    state.jobs.set(value.id, job);
    forgetOldest(state.jobs, MAX_JOBS, (one) => one === job || isRunning(one));
  }
  job.last = { ...job.last, ...value };
  job.state = value.state;
  job.at = change.at;
  if (value.step != null && METRICS.some((metric) => value[metric] != null)) {
    addPoint(job, value);
  }
}

/** A job that resumes after a crash reports some steps again: the later report is the one that counts. */
function addPoint(job, value) {
  const { points } = job;
  while (points.length && points[points.length - 1].step > value.step) {
    points.pop();
  }
  const measured = { step: value.step };
  for (const metric of METRICS) {
    if (value[metric] != null) {
      measured[metric] = value[metric];
    }
  }
  const last = points[points.length - 1];
  if (last?.step === value.step) {
    Object.assign(last, measured);
  } else {
    points.push(measured);
  }
  if (points.length > MAX_POINTS) {
    job.points = thinned(points);
  }
}

/**
 * About every other point, the first of each validation, and the last. Each report repeats the loss of the last validation,
 * so only a new one says anything.
 */
function thinned(points) {
  const every = (point, index) => index % 2 === 0 || index === points.length - 1;
  let loss;
  const kept = points.filter((point, index) => {
    const validated = point.validationLoss != null && point.validationLoss !== loss;
    const keeps = every(point, index) || validated;
    loss = keeps ? point.validationLoss ?? loss : loss;
    return keeps;
  });
  return kept.length > MAX_POINTS * 3 / 4 ? points.filter(every) : kept; // Else nearly all are validations.
}

/** A model or a tokenizer was deleted: all of its record's key. */
function foldDeletion(state, change) {
  for (const [key, one] of state[change.of]) {
    if (one.recordKey === change.recordKey) {
      state[change.of].delete(key);
    }
  }
}

/** The text of a story as far as it is known. */
export function textOf(one, index = 0) {
  if (!one.outcome) {
    return one.texts[index] ?? '';
  }
  return index === 0
    ? one.outcome.story ?? ''
    : one.outcome.alternatives?.find((alternative) => alternative.index === index)?.story ?? '';
}

/** Newest first. */
export function newest(map, condition = () => true) {
  return [...map.values()].filter(condition).reverse();
}

export const isPending = (one) => !one.outcome && one.request;
export const isGenerating = (one) => !one.outcome && one.attempt > 0;
export const isSample = (one) => one.outcome?.origin === 'training';
export const isRunning = (job) => job.state === 'running' || job.state === 'waiting';
