package io.conteur.events.training;

import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;

/**
 * A tokenizer was trained. Keyed by its name; the newest event of a name is the current tokenizer.
 *
 * @param id of the request
 * @param bytesPerToken UTF-8 bytes of the corpus per token
 * @param unknownRate share of the corpus's tokens that are unknown, 0 to 1
 * @param skippedLines lines of the corpus that exceeded a limit
 * @param settings as used, defaults included
 */
@WithBuilder
public record TokenizerTrained(
        String id,
        String name,
        ArtifactReference artifact,
        int vocabularySize,
        double bytesPerToken,
        double unknownRate,
        long skippedLines,
        long skippedBytes,
        ArtifactReference corpus,
        TokenizerSettings settings) {
    public TokenizerTrained {
        EventChecks.name(id, "/id");
        EventChecks.name(name, "/name");
        EventChecks.between(vocabularySize, 1, 1_000_000, "/vocabularySize");
        EventChecks.between(bytesPerToken, 0, 1e9, "/bytesPerToken");
        EventChecks.between(unknownRate, 0, 1, "/unknownRate");
        EventChecks.between(skippedLines, 0, Long.MAX_VALUE, "/skippedLines");
        EventChecks.between(skippedBytes, 0, Long.MAX_VALUE, "/skippedBytes");
    }
}
