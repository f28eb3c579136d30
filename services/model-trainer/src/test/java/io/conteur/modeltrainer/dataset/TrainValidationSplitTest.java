package io.conteur.modeltrainer.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.events.training.TrainingSettings;
import io.conteur.events.training.TrainingSettingsBuilder;
import io.conteur.modeltrainer.corpus.ParallelCorpus;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.workersupport.JobEndedException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrainValidationSplitTest {
    @Test
    void holdsOutTheFractionAskedFor() {
        TrainValidationSplit split = split(corpus(20), 0.2, 7);

        assertEquals(4, split.validation().size());
        assertEquals(16, split.training().size());
    }

    @Test
    void theSeedDecidesWhichLines() {
        assertEquals(split(corpus(50), 0.2, 7), split(corpus(50), 0.2, 7));
        assertNotEquals(split(corpus(50), 0.2, 7), split(corpus(50), 0.2, 8));
    }

    @Test
    void noPromptIsOnBothSides() {
        ParallelCorpus twice =
                new ParallelCorpus(
                        List.of("a", "b", "a", "b"), List.of("1", "2", "3", "4"), Optional.empty());

        TrainValidationSplit split = split(twice, 0.5, 1);

        assertEquals(2, split.validation().size());
        assertEquals(2, split.validation().get(1) - split.validation().get(0));
    }

    @Test
    void holdsOutNothingWhenAskedTo() {
        assertEquals(List.of(), split(corpus(5), 0.0, 1).validation());
    }

    @Test
    void aSinglePromptIsTrainedOn() {
        assertEquals(List.of(0), split(corpus(1), null, 1).training());
    }

    @Test
    void theCorpusOwnListDecidesUnlessAFractionIsAskedFor() {
        ParallelCorpus corpus = listed(List.of(3, 1));

        assertEquals(List.of(1, 3), split(corpus, null, 1).validation());
        assertEquals(1, split(corpus, 0.25, 1).validation().size());
    }

    @Test
    void rejectsAListOfEveryLine() {
        assertThrows(JobEndedException.class, () -> split(listed(List.of(0, 1, 2, 3)), null, 1));
    }

    @Test
    void theLinesOfTheRequestComeFirst() {
        TrainingSettings settings =
                TestRequests.job("\"settings\":{\"validationLines\":[2]}").settings();

        assertEquals(
                List.of(2), TrainValidationSplit.of(listed(List.of(1)), settings, 1).validation());
    }

    @Test
    void aLineThatTheCorpusLacksIsRejected() {
        TrainingSettings settings =
                TestRequests.job("\"settings\":{\"validationLines\":[4]}").settings();

        JobEndedException end =
                assertThrows(
                        JobEndedException.class,
                        () -> TrainValidationSplit.of(corpus(4), settings, 1));

        assertEquals("validationLines must be from 0 to 3, one is 4", end.reason());
    }

    private static TrainValidationSplit split(
            ParallelCorpus corpus, @Nullable Double fraction, long seed) {
        return TrainValidationSplit.of(
                corpus,
                TrainingSettingsBuilder.builder().validationFraction(fraction).build(),
                seed);
    }

    private static ParallelCorpus corpus(int size) {
        List<String> lines = IntStream.range(0, size).mapToObj(i -> "line " + i).toList();
        return new ParallelCorpus(lines, lines, Optional.empty());
    }

    private static ParallelCorpus listed(List<Integer> heldOut) {
        List<String> lines = List.of("a", "b", "c", "d");
        return new ParallelCorpus(lines, lines, Optional.of(heldOut));
    }
}
