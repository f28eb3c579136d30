// A curve for each run: drawn by uPlot, and as a table for those who cannot see it.
import { html, loadPlotting, useEffect, useRef, useState } from '../lib.js';
import { number } from '../data/format.js';

const HEIGHT = 230;
const MAX_ROWS = 200;
const LINEAR = 1;
const LOG = 3;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** An exponential moving average that is not drawn to zero at its beginning. */
export function smoothed(points, weight) {
  let sum = 0;
  let share = 0;
  return points.map(([x, y]) => {
    sum = weight * sum + (1 - weight) * y;
    share = weight * share + (1 - weight);
    return [x, sum / share];
  });
}

/** Series of (x, y) over one common x, as uPlot wants them. */
function aligned(series) {
  const xs = [...new Set(series.flatMap((one) => one.points.map(([x]) => x)))].sort((a, b) => a - b);
  const place = new Map(xs.map((x, index) => [x, index]));
  const columns = series.map((one) => {
    const column = new Array(xs.length).fill(undefined); // Undefined, unlike null, is no gap.
    one.points.forEach(([x, y]) => { column[place.get(x)] = y; });
    return column;
  });
  return [xs, ...columns];
}

function prepared(series, { logX, logY, smoothing }) {
  return series
    .map((one) => ({ ...one, points: one.points.filter(([x, y]) => (!logX || x > 0) && (!logY || y > 0)) }))
    .map((one) => (smoothing > 0 && !one.dashed ? { ...one, points: smoothed(one.points, smoothing) } : one))
    .filter((one) => one.points.length > 0);
}

function options(shown, { logX, logY }, width) {
  const axis = { stroke: css('--quiet'), grid: { stroke: css('--line'), width: 1 }, ticks: { stroke: css('--line'), width: 1 } };
  return {
    width,
    height: HEIGHT,
    scales: { x: { time: false, distr: logX ? LOG : LINEAR }, y: { distr: logY ? LOG : LINEAR } },
    axes: [{ ...axis, label: 'step', labelSize: 18, size: 34 }, { ...axis, size: 58, values: (u, ticks) => ticks.map((tick) => (tick == null ? '' : number(tick))) }],
    series: [
      { label: 'step' },
      ...shown.map((one) => ({
        label: one.label,
        stroke: css('--curve-' + (1 + one.colour % 6)),
        width: 2,
        dash: one.dashed ? [6, 4] : undefined,
        spanGaps: true,
        points: { show: one.points.length < 3 },
        value: (u, value) => number(value, 4),
      })),
    ],
    cursor: { drag: { x: true, y: false } },
    legend: { live: true },
  };
}

function describe(title, shown) {
  const parts = shown.map((one) => {
    const last = one.points[one.points.length - 1];
    return `${one.label}: ${number(one.points[0][1])} at step ${one.points[0][0]}, ${number(last[1])} at step ${last[0]}`;
  });
  return title + '. ' + parts.join('; ');
}

function ValueTable({ title, series }) {
  const [xs, ...columns] = aligned(series);
  const every = Math.ceil(xs.length / MAX_ROWS);
  const rows = xs.map((x, index) => index).filter((index) => index % every === 0 || index === xs.length - 1);
  return html`
    <div class="scroll tall" tabindex="0" role="region" aria-label=${'Values: ' + title}><table>
      <caption>${title}${every > 1 ? `, one of ${every} steps` : ''}</caption>
      <thead><tr><th scope="col">step</th>${series.map((one) => html`<th scope="col">${one.label}</th>`)}</tr></thead>
      <tbody>${rows.map((index) => html`<tr key=${xs[index]}><th scope="row">${xs[index]}</th>
        ${columns.map((column) => html`<td>${number(column[index], 4)}</td>`)}</tr>`)}</tbody>
    </table></div>`;
}

export function Chart({ title, series, settings }) {
  const place = useRef(null);
  const plot = useRef(null);
  const latest = useRef(null);
  const [open, setOpen] = useState(false);
  const [theme, setTheme] = useState(0);
  const shown = prepared(series, settings);
  const shape = JSON.stringify([shown.map((one) => [one.label, one.colour, one.dashed]), settings.logX, settings.logY, theme]);
  const data = aligned(shown);
  latest.current = data;

  useEffect(() => {
    const changed = () => setTheme((count) => count + 1);
    const system = matchMedia('(prefers-color-scheme: dark)');
    window.addEventListener('theme', changed);
    system.addEventListener('change', changed);
    return () => {
      window.removeEventListener('theme', changed);
      system.removeEventListener('change', changed);
    };
  }, []);

  useEffect(() => {
    let left = false;
    let observer;
    if (shown.length) {
      loadPlotting().then((UPlot) => {
        if (left) {
          return;
        }
        plot.current = new UPlot(options(shown, settings, place.current.clientWidth), latest.current, place.current);
        observer = new ResizeObserver(() => place.current && plot.current?.setSize({ width: place.current.clientWidth, height: HEIGHT }));
        observer.observe(place.current);
      }).catch(() => left || setOpen(true)); // Not drawn: the table says the same.
    }
    return () => {
      left = true;
      observer?.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => plot.current?.setData(data), [JSON.stringify(data.map((column) => [column.length, column[column.length - 1]])), settings.smoothing]);

  return html`
    <figure class="chart">
      <figcaption>${title}</figcaption>
      ${shown.length === 0 && html`<p class="quiet">No values that can be drawn.</p>`}
      <div class="plot" role="img" aria-label=${shown.length ? describe(title, shown) : title} ref=${place}></div>
      ${shown.length > 0 && html`<details open=${open} onToggle=${(event) => setOpen(event.target.open)}>
        <summary>Values as a table</summary>${open && html`<${ValueTable} title=${title} series=${shown} />`}</details>`}
    </figure>`;
}
