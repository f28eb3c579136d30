package io.conteur.gpt;

/** A part of something counted from 0: from {@code from} on, up to and without {@code to}. */
record Share(int from, int to) {}
