package io.conteur.cli.bench;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.sampling.Generation.Finish;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.tokenizer.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Generates many stories with one engine, by continuous batching. */
record BatchGenerator(StoryEngine engine, Tokenizer tokenizer) {
    private static final int MAX_TOKENS = 256;

    /** Generates {@code count} stories in the order of their prompts, which are cycled through. */
    List<String> generate(List<String> prompts, int count) {
        // Handles ascend, so the map keeps the order of the prompts.
        Map<Integer, IntStream.Builder> stories = new TreeMap<>();
        int next = 0;
        while (next < count || engine.stories() > 0) {
            if (next < count && engine.hasRoom(prompt(prompts, next).length, MAX_TOKENS)) {
                engine.add(prompt(prompts, next), sampling(next));
                next++;
            } else {
                engine.step().forEach(token -> keep(token, stories));
            }
        }
        return stories.values().stream()
                .map(ids -> tokenizer.decode(ids.build().toArray()))
                .toList();
    }

    private static void keep(SampledToken token, Map<Integer, IntStream.Builder> stories) {
        IntStream.Builder story =
                stories.computeIfAbsent(token.handle(), handle -> IntStream.builder());
        if (token.finish() != Finish.END) {
            story.add(token.id());
        }
    }

    private int[] prompt(List<String> prompts, int number) {
        int[] ids = tokenizer.encodePrompt(prompts.get(number % prompts.size()));
        if (ids.length >= engine.architecture().context()) {
            throw new CommandFailedException("prompt " + number + " is longer than the context");
        }
        return ids;
    }

    private SamplingParameters sampling(int seed) {
        return new SamplingParameters(0.8, 0, 0.95, seed, MAX_TOKENS, tokenizer.endId());
    }
}
