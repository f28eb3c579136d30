// Numbers and times as text.

export function number(value, digits = 3) {
  if (value == null) {
    return '–';
  }
  if (Number.isInteger(value)) {
    return value.toLocaleString('en');
  }
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 1e6) ? value.toExponential(2) : value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** Such as 1 story, 2 stories. */
export const counted = (count, one, many) => number(count) + ' ' + (count === 1 ? one : many);

export const percent = (fraction) => (fraction == null ? '–' : Math.round(fraction * 100) + ' %');

export function duration(seconds) {
  if (seconds == null) {
    return '–';
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return whole + ' s';
  }
  return whole < 3600
    ? Math.floor(whole / 60) + ' min ' + (whole % 60) + ' s'
    : Math.floor(whole / 3600) + ' h ' + Math.floor((whole % 3600) / 60) + ' min';
}

export const time = (millis) => (millis ? new Date(millis).toLocaleTimeString('en-GB') : '–');
export const timeExactly = (millis) => new Date(millis).toISOString().replace('T', ' ').replace('Z', '');

export function bytes(count) {
  const units = ['B', 'kB', 'MB', 'GB'];
  let index = 0;
  let value = count;
  while (value >= 1000 && index < units.length - 1) {
    value /= 1000;
    index += 1;
  }
  return number(value, value < 10 && index > 0 ? 1 : 0) + ' ' + units[index];
}

export const short = (text, length) => (text.length > length ? text.slice(0, length - 1) + '…' : text);

/** A piece of a SentencePiece tokenizer as it stands in a text. */
export const piece = (text) => text.replaceAll('▁', ' ').replaceAll('<newline>', '\n').replace(/^<\/s>$/, '');
