// The state of this tab, and its listeners, which are notified at most once per frame.
import { useEffect, useState } from '../lib.js';
import { openSource } from './source.js';
import { apply, emptyState } from './state.js';

export const store = { state: emptyState(), status: 'connecting' };

const listeners = new Set();
let announced = false;

function changed() {
  if (!announced) {
    announced = true;
    requestAnimationFrame(() => {
      announced = false;
      listeners.forEach((listener) => listener());
    });
  }
}

function hear({ state, message, status }) {
  store.state = state ?? (message ? apply(store.state, message) : store.state);
  store.status = status ?? store.status;
  changed();
}

function connectAlone() {
  openSource('events', (message) => hear({ message }), (status) => hear({ status }));
}

export function connect() {
  if (!window.SharedWorker) {
    connectAlone();
    return;
  }
  let heard = false;
  const worker = new SharedWorker('data/worker.js', { type: 'module', name: 'conteur' });
  worker.onerror = () => heard || connectAlone();
  worker.port.onmessage = (event) => {
    heard = true;
    hear(event.data);
  };
  window.addEventListener('pagehide', () => worker.port.postMessage('bye'));
  window.addEventListener('pageshow', (event) => event.persisted && location.reload());
}

/** The state, for a component that is drawn again when it has changed. */
export function useStore() {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((count) => count + 1);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
  return store.state;
}
