package io.conteur.gpt;

/**
 * The size of an engine's batch and KV cache.
 *
 * @param rows stories in the batch at most
 * @param cacheTokens tokens of their prompts and stories together; each takes {@code 4 * layers *
 *     width} bytes, in TorchScript twice as many
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
