package io.conteur.modeltrainer;

import io.conteur.gpt.model.Example;
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
    record Maker(CorpusEncoder encoder, int maxValidationWindows, Pulse pulse) {
        Material make(Corpus corpus, HoldOut holdOut) {
            return new Material(
                    windows(corpus, holdOut.training()), heldOut(corpus, holdOut.validation()));
        }

        private List<Example> windows(Corpus corpus, List<Integer> lines) {
            List<Example> windows = new ArrayList<>();
            for (int line : lines) {
                int[] prompt = encoder.prompt(corpus.prompts().get(line));
                int[] story = encoder.story(corpus.stories().get(line));
                windows.addAll(encoder.windows(prompt, story));
                pulse.beatOrStop();
            }
            return windows;
        }

        private HeldOut heldOut(Corpus corpus, List<Integer> lines) {
            HeldOutMaker maker = new HeldOutMaker(encoder, maxValidationWindows);
            for (int line : lines) {
                maker.add(corpus.prompts().get(line), corpus.stories().get(line));
                pulse.beatOrStop();
            }
            return maker.make();
        }
    }
}
