package io.conteur.httpapi.web;

import io.conteur.events.story.StoryWritten;
import io.conteur.httpapi.answers.Answer;
import io.conteur.httpapi.answers.FinishedStory;
import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.format.AnswerFormat;
import io.conteur.httpapi.format.AnswerHeader;
import io.conteur.httpapi.format.ResponseJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes an answer as server-sent events while it grows. The head waits for the first text, so that
 * a prompt that is refused has its status. An error that comes later ends the stream as an event.
 */
final class StreamWriter implements Exchange.AnswerWriter {
    private static final ApiError RESTARTED =
            ApiError.failed(
                    "the story was begun again by another checkpoint, and differs from what was"
                            + " sent; ask again");

    private final AnswerFormat format;
    private final Function<Answer, AnswerHeader> headers;
    private final boolean includeUsage;

    /** Characters that were sent of each story; empty before the head is written. */
    private int[] sent = {};

    private int status = 200;

    StreamWriter(
            AnswerFormat format, Function<Answer, AnswerHeader> headers, boolean includeUsage) {
        this.format = format;
        this.headers = headers;
        this.includeUsage = includeUsage;
    }

    @Override
    public Optional<Future<Void>> advance(Answer answer, HttpServerResponse response) {
        boolean ended = answer.ended();
        Optional<ApiError> error = answer.error();
        if (error.isPresent()) {
            return Optional.of(end(error.get(), response));
        }
        if (ended) {
            return Optional.of(finish(answer, response));
        }
        if (answer.begun()) {
            more(answer, response);
        }
        return Optional.empty();
    }

    private void more(Answer answer, HttpServerResponse response) {
        Buffer events = begin(answer, response);
        AnswerHeader header = headers.apply(answer);
        for (int index = 0; index < sent.length; index++) {
            append(events, header, index, answer.text(index, sent[index]));
        }
        if (events.length() > 0) {
            var unused = response.write(events);
        }
    }

    private Future<Void> finish(Answer answer, HttpServerResponse response) {
        Optional<List<FinishedStory>> stories = answer.finished();
        if (stories.isEmpty() && response.headWritten()) {
            return end(RESTARTED, response);
        }
        StoryWritten outcome = answer.outcome().orElseThrow();
        Buffer events = begin(answer, response);
        AnswerHeader header = headers.apply(answer);
        List<FinishedStory> finished = stories.orElseGet(() -> FinishedStory.of(outcome));
        for (int index = 0; index < sent.length; index++) {
            FinishedStory story = finished.get(index);
            append(events, header, index, story.text().substring(sent[index]));
            events.appendBytes(ResponseJson.event(format.end(header, index, story)));
        }
        if (includeUsage) {
            events.appendBytes(ResponseJson.event(format.usage(header, outcome, finished)));
        }
        return response.end(events.appendBytes(ResponseJson.DONE));
    }

    private Buffer begin(Answer answer, HttpServerResponse response) {
        if (!response.headWritten()) {
            // A story that was asked before may have been asked with another number of stories.
            sent =
                    new int
                            [answer.outcome()
                                    .map(o -> FinishedStory.of(o).size())
                                    .orElse(answer.stories())];
            response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .setChunked(true);
        }
        return Buffer.buffer();
    }

    private void append(Buffer events, AnswerHeader header, int index, String text) {
        if (!text.isEmpty()) {
            boolean first = sent[index] == 0;
            sent[index] += text.length();
            events.appendBytes(ResponseJson.event(format.more(header, index, text, first)));
        }
    }

    private Future<Void> end(ApiError error, HttpServerResponse response) {
        status = error.status();
        return response.headWritten()
                ? response.end(Buffer.buffer(ResponseJson.event(ResponseJson.body(error))))
                : Errors.write(error, response);
    }

    @Override
    public int status() {
        return status;
    }
}
