package io.conteur.modeltrainer.dataset;

import io.conteur.gpt.model.Example;
import io.conteur.modeltrainer.corpus.ParallelCorpus;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.util.ArrayList;
import java.util.List;

/** Encodes a corpus and splits its texts into windows of the model's context. */
public record DatasetBuilder(CorpusEncoder encoder, int maxValidationWindows, JobControl control) {
    /**
     * Builds both sets of a split.
     *
     * @throws JobEndedException when a text cannot be encoded, or the tokens exceed the heap
     * @throws HandOverException when the job has to stop
     */
    public Dataset build(ParallelCorpus corpus, TrainValidationSplit split) {
        return new Dataset(
                trainingWindows(corpus, split.training()),
                validationSet(corpus, split.validation()));
    }

    private List<Example> trainingWindows(ParallelCorpus corpus, List<Integer> lines) {
        List<Example> windows = new ArrayList<>();
        for (int line : lines) {
            int[] prompt = encoder.prompt(corpus.prompts().get(line));
            int[] story = encoder.story(corpus.stories().get(line));
            windows.addAll(encoder.windows(prompt, story));
            control.beatOrStop();
        }
        return windows;
    }

    private ValidationSet validationSet(ParallelCorpus corpus, List<Integer> lines) {
        ValidationSetBuilder builder = new ValidationSetBuilder(encoder, maxValidationWindows);
        for (int line : lines) {
            builder.add(corpus.prompts().get(line), corpus.stories().get(line));
            control.beatOrStop();
        }
        return builder.build();
    }
}
