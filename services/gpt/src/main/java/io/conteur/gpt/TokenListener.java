package io.conteur.gpt;

/** Is called with each token as soon as it is sampled. */
@FunctionalInterface
public interface TokenListener {
    /** Returns false to stop the story here. */
    boolean accept(int id);
}
