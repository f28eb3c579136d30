package io.conteur.console.web;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.StoreUnavailableException;
import io.conteur.console.lookup.SearchBusyException;
import io.conteur.console.request.UndeliveredException;
import io.conteur.events.InvalidEventException;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** What a page is answered when a request cannot be served: {@code {"error": "…"}}. */
public class Refusals {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    @ServerExceptionMapper
    public Response invalid(InvalidEventException e) {
        return answer(BAD_REQUEST, e.getMessage());
    }

    @ServerExceptionMapper
    public Response unusable(BadRequestException e) {
        return answer(BAD_REQUEST, e.getMessage());
    }

    @ServerExceptionMapper
    public Response missing(NoSuchFileException e) {
        return answer(NOT_FOUND, "there is no such artifact");
    }

    @ServerExceptionMapper
    public Response damaged(DamagedArtifactException e) {
        return answer(NOT_FOUND, e.getMessage());
    }

    @ServerExceptionMapper
    public Response unavailable(StoreUnavailableException e) {
        return answer(UNAVAILABLE, "the artifact store cannot be used now: " + e.getMessage());
    }

    @ServerExceptionMapper
    public Response busy(SearchBusyException e) {
        return answer(UNAVAILABLE, e.getMessage());
    }

    @ServerExceptionMapper
    public Response undelivered(UndeliveredException e) {
        return answer(UNAVAILABLE, e.getMessage());
    }

    @ServerExceptionMapper
    public Response unavailable(KafkaException e) {
        return answer(UNAVAILABLE, "Kafka cannot be used now: " + e.getClass().getSimpleName());
    }

    private static Response answer(int status, @Nullable String error) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(Map.of("error", String.valueOf(error)))
                .build();
    }
}
