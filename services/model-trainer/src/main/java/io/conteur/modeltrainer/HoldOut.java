package io.conteur.modeltrainer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
     * Splits by prompt, so that no held-out prompt is also trained on: by the fraction that is
     * asked for, else by the corpus's own list, else by the default fraction.
     */
    static HoldOut of(Corpus corpus, @Nullable Double fraction, long seed) {
        if (fraction == null && corpus.heldOut().isPresent()) {
            return byLines(corpus, new HashSet<>(corpus.heldOut().get()));
        }
        Set<String> prompts =
                drawn(corpus.prompts(), fraction == null ? DEFAULT_FRACTION : fraction, seed);
        Set<Integer> lines = new HashSet<>();
        for (int line = 0; line < corpus.size(); line++) {
            if (prompts.contains(corpus.prompts().get(line))) {
                lines.add(line);
            }
        }
        return byLines(corpus, lines);
    }

    private static Set<String> drawn(List<String> prompts, double fraction, long seed) {
        List<String> distinct = new ArrayList<>(new LinkedHashSet<>(prompts));
        Collections.shuffle(distinct, new Random(seed));
        int wanted = fraction == 0 ? 0 : Math.max(1, (int) Math.round(fraction * distinct.size()));
        // One prompt at least is trained on.
        return new HashSet<>(distinct.subList(0, Math.min(wanted, distinct.size() - 1)));
    }

    private static HoldOut byLines(Corpus corpus, Set<Integer> heldOut) {
        List<Integer> training = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        for (int line = 0; line < corpus.size(); line++) {
            (heldOut.contains(line) ? validation : training).add(line);
        }
        if (training.isEmpty()) {
            throw JobEndedException.rejected(
                    "validation-lines.txt holds out every line; some must be left to train on");
        }
        return new HoldOut(training, validation);
    }
}
