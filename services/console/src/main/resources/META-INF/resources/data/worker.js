// Shared by all tabs of a browser: one stream, and what it has received, for tabs that open later.
import { openSource } from './source.js';
import { apply, emptyState } from './state.js';

const ports = new Set();
let state = emptyState();
let status = 'connecting';

function broadcast(message) {
  ports.forEach((port) => port.postMessage(message));
}

let close;

function open() {
  close ??= openSource(
    new URL('../events', import.meta.url).href,
    (message) => {
      state = apply(state, message);
      broadcast({ message });
    },
    (now) => {
      status = now;
      broadcast({ status });
    },
  );
}

self.onconnect = (event) => {
  const port = event.ports[0];
  ports.add(port);
  port.onmessage = () => {
    ports.delete(port); // The tab is about to close.
    if (ports.size === 0) {
      close?.();
      close = undefined;
      state = emptyState();
    }
  };
  port.postMessage({ state, status });
  open();
};
