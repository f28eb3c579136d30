package io.conteur.modeltrainer;

import io.conteur.gpt.Example;
import io.conteur.gpt.Windows;
import io.conteur.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A corpus as the model sees it.
 *
 * @param training windows to train on
 * @param validation windows to measure on
 */
record Material(List<Example> training, List<Example> validation) {
    Material {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /** Tokens of the training windows. */
    long tokens() {
        return training.stream().mapToLong(example -> example.ids().length).sum();
    }

    /** Encodes and cuts a corpus. */
    record Maker(Tokenizer tokenizer, int context, int maxValidationWindows, Pulse pulse) {
        Material make(Corpus corpus, HoldOut holdOut) {
            List<Example> validation = windows(corpus, holdOut.validation());
            return new Material(
                    windows(corpus, holdOut.training()),
                    validation.subList(0, Math.min(validation.size(), maxValidationWindows)));
        }

        private List<Example> windows(Corpus corpus, List<Integer> lines) {
            List<Example> windows = new ArrayList<>();
            for (int line : lines) {
                int[] prompt = tokenizer.encodePrompt(corpus.prompts().get(line));
                int[] story = tokenizer.encodeStory(corpus.stories().get(line));
                windows.addAll(Windows.of(prompt, story, context));
                pulse.beatOrHandOver();
            }
            return windows;
        }
    }
}
