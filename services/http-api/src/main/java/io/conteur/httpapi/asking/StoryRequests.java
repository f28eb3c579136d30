package io.conteur.httpapi.asking;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.wire.TraceContext;
import io.conteur.httpapi.answers.Answer;
import io.conteur.httpapi.answers.AnswerBoard;
import io.conteur.httpapi.answers.EarlierAnswers;
import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Asks for stories. A prompt that has an id of its client's is one that may have been asked before:
 * its answer is looked up first, requests of the same id share it, and when all of them have gone,
 * it is cancelled only after a pause in which one may come back. Threads may share it.
 */
public final class StoryRequests {
    private static final ApiError UNREADABLE =
            ApiError.unavailable("earlier answers cannot be read now", 1);

    private final Vertx vertx;
    private final AnswerBoard board;
    private final PromptSender sender;
    private final EarlierAnswers earlier;
    private final Rules rules;

    /**
     * What holds for all requests.
     *
     * @param acceptWithin limit of the broker's acknowledgement
     * @param answerWithin limit of the whole answer
     * @param returnWithin how long a prompt that can be asked for again waits for that
     */
    public record Rules(
            Admission admission,
            Duration acceptWithin,
            Duration answerWithin,
            Duration returnWithin) {}

    /**
     * A request that was admitted.
     *
     * @param repeatable whether its client may ask for the same answer again
     */
    public record Asked(Answer answer, boolean repeatable) {}

    public StoryRequests(
            Vertx vertx,
            AnswerBoard board,
            PromptSender sender,
            EarlierAnswers earlier,
            Rules rules) {
        this.vertx = vertx;
        this.board = board;
        this.sender = sender;
        this.earlier = earlier;
        this.rules = rules;
    }

    /** The limit of a whole answer. */
    public Duration answerWithin() {
        return rules.answerWithin;
    }

    /**
     * Asks for a story.
     *
     * @param prompt with its id
     * @param repeatable whether the id is its client's
     * @throws ApiException when the request is not admitted
     */
    public Asked ask(PromptSubmitted prompt, boolean repeatable, TraceContext trace) {
        rules.admission.begin();
        Answer begun = new Answer(prompt);
        Answer answer = board.join(begun);
        Asked asked = new Asked(answer, repeatable);
        if (answer == begun) {
            limit(answer);
            begin(asked, trace);
        } else if (!answer.prompt().prompt().equals(prompt.prompt())) {
            leave(asked);
            throw new ApiException(
                    ApiError.refused(
                            422,
                            "another prompt is being answered under this Idempotency-Key",
                            "idempotency_key_reused"));
        }
        return asked;
    }

    /** The request has ended, answered or not. */
    public void leave(Asked asked) {
        rules.admission.end();
        Answer answer = asked.answer;
        answer.leave();
        if (answer.ended()) {
            board.remove(answer);
        } else if (asked.repeatable) {
            vertx.setTimer(rules.returnWithin.toMillis(), passed -> abandon(answer));
        } else {
            abandon(answer);
        }
    }

    private void abandon(Answer answer) {
        if (answer.abandon()) {
            sender.cancel(answer);
            answer.fail(ApiError.refused(400, "nobody waited for the prompt", "cancelled"));
        }
    }

    private void begin(Asked asked, TraceContext trace) {
        if (!asked.repeatable) {
            send(asked.answer, trace);
            return;
        }
        var unused =
                earlier.find(asked.answer)
                        .whenComplete(
                                (found, failure) -> {
                                    if (failure == null) {
                                        goOn(asked.answer, trace, found);
                                    } else {
                                        asked.answer.fail(UNREADABLE);
                                    }
                                });
    }

    private void goOn(Answer answer, TraceContext trace, Optional<StoryWritten> found) {
        if (!answer.ended()) {
            found.ifPresentOrElse(answer::end, () -> send(answer, trace));
        }
    }

    private void send(Answer answer, TraceContext trace) {
        CompletionStage<Void> sent = sender.send(answer, trace);
        long timer =
                vertx.setTimer(
                        rules.acceptWithin.toMillis(),
                        passed -> {
                            sender.overdue(sent);
                            sender.cancel(answer);
                            answer.fail(ApiError.unavailable("Kafka cannot be reached now", 1));
                        });
        var unused =
                sent.whenComplete(
                        (acknowledged, failure) -> {
                            vertx.cancelTimer(timer);
                            if (failure != null) {
                                answer.fail(undeliverable(failure));
                            }
                        });
    }

    private static ApiError undeliverable(Throwable failure) {
        return failure instanceof RecordTooLargeException
                ? ApiError.refused(413, "the prompt is too large", null)
                : ApiError.failed("the prompt could not be sent: " + failure.getMessage());
    }

    /** The prompt's deadline is the same, so an outcome that says so mostly comes first. */
    private void limit(Answer answer) {
        long timer =
                vertx.setTimer(
                        rules.answerWithin.plusSeconds(1).toMillis(),
                        passed ->
                                answer.fail(
                                        ApiError.timeout(
                                                "no story was there within %d seconds"
                                                        .formatted(
                                                                rules.answerWithin.toSeconds()))));
        answer.listen(
                () -> {
                    if (answer.ended()) {
                        vertx.cancelTimer(timer);
                        board.remove(answer);
                    }
                });
    }
}
