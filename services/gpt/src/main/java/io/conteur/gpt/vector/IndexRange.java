package io.conteur.gpt.vector;

/** A part of something counted from 0: from {@code from} on, up to and without {@code to}. */
record IndexRange(int from, int to) {}
