package io.conteur.gpt;

/** Hears of each token as it is written. */
@FunctionalInterface
public interface TokenListener {
    /** Returns false to stop the story here. */
    boolean accept(int id);
}
