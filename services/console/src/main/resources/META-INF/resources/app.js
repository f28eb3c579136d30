// The page: its head, and one of its four rooms.
import { html, render, useEffect, useState } from './lib.js';
import * as api from './data/api.js';
import { useLasting } from './data/remembered.js';
import { connect, store, useStore } from './data/store.js';
import { Ask } from './page/ask.js';
import { Behind } from './page/behind.js';
import { See } from './page/see.js';
import { Train } from './page/train.js';

const ROOMS = { see: ['See', See], ask: ['Ask', Ask], train: ['Train', Train], behind: ['Look behind', Behind] };
const THEMES = { auto: 'as the system', light: 'light', dark: 'dark' };

function route() {
  const [name, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { room: ROOMS[name] ? name : 'see', query: new URLSearchParams(query ?? '') };
}

function useRoute() {
  const [now, set] = useState(route);
  useEffect(() => {
    const changed = () => set(route());
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  return now;
}

function ThemeChoice() {
  const [theme, setTheme] = useLasting('theme', 'auto');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    window.dispatchEvent(new Event('theme'));
  }, [theme]);
  return html`
    <label class="theme">Colours <select value=${theme} onChange=${(event) => setTheme(event.target.value)}>
      ${Object.entries(THEMES).map(([value, label]) => html`<option value=${value}>${label}</option>`)}
    </select></label>`;
}

function Connection() {
  useStore();
  const text = { open: 'live', connecting: 'connecting…', lost: 'connection lost, trying again' }[store.status];
  return html`<span class="connection ${store.status}" role="status">${text}</span>`;
}

function Page() {
  const { room, query } = useRoute();
  const [readOnly, setReadOnly] = useState(false);
  useEffect(() => {
    api.settings().then((settings) => setReadOnly(settings.readOnly), () => {});
  }, []);
  useEffect(() => {
    document.title = ROOMS[room][0] + ' · Conteur';
  }, [room]);
  const Room = ROOMS[room][1];
  return html`
    <a class="skip" href="#main" onClick=${(event) => {
      event.preventDefault();
      document.getElementById('main').focus();
    }}>Skip to the content</a>
    <header>
      <span class="name">Conteur</span>
      <nav aria-label="Pages">${Object.entries(ROOMS).map(([name, [label]]) => html`
        <a href=${'#/' + name} aria-current=${name === room ? 'page' : null}>${label}</a>`)}
      </nav>
      <${Connection} />
      <${ThemeChoice} />
    </header>
    <main id="main" tabindex="-1">
      ${readOnly && html`<p class="note">This console is read-only: it shows, and sends nothing.</p>`}
      <${Room} query=${query} readOnly=${readOnly} key=${room} />
    </main>`;
}

const root = document.getElementById('app');
root.replaceChildren();
render(html`<${Page} />`, root);
connect();
