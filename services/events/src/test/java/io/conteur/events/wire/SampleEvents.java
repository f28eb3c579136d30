package io.conteur.events.wire;

import io.conteur.events.ArtifactReference;
import io.conteur.events.story.LikelyToken;
import io.conteur.events.story.LogitBias;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.PromptSubmittedBuilder;
import io.conteur.events.story.SamplingSettings;
import io.conteur.events.story.SamplingSettingsBuilder;
import io.conteur.events.story.StoryAlternativeBuilder;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryPartWrittenBuilder;
import io.conteur.events.story.StoryTimings;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.events.story.WrittenToken;
import io.conteur.events.training.CheckpointPublishedBuilder;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.ProgressedBuilder;
import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.RoundClosedBuilder;
import io.conteur.events.training.ShardClaimed;
import io.conteur.events.training.ShardClaimedBuilder;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerSettingsBuilder;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.training.TokenizerTrainedBuilder;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.training.TrainingSettings;
import io.conteur.events.training.TrainingSettingsBuilder;
import io.conteur.events.training.ValidationFigures;
import io.conteur.events.training.WorkerReported;
import io.conteur.events.training.WorkerReportedBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every event, with all of its fields and with the required ones alone. */
public final class SampleEvents {
    public static final ArtifactReference ARTIFACT =
            new ArtifactReference("corpora/tales-0a1b2c3d4e5f", "0123456789abcdef".repeat(4));
    private static final TokenizerSettings TOKENIZER_SETTINGS =
            TokenizerSettingsBuilder.builder()
                    .vocabularySize(2500)
                    .symbols(List.of("<sep>"))
                    .characterCoverage(0.9995)
                    .maxSentenceLength(4192)
                    .maxPieceLength(16)
                    .splitByUnicodeScript(true)
                    .splitByNumber(true)
                    .splitDigits(false)
                    .byteFallback(false)
                    .hardVocabularyLimit(true)
                    .inputSentenceSize(100_000)
                    .build();
    private static final TrainingSettings TRAINING_SETTINGS =
            TrainingSettingsBuilder.builder()
                    .context(256)
                    .batch(8)
                    .learningRate(0.001)
                    .warmUpSteps(100)
                    .weightDecay(0.1)
                    .precision(TrainingSettings.Precision.FP32)
                    .seed(Long.MIN_VALUE)
                    .checkpointEverySteps(50)
                    .validateEverySteps(25)
                    .sampleEverySteps(50)
                    .samplePrompts(List.of("A door."))
                    .width(256)
                    .hidden(704)
                    .layers(5)
                    .heads(8)
                    .optimizer(TrainingSettings.Optimizer.ADAMW)
                    .validationLines(List.of(1, 2))
                    .patience(3)
                    .keepLast(2)
                    .keepEverySteps(100)
                    .dropout(0.1)
                    .averaging(0.999)
                    .workers(4)
                    .roundSteps(30)
                    .build();
    private static final ValidationFigures FIGURES = new ValidationFigures(90.0, 400.0, 1.5, 0.75);

    private static final List<WrittenToken> TOKENS =
            List.of(new WrittenToken(7, "It", -0.5, List.of(new LikelyToken(7, "It", -0.5))));

    private SampleEvents() {}

    public static Stream<Record> full() {
        return Stream.of(
                new TokenizerRequested("job", "tales", ARTIFACT, TOKENIZER_SETTINGS),
                tokenizerTrained(),
                TrainingRequestedBuilder.builder()
                        .model("tales")
                        .id("job")
                        .corpus(ARTIFACT)
                        .tokenizer("tales")
                        .size(TrainingRequested.Size.SMALL)
                        .vocabularySize(2500)
                        .steps(100)
                        .settings(TRAINING_SETTINGS)
                        .clean(true)
                        .continueFrom(TrainingRequested.ContinueFrom.LATEST)
                        .build(),
                claim(7),
                fullRound(),
                fullReport(),
                fullProgress(),
                CheckpointPublishedBuilder.builder()
                        .id("job")
                        .model("tales")
                        .step(5)
                        .artifact(ARTIFACT)
                        .tokenizer(ARTIFACT)
                        .vocabularySize(2500)
                        .context(256)
                        .parameters(9)
                        .last(true)
                        .trainingLoss(4.5)
                        .validationLoss(4.75)
                        .best(true)
                        .validation(FIGURES)
                        .build(),
                fullPrompt(),
                StoryPartWrittenBuilder.builder()
                        .id("p")
                        .sequence(3)
                        .text("It opened.\n")
                        .last(false)
                        .attempt(2)
                        .checkpoint(ARTIFACT)
                        .index(1)
                        .build(),
                fullStory());
    }

    public static Stream<Record> sparse() {
        return Stream.of(
                new TokenizerRequested(null, "tales", ARTIFACT, null),
                tokenizerTrained(),
                TrainingRequestedBuilder.builder().model("tales").corpus(ARTIFACT).build(),
                claim(null),
                sparseRound(),
                WorkerReportedBuilder.builder()
                        .id("job")
                        .model("tales")
                        .worker("w")
                        .round(1)
                        .build(),
                Progressed.of("job", "tales", Progressed.Work.MODEL, Progressed.State.RUNNING),
                CheckpointPublishedBuilder.builder()
                        .id("job")
                        .model("tales")
                        .step(0)
                        .artifact(ARTIFACT)
                        .tokenizer(ARTIFACT)
                        .vocabularySize(1)
                        .context(1)
                        .parameters(1)
                        .last(false)
                        .build(),
                PromptSubmitted.of("A door."),
                StoryPartWritten.of("p", 0, "", true),
                StoryWritten.without("p", StoryWritten.Outcome.REJECTED, "A door.", "no model"));
    }

