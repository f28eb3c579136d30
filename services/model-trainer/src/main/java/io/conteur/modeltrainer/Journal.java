package io.conteur.modeltrainer;

import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.ProgressedBuilder;
import io.conteur.events.training.ValidationFigures;
import io.conteur.gpt.training.StepResult;
import io.conteur.messaging.producer.EventPublisher;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells on {@code progress} how one job stands: at once when its stage changes, about once a second
 * while it trains or waits, and exactly once that it ended.
 */
final class Journal {
    private static final long SECOND = 1_000_000_000L;

    private final Job job;
    private final EventPublisher<Progressed> outbox;
    private final LongSupplier nanoTime;
    private final long began;
    private final StepTally tally = new StepTally();
    private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);
    private long lastTold;
    private @Nullable String stage;
    private @Nullable Long firstStep;
    private @Nullable Long step;
    private @Nullable Long steps;
    private long trainingBegan;
    private @Nullable Double lastLoss;
    private @Nullable Double validationLoss;
    private @Nullable ValidationFigures validation;

    Journal(Job job, EventPublisher<Progressed> outbox, LongSupplier nanoTime) {
        this.job = job;
        this.outbox = outbox;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.lastTold = began - SECOND;
    }

    /** The job cannot go on by itself right now. */
    void waiting(String stage) {
        if (!stage.equals(this.stage) || secondPassed()) {
            this.stage = stage;
            tell(State.WAITING, null);
        }
    }

    /** The job is busy with something else than steps. */
    void running(String stage) {
        if (!stage.equals(this.stage)) {
            this.stage = stage;
            tell(State.RUNNING, null);
        }
    }

    /** Steps begin after {@code done} of them were done before. */
    void training(long done, long steps) {
        this.firstStep = done;
        this.step = done;
        this.steps = steps;
        this.trainingBegan = nanoTime.getAsLong();
    }

    void stepped(StepResult result, long nanos) {
        step = result.step();
        lastLoss = (double) result.loss();
        tally.add(result, nanos);
        if (secondPassed() && told.isDone()) {
            requireTold();
            stage = "training";
            lastTold = nanoTime.getAsLong();
            told =
                    outbox.send(job.model(), event(State.RUNNING, null), eventId(State.RUNNING))
                            .toCompletableFuture();
            tally.told();
        }
    }

    /** Steps do not wait for what was told last, but stop when the broker did not take it. */
    private void requireTold() {
        try {
            told.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    void validated(Measure measure) {
        validationLoss = measure.loss();
        validation = measure.figures();
    }

    /** The last step's; unlike what is told, a repeat of the step has the same. */
    @Nullable Double lastLoss() {
        return lastLoss;
    }

    @Nullable Double validationLoss() {
        return validationLoss;
    }

    @Nullable ValidationFigures validation() {
        return validation;
    }

    /** What a checkpoint remembers of the job. */
    void recall(SavedJob saved) {
        training(saved.step(), saved.steps());
        lastLoss = saved.trainingLoss();
        tally.recall(lastLoss);
        validationLoss = saved.validationLoss();
        validation = saved.validation();
    }

    void ended(State state, @Nullable String reason) {
        stage = null;
        tell(state, reason);
    }

    /** The last step that was made in this attempt or remembered by its checkpoint; 0 before. */
    long steps() {
        return step == null ? 0 : step;
    }

    double elapsedSeconds() {
        return (nanoTime.getAsLong() - began) / (double) SECOND;
    }

    private boolean secondPassed() {
        return nanoTime.getAsLong() - lastTold >= SECOND;
    }

    private void tell(State state, @Nullable String reason) {
        lastTold = nanoTime.getAsLong();
        outbox.publish(job.model(), event(state, reason), eventId(state));
        tally.told();
    }

    private String eventId(State state) {
        return job.id() + (state.terminal() ? "-ended" : "-" + UUID.randomUUID());
    }

    private Progressed event(State state, @Nullable String reason) {
        return ProgressedBuilder.builder()
                .id(job.id())
                .subject(job.model())
                .work(Work.MODEL)
                .state(state)
                .stage(stage)
                .step(step)
                .steps(steps)
                .fraction(fraction())
                .trainingLoss(tally.loss())
                .validationLoss(validationLoss)
                .tokensPerSecond(tally.tokensPerSecond())
                .elapsedSeconds((lastTold - began) / (double) SECOND)
                .etaSeconds(state.terminal() ? null : etaSeconds())
                .reason(reason)
                .validation(validation)
                .build();
    }

    private @Nullable Double fraction() {
        return step == null || steps == null ? null : Math.min(1, step / (double) steps);
    }

    private @Nullable Double etaSeconds() {
        if (step == null || steps == null || firstStep == null || step.equals(firstStep)) {
            return null;
        }
        double secondsPerStep = (lastTold - trainingBegan) / (double) SECOND / (step - firstStep);
        return secondsPerStep * (steps - step);
    }
}
