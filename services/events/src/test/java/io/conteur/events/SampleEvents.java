package io.conteur.events;

import java.util.List;
import java.util.stream.Stream;

/** Every event with all of its fields, and with none but the required ones. */
final class SampleEvents {
    static final ArtifactReference ARTIFACT =
            new ArtifactReference("corpora/tales-0a1b2c3d4e5f", "0123456789abcdef".repeat(4));
    private static final TokenizerSettings TOKENIZER_SETTINGS =
            new TokenizerSettings(
                    2500,
                    List.of("<sep>"),
                    0.9995,
                    4192,
                    16,
                    true,
                    true,
                    false,
                    false,
                    true,
                    100_000);
    private static final TrainingSettings TRAINING_SETTINGS =
            new TrainingSettings(
                    256,
                    8,
                    0.001,
                    100,
                    0.1,
                    TrainingSettings.Precision.FP32,
                    Long.MIN_VALUE,
                    50,
                    25,
                    50,
                    null,
                    List.of("A door."),
                    256,
                    704,
                    5,
                    8,
                    TrainingSettings.Optimizer.ADAMW,
                    List.of(1, 2),
                    3,
                    2,
                    100,
                    0.1,
                    0.999);
    private static final ValidationFigures FIGURES = new ValidationFigures(90.0, 400.0, 1.5, 0.75);

    private static final List<WrittenToken> TOKENS =
            List.of(new WrittenToken(7, "It", -0.5, List.of(new LikelyToken(7, "It", -0.5))));

    private SampleEvents() {}

    static Stream<Record> full() {
        return Stream.of(
                new TokenizerRequested("job", "tales", ARTIFACT, TOKENIZER_SETTINGS),
                tokenizerTrained(),
                new TrainingRequested(
                        "job",
                        "tales",
                        ARTIFACT,
                        "tales",
                        TrainingRequested.Size.SMALL,
                        2500,
                        100,
                        null,
                        TRAINING_SETTINGS,
                        null,
                        true,
                        TrainingRequested.ContinueFrom.LATEST),
                fullProgress(),
                new CheckpointPublished(
                        "job", "tales", 5, ARTIFACT, ARTIFACT, 2500, 256, 9, 4.5, 4.75, true, true,
                        FIGURES),
                fullPrompt(),
                new StoryPartWritten("p", 3, "It opened.\n", false, 2, ARTIFACT, 1),
                fullStory());
    }

    static Stream<Record> sparse() {
        return Stream.of(
                new TokenizerRequested(null, "tales", ARTIFACT, null),
                tokenizerTrained(),
                new TrainingRequested(null, "tales", ARTIFACT, null, null, null, null, null, null),
                Progressed.of("job", "tales", Progressed.Work.MODEL, Progressed.State.RUNNING),
                new CheckpointPublished(
                        "job", "tales", 0, ARTIFACT, ARTIFACT, 1, 1, 1, null, null, false),
                PromptSubmitted.of("A door."),
                new StoryPartWritten("p", 0, "", true),
                StoryWritten.without("p", StoryWritten.Outcome.REJECTED, "A door.", "no model"));
    }

    private static TokenizerTrained tokenizerTrained() {
        return new TokenizerTrained(
                "job", "tales", ARTIFACT, 2500, 3.5, 0, 0, 0, ARTIFACT, TOKENIZER_SETTINGS);
    }

    private static Progressed fullProgress() {
        return new Progressed(
                "job",
                "tales",
                Progressed.Work.TOKENIZER,
                Progressed.State.FAILED,
                "merging",
                1L,
                2L,
                0.5,
                4.5,
                4.75,
                1e4,
                1.5,
                1.5,
                "out of memory",
                FIGURES);
    }

    private static StoryWritten fullStory() {
        return new StoryWritten(
                "p",
                StoryWritten.Outcome.COMPLETED,
                StoryWritten.Origin.TRAINING,
                "A door.",
                "It opened.",
                "no reason",
                "tales",
                ARTIFACT,
                5L,
                fullSampling(),
                StoryWritten.Finish.LENGTH,
                3,
                4,
                TOKENS,
                List.of(
                        new StoryAlternative(
                                1, 9, "It did not.", StoryWritten.Finish.STOP, 4, TOKENS)));
    }

    private static SamplingSettings fullSampling() {
        return new SamplingSettings(
                0.8,
                50,
                0.95,
                Long.MIN_VALUE,
                100,
                0.1,
                1.1,
                0.5,
                -0.5,
                List.of("The end"),
                3,
                2,
                List.of(new LogitBias(7, -1.5)),
                1,
                true);
    }

    private static PromptSubmitted fullPrompt() {
        return new PromptSubmitted(
                "p",
                "A door.",
                "tales",
                0.8,
                50,
                0.95,
                Long.MAX_VALUE,
                100,
                0.1,
                1.1,
                0.5,
                -0.5,
                List.of("The end"),
                3,
                2,
                List.of(new LogitBias(7, -1.5)),
                1,
                true,
                "2026-11-23T10:15:30Z",
                PromptSubmitted.Priority.BULK,
                ARTIFACT);
    }
}
