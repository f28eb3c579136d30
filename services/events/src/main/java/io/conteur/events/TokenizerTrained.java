package io.conteur.events;

/**
 * A tokenizer is ready. Keyed by its name; the newest event under a name is that tokenizer.
 *
 * @param id the request that made it
 * @param bytesPerToken UTF-8 bytes of the corpus per token
 * @param unknownRate share of the corpus's tokens that are unknown, 0 to 1
 * @param skippedLines lines of the corpus that a limit left out
 * @param settings every setting as it was used
 */
@Built
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
        Check.name(id, "/id");
        Check.name(name, "/name");
        Check.between(vocabularySize, 1, 1_000_000, "/vocabularySize");
        Check.between(bytesPerToken, 0, 1e9, "/bytesPerToken");
        Check.between(unknownRate, 0, 1, "/unknownRate");
        Check.between(skippedLines, 0, Long.MAX_VALUE, "/skippedLines");
        Check.between(skippedBytes, 0, Long.MAX_VALUE, "/skippedBytes");
    }
}
