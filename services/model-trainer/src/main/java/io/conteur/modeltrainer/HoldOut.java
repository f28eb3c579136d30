package io.conteur.modeltrainer;

import io.conteur.events.training.TrainingSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Which pairs of a corpus are trained on, and which are held out to measure validation loss; both
 * in the corpus's order.
 */
record HoldOut(List<Integer> training, List<Integer> validation) {
    static final double DEFAULT_FRACTION = 0.1;

    HoldOut {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /**
     * Splits by prompt, so that no held-out prompt is also trained on: by the lines or the fraction
     * that is asked for, else by the corpus's own list, else by the default fraction.
     */
    static HoldOut of(Corpus corpus, TrainingSettings settings, long seed) {
        Double fraction = settings.validationFraction();
        Optional<List<Integer>> listed =
                settings.validationLines() == null
                        ? corpus.heldOut()
                        : Optional.of(settings.validationLines());
        if (fraction == null && listed.isPresent()) {
            return byPrompts(corpus, promptsOf(corpus, listed.get()));
        }
        return byPrompts(
                corpus,
                drawn(corpus.prompts(), fraction == null ? DEFAULT_FRACTION : fraction, seed));
    }

    private static Set<String> promptsOf(Corpus corpus, List<Integer> lines) {
        Set<String> prompts = new HashSet<>();
        for (int line : lines) {
            if (line >= corpus.size()) {
                throw JobEndedException.rejected(
                        "validationLines must be from 0 to %d, one is %d"
                                .formatted(corpus.size() - 1, line));
            }
            prompts.add(corpus.prompts().get(line));
        }
        return prompts;
    }

    private static Set<String> drawn(List<String> prompts, double fraction, long seed) {
        List<String> distinct = new ArrayList<>(new LinkedHashSet<>(prompts));
        Collections.shuffle(distinct, new Random(seed));
        int wanted = fraction == 0 ? 0 : Math.max(1, (int) Math.round(fraction * distinct.size()));
        // One prompt at least is trained on.
        return new HashSet<>(distinct.subList(0, Math.min(wanted, distinct.size() - 1)));
    }

    private static HoldOut byPrompts(Corpus corpus, Set<String> heldOut) {
        List<Integer> training = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        for (int line = 0; line < corpus.size(); line++) {
            (heldOut.contains(corpus.prompts().get(line)) ? validation : training).add(line);
        }
        if (training.isEmpty()) {
            throw JobEndedException.rejected(
                    "the validation lines hold out every prompt; some must be left to train on");
        }
        return new HoldOut(training, validation);
    }
}
