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
 */
record Material(List<Example> training, HeldOut heldOut) {
    Material {
        training = List.copyOf(training);
    }

    /** Tokens of the training windows. */
    long tokens() {
        return training.stream().mapToLong(example -> example.ids().length).sum();
    }

    /** Encodes and cuts a corpus. */
    record Maker(Tokenizer tokenizer, int context, int maxValidationWindows, Pulse pulse) {
        Material make(Corpus corpus, HoldOut holdOut) {
            return new Material(
                    windows(corpus, holdOut.training()), heldOut(corpus, holdOut.validation()));
        }

        private List<Example> windows(Corpus corpus, List<Integer> lines) {
            List<Example> windows = new ArrayList<>();
            for (int line : lines) {
                int[] prompt = tokenizer.encodePrompt(corpus.prompts().get(line));
                int[] story = tokenizer.encodeStory(corpus.stories().get(line));
                windows.addAll(Windows.of(prompt, story, context));
                pulse.beatOrStop();
            }
            return windows;
        }

        private HeldOut heldOut(Corpus corpus, List<Integer> lines) {
            HeldOutMaker maker = new HeldOutMaker(tokenizer, context, maxValidationWindows);
            for (int line : lines) {
                maker.add(corpus.prompts().get(line), corpus.stories().get(line));
                pulse.beatOrStop();
            }
            return maker.make();
        }
    }
}
