// The one place that knows where the libraries are.
export {
  html, render, useEffect, useLayoutEffect, useMemo, useRef, useState,
} from './_static/htm/preact/standalone.mjs';

let plotting;

/** uPlot, loaded when the first curve is drawn: an old-style script, which sets a global. */
export function loadPlotting() {
  plotting ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = 'webjars/uplot/dist/uPlot.iife.min.js';
    script.onload = () => (window.uPlot ? resolve(window.uPlot) : reject(new Error('uPlot does not run here')));
    script.onerror = () => reject(new Error('uPlot cannot be loaded'));
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = 'webjars/uplot/dist/uPlot.min.css';
    document.head.append(sheet, script);
  });
  return plotting;
}
