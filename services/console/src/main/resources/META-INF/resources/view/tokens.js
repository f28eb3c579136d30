// A story's tokens with their probabilities: by pointing at one, or by the arrow keys.
import { html, useLayoutEffect, useRef, useState } from '../lib.js';
import { number, piece } from '../data/format.js';

const LEVELS = [0.5, 0.2, 0.05, 0.01];

const probability = (token) => Math.exp(token.logProbability);
const shown = (value) => (value >= 0.001 ? number(100 * value, 1) + ' %' : 'under 0.1 %');
const level = (token) => LEVELS.findIndex((limit) => probability(token) >= limit);

function Detail({ token, index }) {
  if (!token) {
    return html`<p class="quiet">Point at a token, or move through the story with the arrow keys, to see its probability.</p>`;
  }
  return html`
    <p><strong>Token ${index + 1}</strong>: <code>${JSON.stringify(piece(token.piece))}</code> had ${shown(probability(token))}</p>
    ${token.likeliest?.length > 0 && html`<ol class="likeliest">${token.likeliest.map((one) => html`
      <li key=${one.token}><code>${JSON.stringify(piece(one.piece))}</code> <meter min="0" max="1" value=${probability(one)} aria-label="probability"></meter> ${shown(probability(one))}</li>`)}</ol>`}`;
}

export function Tokens({ tokens, label }) {
  const [active, setActive] = useState(-1);
  const [moved, setMoved] = useState(0); // Counts the arrow keys: pointing does not scroll.
  const pane = useRef(null);
  useLayoutEffect(() => {
    if (moved) {
      pane.current.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
    }
  }, [moved]);
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setActive((now) => Math.min(tokens.length - 1, Math.max(0, now + step)));
      setMoved((count) => count + 1);
    }
  };
  return html`
    <div class="text tokens" ref=${pane} tabindex="0" role="group" aria-label=${label + ': tokens, move with the arrow keys'} onKeyDown=${move}>
      ${tokens.map((token, index) => html`<span key=${index} class=${'token level-' + level(token) + (index === active ? ' active' : '')}
        onMouseMove=${() => setActive(index)}>${index === 0 ? piece(token.piece).trimStart() : piece(token.piece)}</span>`)}
    </div>
    <div class="detail" role="status">${html`<${Detail} token=${tokens[active]} index=${active} />`}</div>`;
}
