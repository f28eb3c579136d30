package io.conteur.storygenerator;

import io.conteur.events.SamplingSettings;

/**
 * All that decides a story but the weights.
 *
 * @param prompt token ids
 */
record StoryPlan(int[] prompt, SamplingSettings sampling) {}
