package io.conteur.modeltrainer.dataset;

import io.conteur.events.training.TrainingSettings;
import io.conteur.modeltrainer.corpus.ParallelCorpus;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.workersupport.JobEndedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The lines of a corpus to train on and those to validate on, each in the corpus's order, counted
 * from 0. Lines of the same prompt are on the same side, so that validation measures unseen
 * prompts.
 */
public record TrainValidationSplit(List<Integer> training, List<Integer> validation) {
    public TrainValidationSplit {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /**
     * Splits by the lines or the fraction that the request names, else by the corpus's own list,
     * else by the default fraction.
     *
     * @throws JobEndedException when a line does not exist, or none is left to train on
     */
    public static TrainValidationSplit of(
            ParallelCorpus corpus, TrainingSettings settings, long seed) {
        Double fraction = settings.validationFraction();
        Optional<List<Integer>> listed =
                settings.validationLines() == null
                        ? corpus.validationLines()
                        : Optional.of(settings.validationLines());
        if (fraction == null && listed.isPresent()) {
            return byPrompts(corpus, promptsOf(corpus, listed.get()));
        }
        double share = fraction == null ? Hyperparameters.VALIDATION_FRACTION : fraction;
        return byPrompts(corpus, drawn(corpus.prompts(), share, seed));
    }

    private static Set<String> promptsOf(ParallelCorpus corpus, List<Integer> lines) {
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
        // At least one prompt is trained on.
        return new HashSet<>(distinct.subList(0, Math.min(wanted, distinct.size() - 1)));
    }

    private static TrainValidationSplit byPrompts(ParallelCorpus corpus, Set<String> heldOut) {
        List<Integer> training = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        for (int line = 0; line < corpus.size(); line++) {
            (heldOut.contains(corpus.prompts().get(line)) ? validation : training).add(line);
        }
        if (training.isEmpty()) {
            throw JobEndedException.rejected(
                    "the validation lines hold out every prompt; some must be left to train on");
        }
        return new TrainValidationSplit(training, validation);
    }
}
