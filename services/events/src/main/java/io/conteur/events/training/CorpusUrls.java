package io.conteur.events.training;

import io.conteur.events.EventChecks;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From where to download the files of a corpus, plain or gzip. The trainer's configuration lists
 * the allowed hosts.
 *
 * @param prompts an {@code https} URL
 * @param stories an {@code https} URL
 * @param more files of the same corpus, in order
 */
public record CorpusUrls(String prompts, String stories, @Nullable List<CorpusUrlPair> more) {
    /** Pairs of files that an artifact has room for. */
    private static final int MAX_PAIRS = 120;

    public CorpusUrls {
        new CorpusUrlPair(prompts, stories); // Checks both.
        more = more == null ? null : List.copyOf(more);
        EventChecks.between(more == null ? null : more.size(), 0, MAX_PAIRS - 1, "/more");
    }

    /** All files, in order. */
    public List<CorpusUrlPair> all() {
        Stream<CorpusUrlPair> first = Stream.of(new CorpusUrlPair(prompts, stories));
        return Stream.concat(first, more == null ? Stream.empty() : more.stream()).toList();
    }
}
