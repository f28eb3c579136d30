package io.conteur.events;

/** Every parameter that decides a story, as it was used. */
public record SamplingSettings(
        double temperature, int topK, double topP, long seed, int maxTokens) {
    public SamplingSettings {
        Check.between(temperature, 0, 100, "/temperature");
        Check.between(topK, 0, 1_000_000, "/topK");
        Check.between(topP, 0, 1, "/topP");
        Check.between(maxTokens, 1, 1_000_000, "/maxTokens");
    }
}
