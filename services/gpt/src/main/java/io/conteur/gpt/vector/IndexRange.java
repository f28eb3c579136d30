package io.conteur.gpt.vector;

/** The indices from {@code from}, inclusive, to {@code to}, exclusive. */
record IndexRange(int from, int to) {}
