// What the page asks of its service.

async function answer(response) {
  if (response.ok) {
    return response.json();
  }
  const text = await response.text();
  let reason = text;
  try {
    reason = JSON.parse(text).error ?? text;
  } catch {
    // Not JSON: the text is the reason.
  }
  throw new Error(reason || 'the console answered ' + response.status);
}

function post(path, body) {
  return fetch(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  }).then(answer);
}

export const settings = () => fetch('api/settings').then(answer);
export const ask = (prompt) => post('api/prompts', prompt);
export const stop = (one) => post('api/prompts/stop', { id: one.id, key: one.key, pool: poolOf(one.topic), partition: one.partition });
export const train = (request) => post('api/trainings', request);
export const cancelTraining = (model) => post('api/trainings/cancel', { model });
export const corpora = () => fetch('api/corpora').then(answer);
export const records = (of) => fetch('api/records?of=' + encodeURIComponent(of)).then(answer);
export const upload = (form) => fetch('api/corpora', { method: 'POST', body: form }).then(answer);

export const zipOf = (artifact) =>
  'api/checkpoints/zip?key=' + encodeURIComponent(artifact.key) + '&sha256=' + artifact.sha256;

const PROMPTS = 'conteur.prompts';
const poolOf = (topic) => (topic ?? PROMPTS).slice(PROMPTS.length + 1);
