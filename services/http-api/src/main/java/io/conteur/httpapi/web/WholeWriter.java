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
import java.util.Optional;
import java.util.function.Function;

/** Writes an answer in one piece, when it is complete. */
final class WholeWriter implements Exchange.AnswerWriter {
    private final AnswerFormat format;
    private final Function<Answer, AnswerHeader> header;
    private int status = 200;

    WholeWriter(AnswerFormat format, Function<Answer, AnswerHeader> header) {
        this.format = format;
        this.header = header;
    }

    @Override
    public Optional<Future<Void>> advance(Answer answer, HttpServerResponse response) {
        Optional<ApiError> error = answer.error();
        if (error.isPresent()) {
            status = error.get().status();
            return Optional.of(Errors.write(error.get(), response));
        }
        return answer.outcome().map(outcome -> write(answer, outcome, response));
    }

    private Future<Void> write(Answer answer, StoryWritten outcome, HttpServerResponse response) {
        Record whole = format.whole(header.apply(answer), outcome, FinishedStory.of(outcome));
        return response.putHeader(HttpHeaders.CONTENT_TYPE, Errors.JSON)
                .end(Buffer.buffer(ResponseJson.bytes(whole)));
    }

    @Override
    public int status() {
        return status;
    }
}
