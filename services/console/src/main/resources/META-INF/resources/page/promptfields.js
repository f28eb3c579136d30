// Every field of PromptSubmitted, and where its record goes.
import { field } from '../view/fields.js';

const biases = (text) => text.split('\n').filter((line) => line.trim() !== '').map((line) => {
  const [token, bias] = line.trim().split(/[\s:]+/).map(Number);
  return { token, bias };
});

export const SAMPLING = [
  field('temperature', 'temperature', 'number', { min: 0, max: 100, step: 'any', placeholder: '0.8', hint: '0 is greedy' }),
  field('topK', 'top K', 'number', { min: 0, max: 1000000, placeholder: '0', hint: '0 means all tokens' }),
  field('topP', 'top P', 'number', { min: 0, max: 1, step: 'any', placeholder: '0.95' }),
  field('minP', 'min P', 'number', { min: 0, max: 1, step: 'any', placeholder: '0' }),
  field('seed', 'seed', 'text', { pattern: '-?[0-9]{1,19}', placeholder: 'from the id', hint: '64 bits; the same seed gives the same story' }),
  field('maxTokens', 'most tokens', 'number', { min: 1, max: 1000000, placeholder: 'what fits' }),
  field('minTokens', 'fewest tokens', 'number', { min: 0, max: 1000000, placeholder: '0' }),
  field('n', 'stories', 'number', { min: 1, max: 16, placeholder: '1' }),
  field('logProbabilities', 'token probabilities', 'number', { min: 0, max: 20, placeholder: 'none', hint: 'likeliest tokens to report at each position' }),
];

export const FURTHER = [
  field('repetitionPenalty', 'repetition penalty', 'number', { min: 0.01, max: 10, step: 'any', placeholder: '1' }),
  field('presencePenalty', 'presence penalty', 'number', { min: -2, max: 2, step: 'any', placeholder: '0' }),
  field('frequencyPenalty', 'frequency penalty', 'number', { min: -2, max: 2, step: 'any', placeholder: '0' }),
  field('stop', 'stop sequences', 'lines', { hint: 'one per line; the story ends before the first' }),
  field('logitBias', 'logit bias', 'lines', { placeholder: '17 -100', hint: 'token id and bias, one pair per line', read: biases }),
  field('deadline', 'deadline', 'time', { hint: 'not answered by then, it expires' }),
  field('priority', 'priority', 'choice', { choices: [['', 'interactive'], ['bulk', 'bulk']] }),
  field('id', 'id', 'text', { pattern: '[A-Za-z0-9][A-Za-z0-9._\\-]{0,99}', placeholder: 'made up' }),
  field('key', 'key of the record', 'text', { placeholder: 'the id' }),
  field('pool', 'pool', 'text', { placeholder: 'conteur.prompts', pattern: '[A-Za-z0-9][A-Za-z0-9_\\-]{0,39}' }),
  field('ignoreEnd', 'generate past the end token', 'yes'),
];