    private static TokenizerTrained tokenizerTrained() {
        return TokenizerTrainedBuilder.builder()
                .id("job")
                .name("tales")
                .artifact(ARTIFACT)
                .vocabularySize(2500)
                .bytesPerToken(3.5)
                .unknownRate(0)
                .skippedLines(0)
                .skippedBytes(0)
                .corpus(ARTIFACT)
                .settings(TOKENIZER_SETTINGS)
                .build();
    }

    private static RoundClosed fullRound() {
        return RoundClosedBuilder.builder()
                .id("job")
                .model("tales")
                .round(2)
                .step(60)
                .steps(100)
                .checkpoint(ARTIFACT)
                .checkpointRound(1)
                .precision(RoundClosed.UpdatePrecision.INT8)
                .weights("0123456789abcdef".repeat(4))
                .contributions(List.of(new RoundClosed.Contribution(1, "w", 30, 9000, 4.5)))
                .shares(List.of(new RoundClosed.Share(0, "v", 60, 30)))
                .wanted(1)
                .update(ARTIFACT)
                .build();
    }

    private static RoundClosed sparseRound() {
        return RoundClosedBuilder.builder()
                .id("job")
                .model("tales")
                .round(0)
                .step(0)
                .steps(1)
                .checkpoint(ARTIFACT)
                .checkpointRound(0)
                .precision(RoundClosed.UpdatePrecision.FP32)
                .weights("0123456789abcdef".repeat(4))
                .contributions(List.of())
                .shares(List.of())
                .wanted(0)
                .build();
    }

    private static ShardClaimed claim(@Nullable Integer shard) {
        return ShardClaimedBuilder.builder()
                .id("job")
                .model("tales")
                .worker("w")
                .coordinator("c")
                .workers(4)
                .corpus(ARTIFACT)
                .tokenizer(ARTIFACT)
                .shard(shard)
                .build();
    }

    private static WorkerReported fullReport() {
        return WorkerReportedBuilder.builder()
                .id("job")
                .model("tales")
                .worker("w")
                .round(2)
                .share(new WorkerReported.TrainedShare(1, 30, 9000, 4.5, 12.5, ARTIFACT))
                .leaving(true)
                .build();
    }

    private static Progressed fullProgress() {
        return ProgressedBuilder.builder()
                .id("job")
                .subject("tales")
                .work(Progressed.Work.TOKENIZER)
                .state(Progressed.State.FAILED)
                .stage("merging")
                .step(1L)
                .steps(2L)
                .fraction(0.5)
                .trainingLoss(4.5)
                .validationLoss(4.75)
                .tokensPerSecond(1e4)
                .elapsedSeconds(1.5)
                .etaSeconds(1.5)
                .reason("out of memory")
                .validation(FIGURES)
                .learningRate(0.02)
                .gradientNorm(0.75)
                .workers(4)
                .build();
    }

    private static StoryWritten fullStory() {
        return StoryWrittenBuilder.builder()
                .id("p")
                .outcome(StoryWritten.Outcome.COMPLETED)
                .origin(StoryWritten.Origin.TRAINING)
                .prompt("A door.")
                .story("It opened.")
                .reason("no reason")
                .model("tales")
                .checkpoint(ARTIFACT)
                .step(5L)
                .sampling(fullSampling())
                .finish(StoryWritten.Finish.LENGTH)
                .promptTokens(3)
                .storyTokens(4)
                .logProbabilities(TOKENS)
                .alternatives(
                        List.of(
                                StoryAlternativeBuilder.builder()
                                        .index(1)
                                        .seed(9)
                                        .story("It did not.")
                                        .storyTokens(4)
                                        .finish(StoryWritten.Finish.STOP)
                                        .logProbabilities(TOKENS)
                                        .build()))
                .timings(new StoryTimings(0.25, 4, 180.5))
                .build();
    }

    private static SamplingSettings fullSampling() {
        return SamplingSettingsBuilder.builder()
                .temperature(0.8)
                .topK(50)
                .topP(0.95)
                .seed(Long.MIN_VALUE)
                .maxTokens(100)
                .minP(0.1)
                .repetitionPenalty(1.1)
                .presencePenalty(0.5)
                .frequencyPenalty(-0.5)
                .stop(List.of("The end"))
                .minTokens(3)
                .n(2)
                .logitBias(List.of(new LogitBias(7, -1.5)))
                .logProbabilities(1)
                .ignoreEnd(true)
                .build();
    }

    private static PromptSubmitted fullPrompt() {
        return PromptSubmittedBuilder.builder()
                .prompt("A door.")
                .id("p")
                .model("tales")
                .temperature(0.8)
                .topK(50)
                .topP(0.95)
                .seed(Long.MAX_VALUE)
                .maxTokens(100)
                .minP(0.1)
                .repetitionPenalty(1.1)
                .presencePenalty(0.5)
                .frequencyPenalty(-0.5)
                .stop(List.of("The end"))
                .minTokens(3)
                .n(2)
                .logitBias(List.of(new LogitBias(7, -1.5)))
                .logProbabilities(1)
                .ignoreEnd(true)
                .deadline("2026-11-23T10:15:30Z")
                .priority(PromptSubmitted.Priority.BULK)
                .checkpoint(ARTIFACT)
                .build();
    }
}
