// The fields of TrainingRequested and of its settings.
import { field } from '../view/fields.js';

const numbers = (text) => text.split(/[\s,]+/).filter((word) => word !== '').map(Number);
const count = (name, label, more) => field(name, label, 'number', { min: 1, ...more });

export const REQUEST = [
  field('size', 'size', 'choice', { choices: [['', 'small, or as the model is'], ['tiny', 'tiny'], ['small', 'small'], ['notebook', 'notebook'], ['medium', 'medium'], ['large', 'large']] }),
  count('steps', 'steps', { max: 100000000, placeholder: 'as the size' }),
  field('minutes', 'or minutes', 'number', { min: 0.01, max: 1000000, step: 'any', placeholder: '–' }),
];

export const TOKENIZER = [
  field('tokenizer', 'tokenizer', 'text', { placeholder: 'one of its own' }),
  count('vocabularySize', 'vocabulary size', { min: 16, max: 1000000 }),
  field('id', 'id of the job', 'text', { placeholder: 'made up' }),
  field('clean', 'detokenise WritingPrompts’ style', 'yes'),
];

export const SETTINGS = [
  count('sampleEverySteps', 'sample every … steps'),
  field('samplePrompts', 'sample prompts', 'lines', { hint: 'one per line' }),
  count('validateEverySteps', 'validate every … steps'),
  field('validationFraction', 'validation fraction', 'number', { min: 0, max: 0.5, step: 'any' }),
  field('validationLines', 'validation lines', 'text', { read: numbers, hint: 'line numbers from 0' }),
  count('patience', 'patience', { hint: 'validations without a better loss' }),
  count('checkpointEverySteps', 'checkpoint every … steps'),
  count('keepLast', 'keep the last … checkpoints'),
  count('keepEverySteps', 'keep those of every … steps'),
  field('learningRate', 'learning rate', 'number', { min: 0, step: 'any' }),
  count('warmUpSteps', 'warm-up steps', { min: 0 }),
  field('weightDecay', 'weight decay', 'number', { min: 0, step: 'any' }),
  field('dropout', 'dropout', 'number', { min: 0, max: 0.9, step: 'any' }),
  field('averaging', 'averaging of the weights', 'number', { min: 0, max: 1, step: 'any' }),
  field('optimizer', 'optimizer', 'choice', { choices: [['', 'muon'], ['adamw', 'adamw'], ['adam', 'adam']] }),
  field('precision', 'precision', 'choice', { choices: [['', 'bf16 where it is native'], ['bf16', 'bf16'], ['fp32', 'fp32'], ['fp16', 'fp16']] }),
  field('seed', 'seed', 'text', { pattern: '-?[0-9]{1,19}' }),
  count('context', 'context'),
  count('batch', 'batch'),
  count('width', 'width'),
  count('hidden', 'hidden width of the MLP'),
  count('layers', 'layers'),
  count('heads', 'heads'),
];
