package io.conteur.events.training;

import io.conteur.events.EventChecks;
import io.conteur.events.InvalidEventException;

/**
 * From where to download two files of a corpus, of which line n belongs to line n.
 *
 * @param prompts an {@code https} URL
 * @param stories an {@code https} URL
 */
public record CorpusUrlPair(String prompts, String stories) {
    private static final int MAX_LENGTH = 2000;

    public CorpusUrlPair {
        check(prompts, "/prompts");
        check(stories, "/stories");
    }

    private static void check(String url, String pointer) {
        EventChecks.text(url, MAX_LENGTH, pointer);
        if (!url.startsWith("https://")) {
            throw new InvalidEventException(pointer, "must start with https://");
        }
    }
}
