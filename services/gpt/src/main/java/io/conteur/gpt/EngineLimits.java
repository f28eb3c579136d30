package io.conteur.gpt;

/**
 * What an engine may take at once.
 *
 * @param rows stories
 * @param cacheTokens tokens of prompts and stories together; each takes {@code 4 * layers * width}
 *     bytes, or twice as many in TorchScript
 */
public record EngineLimits(int rows, int cacheTokens) {
    public EngineLimits {
        if (rows < 1 || cacheTokens < 1) {
            throw new IllegalArgumentException(
                    "an engine needs at least one row and one token, has %d and %d"
                            .formatted(rows, cacheTokens));
        }
    }
}
