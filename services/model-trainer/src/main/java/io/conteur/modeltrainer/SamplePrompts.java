package io.conteur.modeltrainer;

import io.conteur.tokenizer.Tokenizer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses the prompts for which a job samples stories. */
final class SamplePrompts {
    private static final int DEFAULT_COUNT = 2;

    private SamplePrompts() {}

    /** Those the request names, else the first two held-out ones that leave room for a story. */
    static List<String> of(@Nullable List<String> asked, Corpus corpus, HoldOut holdOut, Fit fit) {
        if (asked != null) {
            asked.forEach(fit::require);
            return asked;
        }
        return Stream.concat(holdOut.validation().stream(), holdOut.training().stream())
                .map(corpus.prompts()::get)
                .distinct()
                .filter(fit::fits)
                .limit(DEFAULT_COUNT)
                .toList();
    }

    /** A prompt may take half the context. */
    record Fit(Tokenizer tokenizer, int context) {
        private boolean fits(String prompt) {
            return tokens(prompt) <= context / 2;
        }

        private int tokens(String prompt) {
            return new CorpusEncoder(tokenizer, context).prompt(prompt).length;
        }

        private void require(String prompt) {
            if (prompt.isBlank() || !fits(prompt)) {
                throw JobEndedException.rejected(
                        "a sample prompt has %d tokens; it must have a text of at most %d, half the context"
                                .formatted(tokens(prompt), context / 2));
            }
        }
    }
}
